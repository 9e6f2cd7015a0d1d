//! The score on small graphs made by hand.

use model::{Account, Finding, Host, LogonEdge, LogonGraph, Part, Severity, Span, Time};

use super::{Scored, rank};
use crate::classic::{self, Options};

const HOUR: i64 = 3_600_000;

fn account(user: &str) -> Account {
    Account {
        user: user.to_owned(),
        domain: "corp".to_owned(),
        sid: None,
        privileged: false,
        well_known: false,
        marks: Vec::new(),
        span: None,
    }
}

fn host(key: &str) -> Host {
    Host { key: key.to_owned(), name: Some(key.to_owned()), addresses: Vec::new(), controller: false, span: None }
}

fn logon(host: u32, account: u32, target: u32, hour: i32) -> LogonEdge {
    let time = Time::from_ms(i64::from(hour) * HOUR);
    LogonEdge {
        host,
        account,
        target: Some(target),
        id: 4624,
        logon_type: 3,
        status: None,
        package: None,
        hour,
        count: 1,
        first: time,
        last: time,
    }
}

/// Eight people, each at an own workstation (hosts 0..8), who use the server (host 8) every day of ten.
fn office(extra: &[LogonEdge]) -> LogonGraph {
    let mut logons: Vec<LogonEdge> =
        (0..8).flat_map(|n| (0..10).map(move |day| logon(n, n, 8, day * 24 + 9 + n as i32 % 3))).collect();
    logons.extend_from_slice(extra);
    logons.sort();
    LogonGraph {
        accounts: (0..8).map(|n| account(&format!("user{n}"))).collect(),
        hosts: (0..9).map(|n| host(&format!("host{n}"))).collect(),
        logons,
        span: Some(Span { start: Time::from_ms(0), end: Time::from_ms(240 * HOUR) }),
        ..LogonGraph::default()
    }
}

fn score(graph: &LogonGraph, findings: &[Finding]) -> Scored {
    rank(graph, findings, classic::rank(graph, &Options::default()))
}

fn finding(severity: Severity, account: u32) -> Finding {
    Finding {
        rule: "dcsync".to_owned(),
        title: "DCSync".to_owned(),
        severity,
        confidence: 0.95,
        technique: String::new(),
        first: Time::from_ms(0),
        last: Time::from_ms(0),
        count: 1,
        text: "user3 replicated".to_owned(),
        accounts: vec![(Part::Actor, account)],
        hosts: Vec::new(),
        evidence: Vec::new(),
    }
}

#[test]
fn a_quiet_office_has_nobody_at_the_top() {
    let scored = score(&office(&[]), &[]);
    assert!(scored.baseline);
    assert!(scored.ranks.accounts.iter().all(|rank| rank.rank < 0.05), "{:?}", scored.ranks.accounts[0]);
}

#[test]
fn going_to_colleagues_machines_lifts_account_and_source() {
    let extra: Vec<LogonEdge> = (1..5).map(|n| logon(0, 0, n, 24 * 8 + 10 + n as i32)).collect();
    let scored = score(&office(&extra), &[]);
    let (account, host) = (&scored.ranks.accounts[0], &scored.ranks.hosts[0]);
    assert_eq!((account.account, host.host), (0, 0));
    assert!(account.rank > 0.4, "{account:?}");
    assert!(account.reasons[0].text.starts_with("first logons to host"), "{account:?}");
}

#[test]
fn a_certain_finding_beats_all_novelty_and_names_itself() {
    let extra: Vec<LogonEdge> = (1..8).map(|n| logon(0, 0, n, 24 * 8 + 10 + n as i32)).collect();
    let scored = score(&office(&extra), &[finding(Severity::Critical, 3)]);
    assert_eq!(scored.ranks.accounts[0].account, 3);
    assert!(scored.ranks.accounts[0].reasons[0].text.starts_with("user3 replicated"));
    let neighbour = scored.ranks.hosts.iter().find(|rank| rank.host == 3).expect("host3 is ranked");
    assert!(neighbour.reasons.iter().any(|reason| reason.text.starts_with("near user3")), "{neighbour:?}");
}

#[test]
fn without_a_baseline_novelty_is_silent() {
    let mut graph = office(&(1..5).map(|n| logon(0, 0, n, 24 * 2 + n as i32)).collect::<Vec<_>>());
    graph.logons.retain(|edge| edge.hour < 72);
    let scored = score(&graph, &[]);
    assert!(!scored.baseline);
    assert!(scored.ranks.accounts.iter().all(|rank| rank.rank == 0.0));
}

#[test]
fn hops_in_a_row_are_found_and_told() {
    let mut second = logon(1, 2, 4, 24 * 8 + 10);
    second.first = Time::from_ms(second.first.ms() + 60_000);
    second.last = second.first;
    let scored = score(&office(&[logon(0, 0, 1, 24 * 8 + 10), second]), &[]);
    assert_eq!(scored.findings.len(), 1);
    assert_eq!(scored.findings[0].text, "user0, then user2, went from host0 over host1 to host4");
}

#[test]
fn the_same_graph_gives_the_same_scores() {
    let extra: Vec<LogonEdge> = (1..5).map(|n| logon(0, 0, n, 24 * 8 + n as i32)).collect();
    let (a, b) = (score(&office(&extra), &[]), score(&office(&extra), &[]));
    assert_eq!(a.ranks, b.ranks);
}
