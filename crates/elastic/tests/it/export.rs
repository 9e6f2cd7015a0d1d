//! Results in Elasticsearch: LogonTracer's queries, and a run that is written twice.

use elastic::{FindingRow, HostRow, PolicyRow, Results, Run, UserRow};
use elasticsearch::http::Method;
use model::{Account, Channel, Finding, LogonGraph, Part, RecordRef, Severity, Time};
use serde_json::{Value, json};

use crate::common::{Raw, client};

pub(crate) fn results() -> Results {
    let user = |n: u32| UserRow {
        user: format!("user{n:02}"),
        rights: if n.is_multiple_of(5) { "system" } else { "user" }.to_owned(),
        sid: format!("S-1-5-21-1-2-3-{n}"),
        status: if n == 7 { "Created(2020-07-01 10:00:00) " } else { "-" }.to_owned(),
        rank: (n > 0).then(|| f64::from(n) / 100.0),
        domain: "corp".to_owned(),
        reasons: vec![format!("reason {n}")],
        first: Some(1_000),
        last: Some(2_000),
        ..UserRow::default()
    };
    let host = HostRow { ip: "10.0.0.1".to_owned(), hostname: "ws1".to_owned(), rank: Some(0.5), ..HostRow::default() };
    Results {
        users: (0..25).map(user).collect(),
        hosts: vec![host],
        findings: vec![finding()],
        policies: vec![policy()],
    }
}

fn policy() -> PolicyRow {
    PolicyRow { at: 5_000, computer: "dc01".to_owned(), subcategory: "Logon".to_owned(), ..PolicyRow::default() }
}

fn finding() -> FindingRow {
    let account = Account {
        user: "eve".to_owned(),
        domain: "corp".to_owned(),
        sid: None,
        privileged: false,
        well_known: false,
        marks: Vec::new(),
        span: None,
    };
    let graph = LogonGraph { accounts: vec![account], ..LogonGraph::default() };
    let time = Time::from_ms(1_700_000_000_000);
    let record = RecordRef { time, computer: "dc01".to_owned(), channel: Channel::Security, record: 5, id: 4662 };
    let finding = Finding {
        rule: "dcsync".to_owned(),
        title: "DCSync".to_owned(),
        severity: Severity::Critical,
        confidence: 0.9,
        technique: "T1003.006".to_owned(),
        first: time,
        last: time,
        count: 1,
        text: "eve asked dc01 to replicate".to_owned(),
        accounts: vec![(Part::Actor, 0), (Part::Victim, 9)],
        hosts: Vec::new(),
        evidence: vec![record],
    };
    FindingRow::of(&finding, &graph)
}

async fn search(raw: &Raw, index: &str, body: Value) -> Vec<Value> {
    let found = raw.ask(Method::Post, &format!("{index}/_search"), body.to_string()).await;
    let hits = found["hits"]["hits"].as_array().expect("hits").clone();
    hits.into_iter().map(|hit| hit["_source"].clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn logontracers_queries_work_and_writing_twice_changes_nothing() {
    let (raw, client, named) = (Raw::new(), client().await, testkit::fresh_case());
    let results = results();
    let run = |at_ms| Run { case: "c".to_owned(), id: results.run_id().expect("an id"), at_ms };
    let first = client.export(&results, &run(1_000), Some(&named)).await.expect("written");
    assert_eq!((first.written, first.before), (28, 0));
    let again = client.export(&results, &run(9_000), Some(&named)).await.expect("written");
    assert_eq!((again.written, again.before), (0, 28));
    let users = format!("{named}-user-index");

    let top = search(&raw, &users, json!({"size": 10, "query": {"match_all": {}}, "sort": {"rank": "desc"}})).await;
    let users_by_rank: Vec<&str> = top.iter().map(|row| row["user"].as_str().unwrap()).collect();
    assert_eq!(users_by_rank.len(), 10);
    assert_eq!((users_by_rank[0], users_by_rank[9]), ("user24", "user15"));
    let created = search(&raw, &users, json!({"query": {"match": {"status": "2020 "}}})).await;
    assert_eq!(created.len(), 1);
    assert_eq!(created[0]["user"], "user07");
    let system = search(&raw, &users, json!({"query": {"match": {"rights": "system"}}})).await;
    assert_eq!(system.len(), 5);
    assert_eq!(top[0]["@timestamp"], 1_000, "the first export's time stays");

    let hosts = search(&raw, &format!("{named}-host-index"), json!({"query": {"match": {"IP": "10.0.0.1"}}})).await;
    assert_eq!(hosts[0]["hostname"], "ws1");
    let grave = json!({"query": {"term": {"severity": "critical"}}, "aggs": {"by": {"terms": {"field": "technique"}}}});
    let findings = search(&raw, &format!("{named}-finding-index"), grave).await;
    assert_eq!(findings[0]["actors"], json!(["eve@corp"]));
    assert_eq!(findings[0]["victims"], json!([]), "an account that the graph lacks is left out");

    let next = Run { id: "another".to_owned(), ..run(9_000) };
    let more = client.export(&results, &next, Some(&named)).await.expect("written");
    assert_eq!((more.written, more.before), (27, 1), "a change of policy is an event: no run repeats it");
    let twice = search(&raw, &format!("{named}-finding-index"), json!({})).await;
    assert_eq!(twice.len(), 2);
    assert_eq!(twice[0]["finding"], twice[1]["finding"], "one matter, told by two runs");
    clean(&raw, &named).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_that_do_not_fit_are_told_and_the_others_written() {
    let (raw, client, named) = (Raw::new(), client().await, testkit::fresh_case());
    let narrow = json!({"mappings": {"dynamic": "strict", "properties": {"rank": {"type": "date"}}}});
    raw.ask(Method::Put, &format!("{named}-user-index"), narrow.to_string()).await;
    let run = Run { case: "c".to_owned(), id: "r".to_owned(), at_ms: 1 };
    let error = client.export(&results(), &run, Some(&named)).await.expect_err("refused");
    assert!(error.code() == "es_refused" && error.to_string().starts_with("25 of 25"), "{error}");
    assert_eq!(search(&raw, &format!("{named}-host-index"), json!({})).await.len(), 1);
    clean(&raw, &named).await;
}

pub(crate) async fn clean(raw: &Raw, named: &str) {
    for kind in ["user", "host", "finding", "policy"] {
        raw.gone(&format!("{named}-{kind}-index")).await;
        raw.gone(&format!("_index_template/{named}-{kind}")).await;
    }
}
