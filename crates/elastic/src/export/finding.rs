//! A finding as a document.

use model::{Account, Finding, LogonGraph, Part, RecordRef, Severity};
use serde::Serialize;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::document::hex;

/// A finding; `@timestamp` is when it was last seen, so that Kibana's time means events.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FindingRow {
    #[serde(rename = "@timestamp")]
    at: i64,
    /// What stays the same of it from run to run: see [`Self::id`].
    finding: String,
    pub(super) rule: String,
    title: String,
    severity: &'static str,
    /// 0 info to 4 critical, to sort by.
    severity_level: u8,
    confidence: f64,
    technique: String,
    first: i64,
    last: i64,
    count: u64,
    text: String,
    actors: Vec<String>,
    victims: Vec<String>,
    sources: Vec<String>,
    targets: Vec<String>,
    /// Everybody in it.
    accounts: Vec<String>,
    /// Every machine in it.
    hosts: Vec<String>,
    evidence: Vec<Evidence>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct Evidence {
    time: i64,
    computer: String,
    channel: &'static str,
    record: u64,
    id: u32,
}

impl FindingRow {
    /// The finding with the names that its indices mean in `graph`.
    pub fn of(finding: &Finding, graph: &LogonGraph) -> Self {
        let account = |(part, at): &(Part, u32)| Some((*part, name(graph.accounts.get(*at as usize)?)));
        let host = |(part, at): &(Part, u32)| Some((*part, graph.hosts.get(*at as usize)?.key.clone()));
        let accounts: Vec<(Part, String)> = finding.accounts.iter().filter_map(account).collect();
        let hosts: Vec<(Part, String)> = finding.hosts.iter().filter_map(host).collect();
        let everybody = || accounts.iter().chain(&hosts);
        let playing = |part| distinct(everybody().filter(|(own, _)| *own == part).map(|(_, name)| name));
        Self {
            at: finding.last.ms(),
            finding: identity(&finding.rule, &accounts, &hosts),
            rule: finding.rule.clone(),
            title: finding.title.clone(),
            severity: finding.severity.name(),
            severity_level: finding.severity as u8,
            confidence: finding.confidence,
            technique: finding.technique.clone(),
            first: finding.first.ms(),
            last: finding.last.ms(),
            count: finding.count,
            text: finding.text.clone(),
            actors: playing(Part::Actor),
            victims: playing(Part::Victim),
            sources: playing(Part::Source),
            targets: playing(Part::Target),
            accounts: distinct(accounts.iter().map(|(_, name)| name)),
            hosts: distinct(hosts.iter().map(|(_, name)| name)),
            evidence: finding.evidence.iter().map(evidence).collect(),
        }
    }
}

impl FindingRow {
    /// A name for the matter, whatever its times and counts: the same rule about the same accounts and
    /// hosts in the same parts.
    pub fn id(&self) -> &str {
        &self.finding
    }

    /// The rule's id.
    pub fn rule(&self) -> &str {
        &self.rule
    }

    /// How much it matters.
    pub fn severity(&self) -> Severity {
        Severity::named(self.severity).unwrap_or(Severity::Info)
    }

    /// One sentence for people. Names in it are as the log has them.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// When it was last seen, milliseconds since the Unix epoch.
    pub const fn last(&self) -> i64 {
        self.last
    }
}

fn identity(rule: &str, accounts: &[(Part, String)], hosts: &[(Part, String)]) -> String {
    let named = |list: &[(Part, String)]| {
        let mut list: Vec<(&str, String)> = list.iter().map(|(part, name)| (part.name(), name.clone())).collect();
        list.sort();
        list
    };
    let whole = json!([rule, named(accounts), named(hosts)]);
    hex(&Sha256::digest(whole.to_string())[..12])
}

/// `alice@corp`, or the bare name where no domain is known.
pub(super) fn name(account: &Account) -> String {
    if account.domain.is_empty() { account.user.clone() } else { format!("{}@{}", account.user, account.domain) }
}

fn distinct<'n>(names: impl Iterator<Item = &'n String>) -> Vec<String> {
    names.collect::<std::collections::BTreeSet<_>>().into_iter().cloned().collect()
}

fn evidence(record: &RecordRef) -> Evidence {
    Evidence {
        time: record.time.ms(),
        computer: record.computer.clone(),
        channel: record.channel.name(),
        record: record.record,
        id: record.id,
    }
}
