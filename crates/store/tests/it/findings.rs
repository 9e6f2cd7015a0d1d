//! Findings against a real server.

use model::{Channel, Finding, LogonGraph, Part, RecordRef, Severity, Time};
use store::{ImportState, Origin};

use crate::common::{LEFT, begin, case, number, small, store};

const INVOLVED: &str = "MATCH (:Finding {case: $case})-[x:INVOLVES]->() RETURN count(x) AS n";

fn finding(text: &str, evidence: usize) -> Finding {
    let record = |n: usize| RecordRef {
        time: Time::from_ms(1_000 + n as i64),
        computer: "DC01.corp.local".to_owned(),
        channel: Channel::Security,
        record: 7 + n as u64,
        id: 4662,
    };
    Finding {
        rule: "dcsync".to_owned(),
        title: "DCSync".to_owned(),
        severity: Severity::Critical,
        confidence: 0.95,
        technique: "T1003.006".to_owned(),
        first: Time::from_ms(1_000),
        last: Time::from_ms(2_000),
        count: evidence as u64,
        text: text.to_owned(),
        accounts: vec![(Part::Actor, 0)],
        hosts: vec![(Part::Source, 0), (Part::Target, 1)],
        evidence: (0..evidence).map(record).collect(),
    }
}

fn many() -> Vec<Finding> {
    (0..1_100).map(|n| finding(&format!("finding {n:04} '}}) DETACH DELETE n //"), n % 3)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn findings_come_back_and_go_with_their_import() {
    let store = store().await;
    let case = case(&store).await;
    let graph: LogonGraph = small();
    let ImportState::Fresh { id } = begin(&store, &case, "a").await else { panic!("not fresh") };
    store.findings_write(&case, Origin::Import(&id), &graph, &many()).await.unwrap();
    assert_eq!(store.findings_read(&case, &graph).await.unwrap(), [], "the import is not finished");
    store.import_write(&case, &id, &graph, "{}", &|_, _| {}).await.unwrap();
    for _ in 0..2 {
        store.findings_link(&case, Origin::Import(&id)).await.unwrap();
    }
    assert_eq!(number(&store, INVOLVED, &case).await, 3 * 1_100);
    assert_eq!(store.findings_read(&case, &store.case_graph(&case).await.unwrap()).await.unwrap(), many());
    store.import_remove(&case, &id).await.unwrap();
    assert_eq!(number(&store, LEFT, &case).await, 0);
    store.case_remove(&case).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_analysis_replaces_its_own_findings_only() {
    let store = store().await;
    let case = case(&store).await;
    let graph = small();
    let ImportState::Fresh { id } = begin(&store, &case, "a").await else { panic!("not fresh") };
    store.findings_write(&case, Origin::Import(&id), &graph, &[finding("of events", 1)]).await.unwrap();
    store.import_write(&case, &id, &graph, "{}", &|_, _| {}).await.unwrap();
    store.findings_write(&case, Origin::Analysis, &graph, &many()).await.unwrap();
    store.findings_write(&case, Origin::Analysis, &graph, &[finding("of the graph", 0)]).await.unwrap();
    store.findings_link(&case, Origin::Analysis).await.unwrap();
    let texts: Vec<String> =
        store.findings_read(&case, &graph).await.unwrap().into_iter().map(|finding| finding.text).collect();
    assert_eq!(texts, ["of events", "of the graph"]);
    assert_eq!(number(&store, INVOLVED, &case).await, 3);
    store.case_remove(&case).await.unwrap();
    assert_eq!(number(&store, LEFT, &case).await, 0);
}
