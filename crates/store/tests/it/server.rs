//! Connecting, schema, cases, ranks and hunts against a real server.

use std::time::{Duration, Instant};

use crate::common::{case, import, settings, small, store};
use model::{AccountRank, CaseRanks, HostRank, Reason};
use serde_json::json;
use store::{RunInfo, Settings, Store, StoreError, hunts};

#[tokio::test]
async fn migrating_twice_changes_nothing() {
    let (one, two) = (store().await, store().await);
    let (first, second) = tokio::join!(one.migrate(), two.migrate());
    assert!(first.unwrap().is_empty() && second.unwrap().is_empty());
    let status = one.schema_status().await.unwrap();
    assert_eq!(status.current, status.known);
    assert!(one.server_version().await.unwrap().contains('.'));
}

async fn refused(settings: Settings) -> StoreError {
    Store::connect(&settings).await.err().expect("connected")
}

#[tokio::test]
async fn unusable_servers_are_told_apart() {
    let wrong = refused(Settings { password: "wrong".to_owned(), ..settings() }).await;
    assert_eq!(wrong.code(), "store_wrong_password", "{wrong:?}");
    let nobody = refused(Settings { uri: "bolt://127.0.0.1:1".to_owned(), ..settings() }).await;
    assert_eq!(nobody.code(), "store_unreachable", "{nobody:?}");
    let scheme = refused(Settings { uri: "ftp://127.0.0.1".to_owned(), ..settings() }).await;
    assert_eq!(scheme.code(), "store_setting", "{scheme:?}");
}

#[tokio::test]
async fn a_silent_server_is_given_up() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let uri = format!("bolt://{}", listener.local_addr().unwrap());
    let start = Instant::now();
    let error = refused(Settings { uri, ..settings() }).await;
    assert!(matches!(error, StoreError::Silent { .. }), "{error:?}");
    assert!(start.elapsed() < Duration::from_secs(13));
}

#[tokio::test]
async fn cases_are_created_once() {
    let store = store().await;
    let case = case(&store).await;
    assert!(matches!(store.case_create(&case).await, Err(StoreError::CaseExists(_))));
    store.case_ensure(&case).await.unwrap();
    assert!(store.case_list().await.unwrap().iter().any(|info| info.name == case));
    store.case_remove(&case).await.unwrap();
    assert!(matches!(store.case_remove(&case).await, Err(StoreError::NoSuchCase(_))));
    assert!(matches!(store.case_graph(&case).await, Err(StoreError::NoSuchCase(_))));
    assert!(matches!(store.case_create("a b").await, Err(StoreError::InvalidName { .. })));
}

fn ranks(account: u32) -> CaseRanks {
    let reasons = vec![Reason { text: "many failures".to_owned(), weight: 0.5 }];
    CaseRanks {
        accounts: vec![AccountRank {
            account,
            rank: 0.75,
            anomaly: 3.5,
            hourly: vec![0.0, 3.5],
            sequence_flag: true,
            reasons: reasons.clone(),
        }],
        hosts: vec![HostRank { host: account, rank: 0.25, reasons }],
        first_hour: 472_222,
    }
}

#[tokio::test]
async fn ranks_replace_earlier_ones() {
    let store = store().await;
    let case = case(&store).await;
    import(&store, &case, "a", &small()).await;
    let run = RunInfo { version: "1".to_owned(), ranking: "pagerank".to_owned(), settings_json: "{}".to_owned() };
    for account in [0, 1] {
        store.ranks_write(&case, &small(), &ranks(account), &run).await.unwrap();
    }
    let rows = store.ranks_read(&case).await.unwrap();
    assert_eq!((rows.accounts[0].user.as_str(), rows.accounts[0].rank), ("bob", Some(0.75)));
    assert!(rows.accounts[0].sequence && !rows.accounts[1].sequence);
    let bob = store::account_key(&rows.accounts[0].user, &rows.accounts[0].domain);
    let hours = store.hours_read(&case, std::slice::from_ref(&bob)).await.unwrap();
    assert_eq!(hours, [store::Hourly { key: bob, start: 472_222 * 3600, detect: vec![0.0, 3.5] }]);
    assert_eq!((rows.accounts[1].rank, rows.accounts[1].reasons.len()), (None, 0));
    assert_eq!((rows.hosts[0].ip.as_str(), rows.hosts[0].rank), ("dc01", Some(0.25)));
    assert_eq!(rows.hosts[1].rank, None);
    store.case_remove(&case).await.unwrap();
}

#[tokio::test]
async fn every_hunt_runs() {
    let store = store().await;
    let case = case(&store).await;
    import(&store, &case, "a", &small()).await;
    let given = json!({ "case": case, "start": 0, "end": 2_000_000_000_000_i64, "user": "alice", "accounts": 1 });
    for hunt in hunts() {
        let params = hunt.parameters.iter().map(|name| ((*name).to_owned(), given[*name].clone())).collect();
        let table = store.hunt_run(hunt.statement, params, 100, Duration::from_secs(30)).await.unwrap();
        let rows = match hunt.name {
            "01_all_users" | "12_domain_check" => 2,
            "03_ntlm_remote_logon" | "11_add_delete_users" | "13_audit_policy_change" | "14_log_clears" => 1,
            _ => table.rows.len(),
        };
        assert_eq!(table.rows.len(), rows, "{}: {:?}", hunt.name, table.rows);
        if hunt.name == "01_all_users" {
            assert_eq!(table.columns, ["source", "hostname", "domain", "user", "events", "first", "last"]);
        }
    }
    store.case_remove(&case).await.unwrap();
}

#[tokio::test]
async fn hunts_only_read_and_end_in_time() {
    let store = store().await;
    let run = |text: &'static str, seconds| store.hunt_run(text, [].into(), 2, Duration::from_secs(seconds));
    let refused = run("CREATE (n:Nothing) RETURN n", 5).await;
    assert!(matches!(refused, Err(StoreError::NotReadOnly(_))));
    let slow = "UNWIND range(1, 1000000) AS a UNWIND range(1, 1000000) AS b WITH a WHERE a < 0 RETURN a";
    assert!(matches!(run(slow, 1).await, Err(StoreError::Timeout { .. })));
    let table = run("UNWIND [1, 2, 3] AS n RETURN n, {a: [true, null]} AS m", 5).await.unwrap();
    assert_eq!(table.rows, [[json!(1), json!({ "a": [true, null] })], [json!(2), json!({ "a": [true, null] })]]);
    assert!(table.truncated);
    assert_eq!(run("RETURN oops", 5).await.unwrap_err().code(), "statement_failed");
}
