//! What a watch keeps with its case, and which imports are old enough to go.

use model::{Span, Time};
use store::WatchState;

use crate::common::{case, import, small, store};

#[tokio::test]
async fn what_a_watch_knew_is_kept_with_the_case() {
    let store = store().await;
    let case = case(&store).await;
    assert_eq!(store.watch_state_read(&case).await.unwrap(), None);
    let state = WatchState {
        run: "r1".to_owned(),
        at_ms: 1_700_000_000_000,
        findings: vec!["a'b".to_owned(), "c".to_owned()],
        accounts: vec![("eve@corp".to_owned(), 0.9), ("bob".to_owned(), 0.1)],
        hosts: Vec::new(),
    };
    store.watch_state_write(&case, &state).await.unwrap();
    assert_eq!(store.watch_state_read(&case).await.unwrap().as_ref(), Some(&state));
    let next = WatchState { findings: Vec::new(), ..state };
    store.watch_state_write(&case, &next).await.unwrap();
    assert_eq!(store.watch_state_read(&case).await.unwrap(), Some(next.clone()));
    store.case_remove(&case).await.unwrap();
    assert_eq!(store.watch_state_read(&case).await.unwrap_err().code(), "no_such_case");
    assert_eq!(store.watch_state_write(&case, &next).await.unwrap_err().code(), "no_such_case");
    store.case_create(&case).await.unwrap();
    assert_eq!(store.watch_state_read(&case).await.unwrap(), None, "it went with the case");
    store.case_remove(&case).await.unwrap();
}

#[tokio::test]
async fn imports_that_end_before_a_moment_are_found() {
    let store = store().await;
    let case = case(&store).await;
    let mut old = small();
    let end = Time::from_ms(1_000_000_000_000);
    old.span = Some(Span { start: end, end });
    let old_id = import(&store, &case, "old", &old).await;
    let new_id = import(&store, &case, "new", &small()).await;
    assert_eq!(store.imports_before(&case, end.ms()).await.unwrap(), Vec::<String>::new());
    assert_eq!(store.imports_before(&case, end.ms() + 1).await.unwrap(), vec![old_id.clone()]);
    assert_eq!(store.imports_before(&case, i64::MAX).await.unwrap(), vec![old_id, new_id]);
    store.case_remove(&case).await.unwrap();
}
