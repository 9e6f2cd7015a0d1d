//! The classic ranking of small graphs built by hand.

use analysis::classic::{Options, rank};
use model::{Account, DaySequence, Host, LogonEdge, LogonGraph, Span, Step, Symbol, Time};

fn account(user: &str, well_known: bool) -> Account {
    Account {
        user: user.to_owned(),
        domain: "corp".to_owned(),
        sid: None,
        privileged: user == "admin",
        well_known,
        marks: Vec::new(),
        span: None,
    }
}

fn host(key: &str) -> Host {
    Host { key: key.to_owned(), name: None, addresses: Vec::new(), controller: false, span: None }
}

fn logon(host: u32, account: u32, hour: i32, count: u32) -> LogonEdge {
    let time = Time::from_ms(i64::from(hour) * 3_600_000);
    LogonEdge {
        host,
        account,
        target: None,
        id: 4624,
        logon_type: 3,
        status: None,
        package: None,
        hour,
        count,
        first: time,
        last: time,
    }
}

/// `admin` comes from all three hosts and bursts once; `alice`, `bob` and SYSTEM use one host each;
/// `zoe` and the last host have no logons.
fn graph() -> LogonGraph {
    let mut logons: Vec<LogonEdge> = (0..100).map(|hour| logon(1, 1, hour, 1)).collect();
    logons.extend([logon(0, 0, 10, 1), logon(1, 0, 10, 1), logon(2, 0, 60, 90), logon(2, 2, 99, 1), logon(0, 3, 5, 7)]);
    logons.sort_unstable();
    let steps = [Symbol::Service, Symbol::Logon, Symbol::Service, Symbol::Logon];
    let steps = (0..).zip(steps).map(|(ms, symbol)| Step::new(ms, symbol)).collect();
    LogonGraph {
        accounts: vec![
            account("admin", false),
            account("alice", false),
            account("bob", false),
            account("system", true),
            account("zoe", false),
        ],
        hosts: vec![host("a"), host("b"), host("c"), host("d")],
        logons,
        sequences: vec![DaySequence { host: 2, account: 0, day: 2, steps }],
        span: Some(Span { start: Time::from_ms(0), end: Time::from_ms(99 * 3_600_000) }),
        ..LogonGraph::default()
    }
}

#[test]
fn only_those_with_logons_are_ranked() {
    let case = rank(&graph(), &Options::default());
    let mut accounts: Vec<u32> = case.accounts.iter().map(|account| account.account).collect();
    assert_eq!(accounts[0], 0);
    accounts.sort_unstable();
    assert_eq!(accounts, [0, 1, 2]);
    assert_eq!(case.hosts.len(), 3);
    assert!(case.accounts.iter().all(|account| account.hourly.len() == 100));
    assert_eq!(case.first_hour, 0);
}

#[test]
fn ranks_have_reasons() {
    let case = rank(&graph(), &Options::default());
    let top = &case.accounts[0];
    assert!(top.sequence_flag);
    let texts: Vec<&str> = top.reasons.iter().map(|reason| reason.text.as_str()).collect();
    assert_eq!(texts[..3], ["logons from 3 hosts", "privileged", "unusual order of events on 1 day"]);
    assert!(texts[3].starts_with("activity burst: anomaly ") && texts[3].contains(" at 1970-01-03 1"), "{}", texts[3]);
    assert!(case.hosts.iter().all(|host| host.reasons[0].text.starts_with("logons of ")));
}

#[test]
fn equal_nodes_are_in_the_order_of_their_keys() {
    let logons = vec![logon(0, 0, 0, 1), logon(1, 1, 0, 1), logon(2, 2, 0, 1)];
    let graph = LogonGraph {
        accounts: vec![account("a", false), account("b", false), account("c", false)],
        logons,
        sequences: Vec::new(),
        ..graph()
    };
    let case = rank(&graph, &Options::default());
    assert_eq!(case.accounts.iter().map(|account| account.account).collect::<Vec<_>>(), [0, 1, 2]);
    assert_eq!(case, rank(&graph, &Options::default()));
}

#[test]
fn targets_and_hours_do_not_multiply_links() {
    let mut graph = graph();
    let before = rank(&graph, &Options::default());
    let parts: Vec<LogonEdge> =
        graph.logons.iter().map(|edge| LogonEdge { target: Some(edge.hour as u32 % 4), ..*edge }).collect();
    graph.logons = parts;
    graph.logons.sort_unstable();
    assert_eq!(rank(&graph, &Options::default()), before);
}

#[test]
fn an_empty_graph_has_no_ranks() {
    let case = rank(&LogonGraph::default(), &Options::default());
    assert!(case.accounts.is_empty() && case.hosts.is_empty());
}
