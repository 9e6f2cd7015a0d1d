//! The same behaviour in a folder and in a store elsewhere.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use object_store::memory::InMemory;
use object_store::{ObjectStore, ObjectStoreExt};

use crate::cache::Cache;
use crate::{Evidence, EvidenceError, GRACE, Kept, Rules, S3, Settings, Sha};

fn settings(url: &str, folder: &Path) -> Settings {
    Settings { url: url.to_owned(), cache: folder.join("cache"), cache_bytes: 10, s3: S3::default() }
}

fn places(folder: &Path) -> [Evidence; 2] {
    let here = Evidence::open(&settings(&folder.join("kept").display().to_string(), folder)).unwrap();
    [here, remote(Arc::new(InMemory::new()), folder)]
}

fn remote(objects: Arc<dyn ObjectStore>, folder: &Path) -> Evidence {
    Evidence::remote(objects, "some/where", Cache::open(folder.join("cache"), 10).unwrap()).unwrap()
}

async fn put(evidence: &Evidence, name: &str, bytes: &[u8]) -> Kept {
    evidence.put_stream(name, bytes).await.unwrap()
}

async fn content(evidence: &Evidence, sha: &Sha) -> Vec<u8> {
    std::fs::read(evidence.local(sha).await.unwrap().path()).unwrap()
}

fn files(folder: &Path) -> Vec<String> {
    let mut all = Vec::new();
    let mut todo = vec![folder.to_owned()];
    while let Some(next) = todo.pop() {
        for entry in std::fs::read_dir(next).unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_dir() {
                todo.push(entry.path());
            } else {
                all.push(entry.path().strip_prefix(folder).unwrap().display().to_string());
            }
        }
    }
    all.sort();
    all
}

#[tokio::test]
async fn the_same_content_is_kept_once() {
    let folder = tempfile::tempdir().unwrap();
    for evidence in places(folder.path()) {
        let first = put(&evidence, "a.evtx", b"content").await;
        let again = put(&evidence, "b.evtx", b"content").await;
        assert_eq!((first.new, again.new), (true, false));
        assert_eq!((&first.sha256, first.size), (&again.sha256, 7));
        let all = evidence.list().await.unwrap();
        assert_eq!(all.iter().map(|entry| (entry.name.as_str(), entry.size)).collect::<Vec<_>>(), [("b.evtx", 7)]);
        assert_eq!(content(&evidence, &first.sha256).await, b"content");
        evidence.remove(&first.sha256).await.unwrap();
        assert_eq!(evidence.find(&first.sha256).await.unwrap(), None);
        let gone = evidence.local(&first.sha256).await.unwrap_err();
        assert!(matches!(&gone, EvidenceError::NotKept(sha) if *sha == first.sha256), "{gone}");
        assert_eq!((gone.code(), gone.hint().is_some()), ("evidence_not_kept", true));
    }
    assert_eq!(files(&folder.path().join("kept")), Vec::<String>::new());
}

#[tokio::test]
async fn names_are_never_paths() {
    let folder = tempfile::tempdir().unwrap();
    let [evidence, _] = places(folder.path());
    let name = "../../../etc/cron.d/x\u{0}\n\u{1b}[31m";
    let kept = put(&evidence, name, b"evil").await;
    assert_eq!(evidence.find(&kept.sha256).await.unwrap().unwrap().name, name);
    let sha = kept.sha256.as_str();
    let place = format!("kept/files/{}/{sha}", &sha[..2]);
    assert_eq!(files(folder.path()), [place.clone(), format!("{place}.json")]);
}

#[tokio::test]
async fn what_breaks_off_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    for evidence in places(folder.path()) {
        let mut incoming = evidence.incoming("half").await.unwrap();
        incoming.write(&vec![7; 3 << 20]).await.unwrap();
        assert_eq!(incoming.size(), 3 << 20);
        drop(incoming);
        assert_eq!(evidence.list().await.unwrap(), []);
    }
    assert_eq!(files(folder.path()), Vec::<String>::new());
}

#[tokio::test]
async fn copies_are_bounded_and_stay_readable_while_in_use() {
    let folder = tempfile::tempdir().unwrap();
    let evidence = remote(Arc::new(InMemory::new()), folder.path());
    let one = put(&evidence, "1", b"12345678").await.sha256;
    let held = evidence.local(&one).await.unwrap();
    let two = put(&evidence, "2", b"abcdefgh").await.sha256;
    let copies = folder.path().join("cache/copies");
    assert_eq!(files(&copies), [two.as_str()], "ten bytes hold one of them");
    assert_eq!(std::fs::read(held.path()).unwrap(), b"12345678");
    drop(held);
    assert_eq!(content(&evidence, &one).await, b"12345678", "fetched again");
    assert_eq!(files(&copies), [one.as_str()]);
    assert_eq!(files(&folder.path().join("cache/in-use")), Vec::<String>::new());
}

#[tokio::test]
async fn a_file_that_somebody_changed_is_not_handed_out() {
    let folder = tempfile::tempdir().unwrap();
    let objects = Arc::new(InMemory::new());
    let evidence = remote(Arc::<InMemory>::clone(&objects), folder.path());
    let kept = put(&evidence, "1", b"good").await.sha256;
    std::fs::remove_dir_all(folder.path().join("cache/copies")).unwrap();
    std::fs::create_dir(folder.path().join("cache/copies")).unwrap();
    objects.put(&evidence.path(&kept, ""), "evil".into()).await.unwrap();
    let error = evidence.local(&kept).await.unwrap_err();
    assert!(matches!(error, EvidenceError::Changed(_)), "{error}");
}

#[tokio::test]
async fn what_is_unused_or_too_old_goes() {
    let folder = tempfile::tempdir().unwrap();
    for evidence in places(folder.path()) {
        let imported = put(&evidence, "i", b"imported").await.sha256.to_string();
        let wanted = put(&evidence, "w", b"wanted").await.sha256.to_string();
        put(&evidence, "u", b"unused").await;
        let days = |n: u32| GRACE * n + Duration::from_mins(1);
        let left = async |after: Duration, retention: Option<Duration>| {
            let (imported, wanted) = ([imported.clone()].into(), [wanted.clone()].into());
            let now = SystemTime::now() + after;
            let pruned = evidence.prune(&Rules { imported: &imported, wanted: &wanted, retention, now }).await.unwrap();
            let names: BTreeSet<_> = evidence.list().await.unwrap().into_iter().map(|entry| entry.name).collect();
            (pruned.files, names.into_iter().collect::<String>())
        };
        assert_eq!(left(Duration::ZERO, Some(days(7))).await, (0, "iuw".to_owned()));
        assert_eq!(left(days(1), Some(days(7))).await, (1, "iw".to_owned()));
        assert_eq!(left(days(100), None).await, (0, "iw".to_owned()));
        assert_eq!(left(days(8), Some(days(7))).await, (1, "w".to_owned()));
    }
}

#[test]
fn settings_that_make_no_sense_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    for url in ["", "ftp://x/y", "file://"] {
        let error = Evidence::open(&settings(url, folder.path())).err().expect("opened");
        assert_eq!((error.code(), error.hint().is_some()), ("evidence_setting", true), "{url}");
    }
    let s3 = Settings {
        s3: S3 {
            endpoint: Some("http://127.0.0.1:9".to_owned()),
            region: Some("x".to_owned()),
            access_key: Some("name".to_owned()),
            secret_key: Some("secret".to_owned()),
        },
        ..settings("s3://bucket/some/where", folder.path())
    };
    assert!(Evidence::open(&s3).is_ok());
    assert!(!format!("{s3:?}").contains("secret"));
}
