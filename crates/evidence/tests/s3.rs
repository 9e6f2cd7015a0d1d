//! Evidence in a real store that speaks S3.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, SystemTime};

use evidence::{Evidence, GRACE, Rules, Settings, Sha};
use testkit::S3;

fn settings(store: &S3, cache: &Path, secret: &str) -> Settings {
    let s3 = evidence::S3 {
        endpoint: Some(store.endpoint.clone()),
        region: Some("local".to_owned()),
        access_key: Some(S3::KEY.to_owned()),
        secret_key: Some(secret.to_owned()),
    };
    let url = format!("s3://{}/cases/one", S3::BUCKET);
    Settings { url, cache: cache.to_owned(), cache_bytes: 1 << 30, s3 }
}

fn open(store: &S3, cache: &Path) -> Evidence {
    Evidence::open(&settings(store, cache, S3::SECRET)).unwrap()
}

/// Bytes that no compression and no chance makes equal.
fn content(bytes: usize) -> Vec<u8> {
    (0..bytes as u64).map(|n| (n.wrapping_mul(6_364_136_223_846_793_005) >> 56) as u8).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_put_is_found_listed_and_read_from_another_machine() {
    let folder = tempfile::tempdir().unwrap();
    let store = S3::start(&folder.path().join("store"));
    let here = open(&store, &folder.path().join("here"));
    // The large one goes in several parts.
    let (small, large) = (content(1_000), content(25 << 20));
    let first = here.put_stream("a.evtx", small.as_slice()).await.unwrap();
    let second = here.put_stream("../b.evtx", large.as_slice()).await.unwrap();
    assert_eq!((first.new, second.new, second.size), (true, true, 25 << 20));
    assert!(!here.put_stream("c.evtx", small.as_slice()).await.unwrap().new, "kept once");
    let there = open(&store, &folder.path().join("there"));
    let mut names: Vec<_> = there.list().await.unwrap().into_iter().map(|entry| (entry.name, entry.size)).collect();
    names.sort();
    assert_eq!(names, [("../b.evtx".to_owned(), 25 << 20), ("c.evtx".to_owned(), 1_000)]);
    for (kept, content) in [(&first, &small), (&second, &large)] {
        let file = there.local(&kept.sha256).await.unwrap();
        assert!(std::fs::read(file.path()).unwrap() == *content);
    }
    let none = Sha::parse(&"0".repeat(64)).unwrap();
    assert_eq!(there.local(&none).await.unwrap_err().code(), "evidence_not_kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_old_goes() {
    let folder = tempfile::tempdir().unwrap();
    let store = S3::start(&folder.path().join("store"));
    let evidence = open(&store, &folder.path().join("cache"));
    let old = evidence.put_stream("old", &b"old"[..]).await.unwrap().sha256;
    let wanted = evidence.put_stream("wanted", &b"wanted"[..]).await.unwrap().sha256;
    let keep = BTreeSet::from([wanted.to_string()]);
    let now = SystemTime::now() + GRACE + Duration::from_mins(1);
    let rules = Rules { imported: &BTreeSet::new(), wanted: &keep, retention: None, now };
    assert_eq!(evidence.prune(&rules).await.unwrap().files, 1);
    assert!(evidence.find(&old).await.unwrap().is_none());
    let left: Vec<_> = evidence.list().await.unwrap().into_iter().map(|entry| entry.sha256).collect();
    assert_eq!(left, [wanted]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_the_store_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let store = S3::start(&folder.path().join("store"));
    let wrong = Evidence::open(&settings(&store, &folder.path().join("cache"), "wrong")).unwrap();
    let error = wrong.put_stream("x", &b"x"[..]).await.unwrap_err();
    assert_eq!((error.code(), error.hint().is_some()), ("evidence_store", true), "{error:?}");
    drop(store);
}
