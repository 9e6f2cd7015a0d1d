//! Removals that are broken off half way, against a real server.

use std::time::{Duration, Instant};

use crate::common::{EVENTS, begin, case, import, large, number, settings, store};
use model::LogonGraph;
use neo4rs::{Graph, Txn, query};
use store::{ImportState, Store};

/// More hosts than are removed in one transaction.
fn graph() -> LogonGraph {
    large(8_100, 2)
}

/// Holds on to the last host, so that a removal gets no further.
async fn hold(case: &str) -> Txn {
    let server = settings();
    let graph = Graph::new(server.uri, server.user, server.password).unwrap();
    let mut txn = graph.start_txn().await.unwrap();
    let held = "MATCH (h:IPAddress {case: $case}) WITH h ORDER BY h.key DESC LIMIT 1 SET h.held = true";
    txn.run(query(held).param("case", case)).await.unwrap();
    txn
}

/// Removes an import until some of its logons are gone, and no further.
async fn half_removed(store: &Store, case: &str, id: &str) {
    let all = number(store, EVENTS, case).await;
    let held = hold(case).await;
    let worker = Store::connect(&settings()).await.unwrap();
    let (in_case, import) = (case.to_owned(), id.to_owned());
    let removal = tokio::spawn(async move { worker.import_remove(&in_case, &import).await });
    let start = Instant::now();
    while number(store, EVENTS, case).await == all {
        assert!(start.elapsed() < Duration::from_mins(1), "nothing is removed");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    removal.abort();
    assert!(removal.await.unwrap_err().is_cancelled());
    held.rollback().await.unwrap();
    let left = number(store, EVENTS, case).await;
    assert!(left < all, "{left} of {all}");
    assert_eq!(store.import_list(case).await.unwrap()[0].state, "removing");
    assert_eq!(store.case_graph(case).await.unwrap(), LogonGraph::default());
}

/// The logons of a case with everything that is on them but the import's id, in order.
async fn logons(store: &Store, case: &str) -> Vec<Vec<serde_json::Value>> {
    let text = "MATCH (h:IPAddress {case: $case})-[e:Event]->(u:Username)
                WITH h.key AS host, u.key AS account, e { .*, import: null } AS event
                RETURN host, account, event ORDER BY host, account, event.date";
    let params = [("case".to_owned(), serde_json::json!(case))].into();
    store.hunt_run(text, params, 100_000, Duration::from_mins(1)).await.unwrap().rows
}

async fn same_as_fresh(store: &Store, case: &str) {
    let fresh = crate::common::case(store).await;
    import(store, &fresh, "a", &graph()).await;
    assert_eq!(store.case_graph(case).await.unwrap(), graph());
    assert!(logons(store, case).await == logons(store, &fresh).await, "other logons than a fresh import's");
    store.case_remove(&fresh).await.unwrap();
    store.case_remove(case).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn writing_on_after_half_a_removal_starts_over() {
    let store = store().await;
    let case = case(&store).await;
    let id = import(&store, &case, "a", &graph()).await;
    half_removed(&store, &case, &id).await;
    let stats = store.import_write(&case, &id, &graph(), "{}", &|_, _| {}).await.unwrap();
    assert_eq!(stats.skipped, 0);
    same_as_fresh(&store, &case).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn importing_again_after_half_a_removal_starts_over() {
    let store = store().await;
    let case = case(&store).await;
    let id = import(&store, &case, "a", &graph()).await;
    half_removed(&store, &case, &id).await;
    let ImportState::Fresh { id } = begin(&store, &case, "a").await else { panic!("not fresh") };
    store.import_write(&case, &id, &graph(), "{}", &|_, _| {}).await.unwrap();
    same_as_fresh(&store, &case).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_removed_while_it_is_written_is_never_complete() {
    let store = store().await;
    let case = case(&store).await;
    let ImportState::Fresh { id } = begin(&store, &case, "a").await else { panic!("not fresh") };
    let writer = store.clone();
    let (in_case, import) = (case.clone(), id.clone());
    let writing = tokio::spawn(async move {
        let options = store::WriteOptions { batch_rows: 20, stop_after_batches: None };
        writer.import_write_with(&in_case, &import, &graph(), "{}", &|_, _| {}, &options).await
    });
    while number(&store, EVENTS, &case).await == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    store.import_remove(&case, &id).await.unwrap();
    let result = writing.await.unwrap();
    assert_eq!(result.unwrap_err().code(), "import_disturbed");
    assert_eq!(store.import_list(&case).await.unwrap(), []);
    assert_eq!(number(&store, EVENTS, &case).await, 0);
    store.case_remove(&case).await.unwrap();
}
