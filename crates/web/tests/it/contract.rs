//! The API's own description, held against what the service answers.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::common::{Service, body, coded, service_with};
use crate::read::filled;

#[test]
fn every_operation_has_an_id_of_its_own() {
    let document = serde_json::to_value(web::openapi()).unwrap();
    let items = document["paths"].as_object().unwrap().values().filter_map(Value::as_object);
    let operations: Vec<&Value> = items.flat_map(serde_json::Map::values).collect();
    let ids: BTreeSet<&str> = operations.iter().map(|operation| operation["operationId"].as_str().unwrap()).collect();
    assert!(operations.len() > 60);
    assert_eq!(ids.len(), operations.len());
}

/// What may end whoever asks: asked last, since values that were seen in answers are asked about.
const ENDING: [&str; 3] = ["patch_users_name", "delete_users_name", "delete_tokens_id"];

/// What asks: `schemathesis`, which makes requests of the description, good ones and bad ones.
struct Asker {
    settings: std::path::PathBuf,
    document: String,
}

impl Asker {
    /// One that is signed in, with values for parameters that chance would never hit.
    fn new(folder: &Path, service: &Service, secret: &str, known: &[(&str, &str)]) -> Self {
        let settings = folder.join("schemathesis.toml");
        let known = known.iter().map(|(name, value)| format!("\"{name}\" = {}\n", json!(value)));
        let known = known.collect::<Vec<_>>().concat();
        let text = format!("[headers]\nAuthorization = \"Bearer {secret}\"\n\n[parameters]\n{known}");
        std::fs::write(&settings, text).unwrap();
        Self { settings, document: format!("http://{}/api/v1/openapi.json", service.address) }
    }

    fn ask(&self, more: &[&str]) {
        const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
                              response_headers_conformance,response_schema_conformance";
        let mut run = Command::new("schemathesis");
        run.arg("--config-file").arg(&self.settings).args(["run", &self.document, "--checks", CHECKS]);
        run.args(["--seed", "1", "--continue-on-failure", "--no-color", "--request-timeout", "20"]).args(more);
        let output = run.current_dir(self.settings.parent().unwrap()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_is_as_described_whatever_is_asked() {
    if Command::new("schemathesis").arg("--version").output().is_err() {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "schemathesis is missing");
        eprintln!("schemathesis is missing (`pip install schemathesis`): the description is not held against answers");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let service = service_with(|settings| settings.sign_in_burst = 1_000_000).await;
    let case = filled(&service.store).await;
    let ann = service.person("ann").await;
    let token = json!({ "name": "contract", "role": "admin" });
    let secret = body(ann.post("/api/v1/tokens", token).await).await["secret"].as_str().unwrap().to_owned();
    let edge = body(ann.get(&format!("/api/v1/cases/{case}/table?limit=1")).await).await["rows"][0].clone();
    let (from, to) = (edge["from"]["key"].as_str().unwrap(), edge["to"]["key"].as_str().unwrap());

    let blind = Asker::new(folder.path(), &service, &secret, &[("case", &case)]);
    let phases = ["--phases", "coverage,fuzzing", "--max-examples", "8", "--workers", "2"];
    let spared: Vec<&str> = ENDING.iter().flat_map(|id| ["--exclude-operation-id", id]).collect();
    blind.ask(&[&phases[..], &["--max-time", "45"], &spared].concat());
    // What names a node is answered in full only for one that is there.
    let knows = [("case", case.as_str()), ("key", to), ("from", from), ("to", to)];
    let knowing = Asker::new(folder.path(), &service, &secret, &knows);
    let of_nodes = ["--include-path-regex", "/(nodes|anomalies)/|/paths/|/events$", "--exclude-path-regex", "/jobs/"];
    knowing.ask(&[&of_nodes[..], &["--phases", "fuzzing", "--max-examples", "5"]].concat());
    let alive = service.holder(&secret).get(&format!("/api/v1/cases/{case}/nodes/{}", coded(to))).await;
    assert_eq!(alive.status(), 200, "nobody was signed out and nothing removed on the way");
    let ending: Vec<&str> = ENDING.iter().flat_map(|id| ["--include-operation-id", id]).collect();
    blind.ask(&[&phases[..], &ending].concat());
}
