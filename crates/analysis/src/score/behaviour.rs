//! Findings that the graph itself gives away.

use model::{Channel, Finding, LogonGraph, Part, Severity};

use super::chains::Chain;
use crate::detect::Rule;

const LOGONS: &[(Channel, u32)] = &[
    (Channel::Security, 4624),
    (Channel::Security, 4648),
    (Channel::Security, 4769),
    (Channel::Security, 4778),
    (Channel::LocalSession, 21),
    (Channel::RemoteConnection, 1149),
];

/// Two new hops in a row.
pub const CHAIN: Rule = Rule {
    id: "logon-chain",
    title: "New hops in a row",
    severity: Severity::Medium,
    technique: "T1021",
    events: LOGONS,
    audit: "Logon (success)",
    about: "A logon from A to B and, within 300 seconds, one from B to C, both on routes never used before; \
            weighs more when the account changes on the way. Needs five days of logs to know what is usual.",
    innocent: "Administrators who work through a jump host for the first time.",
};

/// The rules of this module.
pub const RULES: &[&Rule] = &[&CHAIN];

pub(super) fn chain(chain: &Chain, confidence: f64, names: [String; 3], graph: &LogonGraph) -> Finding {
    let [a, b, c] = names;
    let user = |account: u32| graph.accounts[account as usize].user.as_str();
    let [first, second] = chain.accounts.map(user);
    let who = if chain.switches() { format!("{first}, then {second},") } else { first.to_owned() };
    let mut accounts: Vec<(Part, u32)> = chain.accounts.iter().map(|account| (Part::Actor, *account)).collect();
    accounts.sort_unstable();
    accounts.dedup();
    let hosts = vec![(Part::Source, chain.hosts[0]), (Part::Target, chain.hosts[1]), (Part::Target, chain.hosts[2])];
    Finding {
        rule: CHAIN.id.to_owned(),
        title: CHAIN.title.to_owned(),
        severity: CHAIN.severity,
        confidence,
        technique: CHAIN.technique.to_owned(),
        first: chain.first,
        last: chain.last,
        count: 2,
        text: format!("{who} went from {a} over {b} to {c}"),
        accounts,
        hosts,
        evidence: Vec::new(),
    }
}
