//! What imports learned, against a real server: it counts with its import and goes with it.

use crate::common::{begin, case, small, store};
use store::{ImportState, StoreError};

#[tokio::test(flavor = "multi_thread")]
async fn what_an_import_learned_counts_once_it_is_complete_and_goes_with_it() {
    let store = store().await;
    let case = case(&store).await;
    let mut ids = Vec::new();
    let large: Vec<u8> = (0..3_000_000_u32).map(|n| (n % 251) as u8).collect();
    for (content, lore) in [("a", large.as_slice()), ("b", &[0, 255])] {
        let ImportState::Fresh { id } = begin(&store, &case, content).await else { panic!("not fresh") };
        let known = store.lore_read(&case).await.unwrap();
        store.lore_write(&case, &id, b"first").await.unwrap();
        store.lore_write(&case, &id, lore).await.unwrap();
        assert!(store.lore_read(&case).await.unwrap() == known, "the import is not complete");
        store.import_write(&case, &id, &small(), "{}", &|_, _| {}).await.unwrap();
        ids.push(id);
    }
    assert!(store.lore_read(&case).await.unwrap() == [large, vec![0, 255]], "oldest first");
    store.import_remove(&case, &ids[0]).await.unwrap();
    assert!(store.lore_read(&case).await.unwrap() == [vec![0, 255]]);
    let unknown = store.lore_write(&case, "nothing", b"x").await;
    assert!(matches!(unknown, Err(StoreError::NoSuchImport(_))));
    store.case_remove(&case).await.unwrap();
    assert!(matches!(store.lore_read(&case).await, Err(StoreError::NoSuchCase(_))));
}
