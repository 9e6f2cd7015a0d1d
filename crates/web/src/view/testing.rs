//! A small company for the tests of views.

use model::{
    Account, Channel, Clear, Domain, Finding, Host, LogonEdge, LogonGraph, LogonTo, Mark, Part, RecordRef, Severity,
    Span, Time,
};
use store::{Place, Places};

use super::{CaseView, Gap, Numbered};

/// Midnight of 14 November 2023, UTC.
pub(crate) const START: i64 = 1_699_920_000_000;
pub(crate) const HOUR: i64 = 3_600_000;
/// A name that means harm to HTML, spreadsheets, terminals and queries.
pub(crate) const HOSTILE: &str = "=cmd|'/c calc'!a1<img src=x onerror=alert(1)>\u{202e}\"'\\\r\n\t{{7*7}}";

pub(crate) fn account(user: &str) -> Account {
    Account {
        user: user.to_owned(),
        domain: "corp".to_owned(),
        sid: Some(format!("S-1-5-21-1-2-3-{}", 1000 + user.len())),
        privileged: false,
        well_known: false,
        marks: Vec::new(),
        span: Some(Span { start: Time::from_ms(START), end: Time::from_ms(START + 9 * HOUR) }),
    }
}

pub(crate) fn host(key: &str, name: Option<&str>) -> Host {
    Host {
        key: key.to_owned(),
        name: name.map(str::to_owned),
        addresses: vec![key.to_owned()],
        controller: false,
        span: None,
    }
}

/// `count` events in the hour `hour` from `START`.
pub(crate) fn edge(host: u32, account: u32, target: u32, id: u32, hour: i64, count: u32) -> LogonEdge {
    let first = Time::from_ms(START + hour * HOUR + 60_000);
    LogonEdge {
        host,
        account,
        target: Some(target),
        id,
        logon_type: if id == 4624 { 3 } else { 0 },
        status: (id == 4625).then_some(0xc000_006d),
        package: Some(u32::from(id == 4624)),
        hour: first.hour(),
        count,
        first,
        last: Time::from_ms(first.ms() + 600_000),
    }
}

/// Four accounts (0 alice, 1 anonymous, 2 mallory, 3 the hostile one) and four hosts (0 dc01, 1 ws01,
/// 2 ws02, 3 fs01): mallory goes ws01 -> fs01 -> dc01 as alice.
pub(crate) fn graph() -> LogonGraph {
    let mut logons = vec![
        edge(1, 2, 3, 4624, 1, 5),
        edge(1, 2, 3, 4624, 3, 2),
        edge(3, 0, 0, 4624, 4, 1),
        edge(2, 0, 0, 4624, 0, 40),
        edge(2, 0, 0, 4625, 2, 7),
        edge(1, 3, 3, 4625, 5, 9),
        edge(2, 1, 3, 4624, 6, 3),
    ];
    logons.sort_unstable();
    let anonymous = Account { well_known: true, sid: Some("S-1-5-7".to_owned()), ..account("anonymous logon") };
    let marks = vec![Mark { time: Time::from_ms(START + HOUR), what: "Created".to_owned() }];
    LogonGraph {
        accounts: vec![
            Account { privileged: true, ..account("alice") },
            anonymous,
            Account { marks, ..account("mallory") },
            account(HOSTILE),
        ],
        hosts: vec![
            Host { controller: true, ..host("10.0.0.1", Some("dc01")) },
            host("10.0.0.2", Some("ws01")),
            host("10.0.0.3", Some("ws02")),
            host("fs01", None),
        ],
        logons,
        reached: vec![LogonTo {
            account: 0,
            host: 0,
            count: 41,
            first: Time::from_ms(START),
            last: Time::from_ms(START),
        }],
        domains: vec![Domain { name: "corp".to_owned(), aliases: vec!["corp.local".to_owned()], sid: None }],
        clears: vec![Clear {
            time: Time::from_ms(START + 7 * HOUR),
            user: "mallory".to_owned(),
            domain: "corp".to_owned(),
            computer: "fs01".to_owned(),
            channel: "Security".to_owned(),
        }],
        packages: vec!["Kerberos".to_owned(), "NTLM".to_owned()],
        span: Some(Span { start: Time::from_ms(START), end: Time::from_ms(START + 7 * HOUR) }),
        ..LogonGraph::default()
    }
}

pub(crate) fn place(key: &str, rank: f64) -> Place {
    let (reasons, weights) = (vec![format!("seen with {key}"), "weaker".to_owned()], vec![rank, 0.1]);
    Place { key: key.to_owned(), rank, reasons, weights, anomaly: Some(20.0), sequence: false }
}

/// The company, ranked, with one finding about mallory on ws01.
pub(crate) fn company() -> CaseView {
    let graph = graph();
    let hostile = store::account_key(HOSTILE, "corp");
    let places = Places {
        accounts: vec![place("corp\\mallory", 0.9), place(&hostile, 0.4), place("corp\\alice", 0.2)],
        hosts: vec![place("10.0.0.2", 0.8), place("fs01", 0.5), place("10.0.0.1", 0.3), place("10.0.0.3", 0.0)],
    };
    let time = Time::from_ms(START + HOUR);
    let record =
        RecordRef { time, computer: "FS01.corp.local".to_owned(), channel: Channel::Security, record: 77, id: 4624 };
    let finding = Finding {
        rule: "pass_the_hash".to_owned(),
        title: "Pass the hash".to_owned(),
        severity: Severity::High,
        confidence: 0.9,
        technique: "T1550.002".to_owned(),
        first: time,
        last: Time::from_ms(START + 3 * HOUR),
        count: 7,
        text: "mallory used NTLM from ws01".to_owned(),
        accounts: vec![(Part::Actor, 2)],
        hosts: vec![(Part::Source, 1), (Part::Target, 3)],
        evidence: vec![record],
    };
    let gap = Gap {
        computer: "fs01".to_owned(),
        log: "Security".to_owned(),
        from: Time::from_ms(START + 5 * HOUR),
        to: Time::from_ms(START + 6 * HOUR),
    };
    CaseView::new("v1".to_owned(), graph, places, vec![Numbered { id: "f-0".to_owned(), finding }], vec![gap])
}
