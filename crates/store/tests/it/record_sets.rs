//! Sets of records against a real server: kept as given, counted with their import, gone with it.

use crate::common::{LEFT, begin, case, import, number, small, store};
use store::{ImportState, RecordSet, Store, StoreError};

const SETS: &str = "MATCH (r:RecordSet {case: $case}) RETURN count(r) AS n";

fn set(computer: &str, hour_day: i32, bytes: Vec<u8>) -> RecordSet {
    RecordSet { computer: computer.to_owned(), channel: "Security".to_owned(), hour_day, bytes }
}

/// More than one transaction takes, with every byte, an empty set and a hostile name among them.
fn many() -> Vec<RecordSet> {
    let mut sets: Vec<_> = (0..1_200).map(|n| set(&format!("ws{n:04}"), n, vec![n as u8; 8_192])).collect();
    sets.push(set("all", -1, (0..=u8::MAX).collect()));
    sets.push(set("none", i32::MAX, Vec::new()));
    sets.push(set(&"'}) DETACH DELETE n //".repeat(1_000), i32::MIN, vec![0]));
    sets.sort_unstable();
    sets
}

async fn finished(store: &Store, case: &str, content: &str, sets: &[RecordSet]) -> String {
    let ImportState::Fresh { id } = begin(store, case, content).await else { panic!("not fresh") };
    store.record_sets_write(case, &id, sets).await.unwrap();
    store.import_write(case, &id, &small(), "{}", &|_, _| {}).await.unwrap();
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn sets_come_back_as_they_were() {
    let store = store().await;
    let case = case(&store).await;
    finished(&store, &case, "a", &many()).await;
    assert!(store.record_sets_read(&case).await.unwrap() == many());
    store.case_remove(&case).await.unwrap();
    assert_eq!(number(&store, LEFT, &case).await, 0);
    assert!(matches!(store.record_sets_read(&case).await, Err(StoreError::NoSuchCase(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn writing_again_replaces_and_only_finished_imports_count() {
    let store = store().await;
    let case = case(&store).await;
    let ImportState::Fresh { id } = begin(&store, &case, "a").await else { panic!("not fresh") };
    store.record_sets_write(&case, &id, &many()).await.unwrap();
    let last = [set("dc01", 1, vec![1, 2]), set("dc01", 2, vec![3])];
    for _ in 0..2 {
        store.record_sets_write(&case, &id, &last).await.unwrap();
    }
    assert_eq!(number(&store, SETS, &case).await, 2);
    assert_eq!(store.record_sets_read(&case).await.unwrap(), []);
    store.import_write(&case, &id, &small(), "{}", &|_, _| {}).await.unwrap();
    assert_eq!(store.record_sets_read(&case).await.unwrap(), last);
    let unknown = store.record_sets_write(&case, "nothing", &last).await;
    assert!(matches!(unknown, Err(StoreError::NoSuchImport(_))));
    store.case_remove(&case).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn sets_go_with_their_import() {
    let store = store().await;
    let case = case(&store).await;
    let same = set("dc01", 1, vec![1]);
    let first = finished(&store, &case, "a", &many()).await;
    finished(&store, &case, "b", std::slice::from_ref(&same)).await;
    import(&store, &case, "c", &small()).await;
    store.import_remove(&case, &first).await.unwrap();
    assert_eq!(store.record_sets_read(&case).await.unwrap(), [same]);
    assert_eq!(number(&store, SETS, &case).await, 1);
    store.case_remove(&case).await.unwrap();
}
