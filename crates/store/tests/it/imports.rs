//! Imports against a real server: what is written comes back, once, whatever happens between.

use crate::common::{EVENTS, LEFT, account, begin, case, host, import, large, number, small, store};
use model::{LogonEdge, LogonGraph, Time};
use store::{ImportState, StoreError, WriteOptions};

#[tokio::test(flavor = "multi_thread")]
async fn a_graph_comes_back_as_it_was() {
    let store = store().await;
    let case = case(&store).await;
    let graph = small();
    import(&store, &case, "a", &graph).await;
    assert_eq!(store.case_graph(&case).await.unwrap(), graph);
    assert_eq!(number(&store, EVENTS, &case).await, 3);
    let list = store.import_list(&case).await.unwrap();
    assert_eq!((list.len(), list[0].state.as_str(), list[0].logons), (1, "done", Some(3)));
    store.case_remove(&case).await.unwrap();
    assert!(!store.case_exists(&case).await.unwrap());
    assert_eq!(number(&store, LEFT, &case).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_content_is_imported_once() {
    let store = store().await;
    let case = case(&store).await;
    let id = import(&store, &case, "a", &small()).await;
    assert_eq!(begin(&store, &case, "a").await, ImportState::AlreadyDone { id: id.clone() });
    let again = store.import_write(&case, &id, &small(), "{}", &|_, _| {}).await.unwrap();
    assert_eq!(again.written, 0);
    assert_eq!(number(&store, EVENTS, &case).await, 3);
    store.case_remove(&case).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_import_goes_on() {
    let store = store().await;
    let case = case(&store).await;
    let graph = large(100, 20);
    let ImportState::Fresh { id } = begin(&store, &case, "a").await else { panic!("not fresh") };
    for stop in [1, 3, 5] {
        let options = WriteOptions { batch_rows: 100, stop_after_batches: Some(stop) };
        let result = store.import_write_with(&case, &id, &graph, "{}", &|_, _| {}, &options).await;
        assert!(matches!(result, Err(StoreError::Stopped(_))), "{result:?}");
        let state = begin(&store, &case, "a").await;
        assert!(matches!(&state, ImportState::Resume { id: found, .. } if *found == id), "{state:?}");
        assert!(store.case_graph(&case).await.unwrap().logons.is_empty());
    }
    let options = WriteOptions { batch_rows: 100, stop_after_batches: None };
    let stats = store.import_write_with(&case, &id, &graph, "{}", &|_, _| {}, &options).await.unwrap();
    assert!(stats.skipped >= 3, "{stats:?}");
    assert_eq!(number(&store, EVENTS, &case).await, 2_000);
    assert_eq!(store.case_graph(&case).await.unwrap(), graph);
    store.case_remove(&case).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn another_graph_of_the_same_content_starts_over() {
    let store = store().await;
    let case = case(&store).await;
    let ImportState::Fresh { id } = begin(&store, &case, "a").await else { panic!("not fresh") };
    let options = WriteOptions { batch_rows: 100, stop_after_batches: Some(4) };
    let stopped = store.import_write_with(&case, &id, &large(100, 20), "{}", &|_, _| {}, &options).await;
    assert!(stopped.is_err());
    store.import_write(&case, &id, &small(), "{}", &|_, _| {}).await.unwrap();
    assert_eq!(store.case_graph(&case).await.unwrap(), small());
    assert_eq!(number(&store, EVENTS, &case).await, 3);
    store.case_remove(&case).await.unwrap();
}

/// As [`small`], with another account and without alice's privileges.
fn other() -> LogonGraph {
    let mut graph = small();
    graph.accounts[0].privileged = false;
    graph.accounts[0].marks.clear();
    graph.accounts.push(account("carol", "corp"));
    graph.hosts.push(host("ws09"));
    graph.clears.clear();
    let carol = LogonEdge { host: 2, account: 2, target: None, ..graph.logons[0] };
    graph.logons.push(carol);
    graph.logons.sort_unstable();
    graph
}

#[tokio::test(flavor = "multi_thread")]
async fn two_imports_are_one_graph_and_part_again() {
    let store = store().await;
    let case = case(&store).await;
    let first = import(&store, &case, "a", &small()).await;
    let second = import(&store, &case, "b", &other()).await;
    let both = store.case_graph(&case).await.unwrap();
    assert_eq!((both.accounts.len(), both.hosts.len(), both.logons.len()), (3, 3, 4));
    assert!(both.accounts[0].privileged);
    assert_eq!(both.logons[0].count, 4);
    assert_eq!((both.reached[0].count, both.sequences[0].steps.len()), (4, 4));

    store.import_remove(&case, &first).await.unwrap();
    assert_eq!(store.case_graph(&case).await.unwrap(), other());
    assert_eq!(number(&store, EVENTS, &case).await, 4);
    let rows = store.ranks_read(&case).await.unwrap();
    assert_eq!((rows.accounts[0].rights.as_str(), rows.accounts[0].status.as_str()), ("user", "-"));
    let clears = "MATCH (c:Deletetime {case: $case}) RETURN count(c) AS n";
    assert_eq!(number(&store, clears, &case).await, 0);

    store.import_remove(&case, &second).await.unwrap();
    assert_eq!(store.case_graph(&case).await.unwrap(), LogonGraph::default());
    assert_eq!(number(&store, LEFT, &case).await, 0);
    assert!(matches!(store.import_remove(&case, &first).await, Err(StoreError::NoSuchImport(_))));
    store.case_remove(&case).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_names_arrive_intact() {
    let store = store().await;
    let case = case(&store).await;
    let long = "x".repeat(65_536);
    let mut names = vec![
        "o'brien \"x\"".to_owned(),
        "a\\b".to_owned(),
        "'}) DETACH DELETE n //".to_owned(),
        "\u{0}\u{1}\u{7f}\r\n".to_owned(),
        "$case".to_owned(),
        "\\u0027".to_owned(),
        "ünïcødé 名前 \u{202e}".to_owned(),
        format!("{long}y"),
        long,
    ];
    names.sort_unstable();
    let time = Time::from_ms(1_700_000_000_000);
    let graph = LogonGraph {
        accounts: names.iter().map(|name| account(name, name)).collect(),
        hosts: names.iter().map(|name| host(name)).collect(),
        logons: (0..names.len() as u32)
            .map(|n| LogonEdge {
                host: n,
                account: n,
                target: Some(n),
                package: Some(n),
                hour: time.hour(),
                first: time,
                last: time,
                ..small().logons[0]
            })
            .collect(),
        packages: names.clone(),
        ..LogonGraph::default()
    };
    import(&store, &case, "a", &graph).await;
    assert_eq!(store.case_graph(&case).await.unwrap(), graph);
    let rows = store.ranks_read(&case).await.unwrap();
    let mut users: Vec<_> = rows.accounts.into_iter().map(|row| row.user).collect();
    users.sort_unstable();
    assert_eq!(users, names);
    store.case_remove(&case).await.unwrap();
}
