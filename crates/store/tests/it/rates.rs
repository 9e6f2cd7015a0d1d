//! How fast a large import is written and read. Sizes: `LOGONTRACER_RATES="pairs edges_each"`.

use std::time::Instant;

use crate::common::{begin, case, large, store};
use store::ImportState;

#[tokio::test(flavor = "multi_thread")]
async fn writing_and_reading_rates() {
    let sizes = std::env::var("LOGONTRACER_RATES").unwrap_or_else(|_| "500 20".to_owned());
    let (pairs, each) = sizes.split_once(' ').unwrap();
    let graph = large(pairs.parse().unwrap(), each.parse().unwrap());
    let store = store().await;
    let case = case(&store).await;
    let ImportState::Fresh { id } = begin(&store, &case, "a").await else { panic!("not fresh") };
    let start = Instant::now();
    store.import_write(&case, &id, &graph, "{}", &|_, _| {}).await.unwrap();
    let written = start.elapsed();
    let start = Instant::now();
    let read = store.case_graph(&case).await.unwrap();
    println!("{} edges: written in {written:?}, read in {:?}", graph.logons.len(), start.elapsed());
    assert!(read == graph);
    let start = Instant::now();
    store.import_remove(&case, &id).await.unwrap();
    println!("removed in {:?}", start.elapsed());
    store.case_remove(&case).await.unwrap();
}
