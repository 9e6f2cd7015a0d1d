//! A simulated company whose documents arrive bit by bit.

use std::path::Path;

use serde_json::Value;

use crate::common::{run, with_server};

/// The documents of a simulated company with an attack in it, by time, and the attack.
pub(super) fn company(folder: &Path) -> (Vec<(i64, String)>, Value) {
    let out = folder.join("company");
    let line = ["lab", "generate", "--accounts", "50", "--days", "6", "--attack", "kerberoast", "--format", "ndjson"];
    let (code, _, err) = run(with_server(folder).args(line).arg("-o").arg(&out));
    assert_eq!(code, 0, "{err}");
    let mut documents = Vec::new();
    for entry in std::fs::read_dir(out.join("logs")).unwrap() {
        for line in std::fs::read_to_string(entry.unwrap().path()).unwrap().lines() {
            let document: Value = serde_json::from_str(line).unwrap();
            let time: jiff::Timestamp = document["@timestamp"].as_str().unwrap().parse().unwrap();
            documents.push((time.as_millisecond(), line.to_owned()));
        }
    }
    documents.sort();
    let truth: Value = serde_json::from_str(&std::fs::read_to_string(out.join("truth.json")).unwrap()).unwrap();
    (documents, truth["attacks"][0].clone())
}

/// Puts documents into an index; the same again changes nothing.
pub(super) fn put(index: &str, documents: &[(i64, String)]) {
    let server = testkit::elasticsearch();
    let sign_in = elastic::SignIn::Password { user: server.user, password: server.password };
    let settings = elastic::Settings { addresses: vec![server.uri], sign_in, ..elastic::Settings::default() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let client = elastic::Client::connect(&settings).await.unwrap();
        let id = |text: &str| {
            let document: Value = serde_json::from_str(text).unwrap();
            format!(
                "{}-{}-{}",
                document["winlog"]["computer_name"], document["winlog"]["channel"], document["winlog"]["record_id"]
            )
        };
        let documents = documents.iter().map(|(_, text)| (id(text), text.clone())).collect();
        client.create(index, documents).await.unwrap();
    });
}

pub(super) fn time(ms: i64) -> String {
    jiff::Timestamp::from_millisecond(ms).unwrap().to_string()
}
