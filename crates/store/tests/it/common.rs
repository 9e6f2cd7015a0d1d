//! What the tests of the store share.

use model::{
    Account, Clear, DaySequence, Domain, Host, LogonEdge, LogonGraph, LogonTo, Mark, PolicyChange, Span, Step, Symbol,
    Time,
};
use store::{ImportStart, ImportState, Settings, Store};

pub(crate) fn settings() -> Settings {
    let server = testkit::neo4j();
    Settings { uri: server.uri, user: server.user, password: server.password, ..Settings::default() }
}

pub(crate) async fn store() -> Store {
    let store = Store::connect(&settings()).await.unwrap();
    store.migrate().await.unwrap();
    store
}

pub(crate) async fn case(store: &Store) -> String {
    let case = testkit::fresh_case();
    store.case_create(&case).await.unwrap();
    case
}

pub(crate) async fn begin(store: &Store, case: &str, content: &str) -> ImportState {
    let start = ImportStart {
        id: uuid::Uuid::new_v4().to_string(),
        source: "test".to_owned(),
        sha256: content.to_owned(),
        by: "tester".to_owned(),
        evidence: Vec::new(),
    };
    store.import_begin(case, &start).await.unwrap()
}

pub(crate) async fn import(store: &Store, case: &str, content: &str, graph: &LogonGraph) -> String {
    let ImportState::Fresh { id } = begin(store, case, content).await else { panic!("not fresh") };
    store.import_write(case, &id, graph, "{}", &|_, _| {}).await.unwrap();
    id
}

pub(crate) fn account(user: &str, domain: &str) -> Account {
    Account {
        user: user.to_owned(),
        domain: domain.to_owned(),
        sid: None,
        privileged: false,
        well_known: false,
        marks: Vec::new(),
        span: None,
    }
}

pub(crate) fn host(key: &str) -> Host {
    Host { key: key.to_owned(), name: None, addresses: Vec::new(), controller: false, span: None }
}

/// A small graph that has something of everything.
pub(crate) fn small() -> LogonGraph {
    let time = |ms: i64| Time::from_ms(1_700_000_000_000 + ms);
    let span = Some(Span { start: time(0), end: time(9_000) });
    let hour = time(0).hour();
    let edge = LogonEdge {
        host: 0,
        account: 0,
        target: Some(1),
        id: 4624,
        logon_type: 3,
        status: None,
        package: Some(0),
        hour,
        count: 2,
        first: time(0),
        last: time(5_000),
    };
    let failed = LogonEdge { target: None, id: 4625, status: Some(0xc000_006a), package: None, ..edge };
    let bob = LogonEdge { account: 1, host: 1, target: None, ..failed };
    LogonGraph {
        accounts: vec![
            Account {
                sid: Some("S-1-5-21-1".to_owned()),
                privileged: true,
                marks: vec![Mark { time: time(1), what: "Created".to_owned() }],
                span,
                ..account("alice", "corp")
            },
            Account { well_known: true, ..account("bob", "corp") },
        ],
        hosts: vec![
            Host { name: Some("ws01".to_owned()), addresses: vec!["10.0.0.1".to_owned()], span, ..host("10.0.0.1") },
            Host { controller: true, ..host("dc01") },
        ],
        logons: {
            let mut all = vec![edge, failed, bob];
            all.sort_unstable();
            all
        },
        reached: vec![LogonTo { account: 0, host: 1, count: 2, first: time(0), last: time(5_000) }],
        sequences: vec![DaySequence {
            host: 0,
            account: 0,
            day: time(0).day(),
            steps: vec![Step::new(1, Symbol::Ntlm), Step::new(5, Symbol::Failure)],
        }],
        domains: vec![Domain { name: "corp".to_owned(), aliases: vec!["corp.local".to_owned()], sid: None }],
        clears: vec![Clear {
            time: time(3),
            user: "alice".to_owned(),
            domain: "corp".to_owned(),
            computer: "dc01".to_owned(),
            channel: "Security".to_owned(),
        }],
        policies: vec![PolicyChange {
            time: time(4),
            user: "alice".to_owned(),
            domain: "corp".to_owned(),
            computer: "dc01".to_owned(),
            category: "Logon/Logoff".to_owned(),
            subcategory: "Logon".to_owned(),
            change: "%%8448".to_owned(),
        }],
        packages: vec!["NTLM".to_owned()],
        span,
    }
}

/// A graph of `pairs` pairs with `each` edges.
pub(crate) fn large(pairs: u32, each: u32) -> LogonGraph {
    let width = (f64::from(pairs).sqrt() as u32).max(1);
    let start = Time::from_ms(1_700_000_000_000);
    let mut graph = LogonGraph {
        accounts: (0..pairs.div_ceil(width)).map(|n| account(&format!("user{n:07}"), "corp")).collect(),
        hosts: (0..width).map(|n| host(&format!("ws{n:07}"))).collect(),
        packages: vec!["Kerberos".to_owned(), "NTLM".to_owned()],
        span: Some(Span::at(start)),
        ..LogonGraph::default()
    };
    for pair in 0..pairs {
        for n in 0..each {
            let first = Time::from_ms(start.ms() + i64::from(n) * 3_600_000 + i64::from(pair % 1000));
            graph.logons.push(LogonEdge {
                host: pair % width,
                account: pair / width,
                target: Some((pair + 1) % width),
                id: 4624,
                logon_type: 3,
                status: None,
                package: Some(n % 2),
                hour: first.hour(),
                count: 1 + n,
                first,
                last: first,
            });
        }
    }
    graph.logons.sort_unstable();
    graph
}

pub(crate) async fn number(store: &Store, statement: &str, case: &str) -> i64 {
    let params = [("case".to_owned(), serde_json::json!(case))].into();
    let table = store.hunt_run(statement, params, 1, std::time::Duration::from_mins(1)).await.unwrap();
    table.rows[0][0].as_i64().unwrap()
}

pub(crate) const EVENTS: &str = "MATCH (:IPAddress {case: $case})-[e:Event]->() RETURN count(e) AS n";

/// Nodes of a case. By label: a scan of all nodes trips over what other tests delete meanwhile.
pub(crate) const LEFT: &str =
    "RETURN COUNT { MATCH (n:Username {case: $case}) } + COUNT { MATCH (n:IPAddress {case: $case}) }
    + COUNT { MATCH (n:Domain {case: $case}) } + COUNT { MATCH (n:Date {case: $case}) }
    + COUNT { MATCH (n:Deletetime {case: $case}) } + COUNT { MATCH (n:ID {case: $case}) }
    + COUNT { MATCH (n:Import {case: $case}) } + COUNT { MATCH (n:Batch {case: $case}) }
    + COUNT { MATCH (n:RecordSet {case: $case}) } + COUNT { MATCH (n:Job {case: $case}) } + COUNT { MATCH (n:Finding {case: $case}) } AS n";
