//! `scripts/kibana-import` before a server that answers as Kibana does.

use std::process::Command;

use super::{objects, project};
use crate::stub::Stub;

/// Exit code and what it said.
fn import(address: &str, arguments: &[&str]) -> (i32, String) {
    let mut command = Command::new(project("scripts/kibana-import"));
    command.args(["--url", address]).args(arguments).env("KIBANA_PASSWORD", "pa\"ss\\word");
    let done = command.output().expect("bash and curl");
    (done.status.code().expect("a code"), String::from_utf8(done.stderr).expect("UTF-8"))
}

async fn answer(status: u16, body: &'static str) -> (i32, String) {
    let stub = Stub::start(move |_, _| (status, body.to_owned())).await;
    let address = format!("http://{}", stub.address);
    tokio::task::spawn_blocking(move || import(&address, &[])).await.expect("ran")
}

#[tokio::test(flavor = "multi_thread")]
async fn objects_are_sent_as_kibana_wants_them() {
    let good = r#"{"successCount":20,"success":true,"warnings":[],"successResults":[]}"#;
    let stub = Stub::start(move |_, _| (200, good.to_owned())).await;
    let address = format!("http://{}/", stub.address);
    let key = tempfile();
    let key_flag = key.display().to_string();
    let both = tokio::task::spawn_blocking(move || {
        let first = import(&address, &["--user", "ann"]);
        (first, import(&address, &["--api-key-file", &key_flag, "--space", "soc"]))
    });
    let (first, second) = both.await.expect("ran");
    std::fs::remove_file(key).expect("removed");
    assert!(first.0 == 0 && first.1.contains("20 objects are in Kibana"), "{}", first.1);
    assert_eq!(second.0, 0, "again is fine: {}", second.1);
    let asked = stub.asked();
    assert_eq!(asked.len(), 2);
    assert!(asked[0].starts_with("POST /api/saved_objects/_import?overwrite=true HTTP"), "{}", asked[0]);
    assert!(asked[0].contains("kbn-xsrf: true") && asked[0].contains("multipart/form-data"), "{}", asked[0]);
    // ann:pa"ss\word
    assert!(asked[0].contains("Authorization: Basic YW5uOnBhInNzXHdvcmQ="), "{}", asked[0]);
    for object in objects() {
        assert!(asked[0].contains(&format!("\"id\":{}", object["id"])), "{}", object["id"]);
    }
    assert!(asked[1].starts_with("POST /s/soc/api/saved_objects/_import?overwrite=true"), "{}", asked[1]);
    assert!(asked[1].contains("Authorization: ApiKey a2V5") && !asked[1].contains("Basic"), "{}", asked[1]);
}

fn tempfile() -> std::path::PathBuf {
    let path = std::env::temp_dir().join(testkit::fresh_case());
    std::fs::write(&path, "a2V5\n").expect("written");
    path
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_wrong_is_told() {
    let conflict = r#"{"successCount":19,"success":false,"errors":[{"id":"logontracer-dashboard","type":"dashboard","error":{"type":"unsupported_type"}}]}"#;
    let (code, words) = answer(200, conflict).await;
    assert!(code == 2 && words.contains("did not take all objects") && words.contains("unsupported_type"), "{words}");
    let told = [
        (401, "refused the password"),
        (403, "not allowed to import"),
        (404, "no import at"),
        (503, "not ready yet"),
        (500, "status 500"),
        (200, "did not take all objects"),
    ];
    for (status, expected) in told {
        let (code, words) = answer(status, "{}").await;
        assert!(code == 2 && words.contains(expected), "{status}: {words}");
        assert!(status == 500 || words.contains("hint: "), "{status}: {words}");
        assert!(!words.contains("ss\\word"), "the password is not told: {words}");
    }
    let away = import("http://127.0.0.1:9", &[]);
    assert!(away.0 == 2 && away.1.contains("no answer from Kibana") && away.1.contains("hint: "), "{}", away.1);
    let absent = import("http://127.0.0.1:9", &["absent.ndjson"]);
    assert!(absent.0 == 2 && absent.1.contains("cannot read"), "{}", absent.1);
    assert_eq!(import("http://127.0.0.1:9", &["--wrong"]).0, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn https_where_there_is_none_is_told() {
    let stub = Stub::start(|_, _| (200, "{}".to_owned())).await;
    let address = format!("https://{}", stub.address);
    let (code, words) = tokio::task::spawn_blocking(move || import(&address, &[])).await.expect("ran");
    assert!(code == 2 && words.contains("no encrypted connection") && words.contains("--cafile"), "{words}");
}
