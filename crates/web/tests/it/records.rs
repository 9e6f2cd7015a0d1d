//! Raw records of edges and findings, read back from the files that were imported.

use std::convert::Infallible;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use elastic::{Ask, Client};
use ingest::Reading;
use lab::company::{Plan, simulate};
use lab::write::Sink;
use lab::write::evtx::EvtxFolder;
use lab::write::ndjson::{Lines, NdjsonWriter};
use serde_json::{Value, json};

use crate::common::{Person, Service, body, service, service_with};

struct Silent;

impl ingest::Progress for Silent {
    fn file(&self, _name: &str) {}
    fn advance(&self, _bytes: u64, _records: u64) {}
}

/// A company in which several things happen.
fn plan() -> Plan {
    Plan { accounts: 60, days: 5, workstation_logs: false, ..Plan::demo(3) }
}

/// Its logs.
fn logs(folder: &Path) {
    let mut sink = EvtxFolder::new(folder).unwrap();
    simulate(&plan(), &mut |record| {
        sink.write(record).unwrap();
        Ok::<_, Infallible>(())
    })
    .unwrap();
    sink.finish().unwrap();
}

/// The same logs as documents of an index, and a case imported from there.
async fn imported_from_elasticsearch(service: &Service) -> (String, String) {
    let (index, case) = (format!("{}-logs", testkit::fresh_case()), testkit::fresh_case());
    let client = Client::connect(&elasticsearch()).await.unwrap();
    let mut documents = Vec::new();
    simulate(&plan(), &mut |record| {
        let mut line = Vec::new();
        NdjsonWriter::new(&mut line, Lines::Documents).write(record).unwrap();
        documents.push((documents.len().to_string(), String::from_utf8(line).unwrap().trim_end().to_owned()));
        Ok::<_, Infallible>(())
    })
    .unwrap();
    assert!(client.create(&index, documents).await.unwrap().written > 1_000);
    let reading = Reading::prepare(client, Ask { index: index.clone(), ..Ask::default() }).await.unwrap();
    let order = order(&case, Vec::new(), Vec::new());
    ingest::import_elastic(&service.store, &reading, order, &Silent, &|_, _| {}, &Arc::default()).await.unwrap();
    analysis::case::analyze(&service.store, &case, analysis::case::Settings::default(), "test").await.unwrap();
    (case, index)
}

fn elasticsearch() -> elastic::Settings {
    let server = testkit::elasticsearch();
    let sign_in = elastic::SignIn::Password { user: server.user, password: server.password };
    elastic::Settings { addresses: vec![server.uri], sign_in, ..elastic::Settings::default() }
}

fn order(case: &str, sources: Vec<events::Source>, evidence: Vec<String>) -> ingest::Order {
    ingest::Order {
        case: case.to_owned(),
        sources,
        window: events::Window::default(),
        sigma: None,
        by: "tester".to_owned(),
        report: |_| json!({}),
        failed: Vec::new(),
        evidence,
        keep: Arc::default(),
    }
}

/// A case with those logs; `kept` tells whether the files are kept.
async fn imported(service: &Service, folder: &Path, kept: bool) -> String {
    let case = testkit::fresh_case();
    let (sources, failed) = events::expand(&[folder.display().to_string()]);
    assert!(failed.is_empty() && !sources.is_empty());
    let mut evidence = Vec::new();
    for source in sources.iter().filter(|_| kept) {
        let file = service.app.evidence.put_file(Path::new(&source.name)).await.unwrap();
        evidence.push(file.sha256.as_str().to_owned());
    }
    let order = order(&case, sources, evidence);
    ingest::import(&service.store, order, &Silent, &|_, _| {}, &AtomicBool::new(false)).await.unwrap();
    analysis::case::analyze(&service.store, &case, analysis::case::Settings::default(), "test").await.unwrap();
    case
}

fn coded(key: &Value) -> String {
    crate::common::coded(key.as_str().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn edges_and_findings_lead_to_their_records() {
    let (service, folder) = (service().await, tempfile::tempdir().unwrap());
    logs(folder.path());
    let case = imported(&service, folder.path(), true).await;
    lead_to_their_records(&service.person("ann").await, &case, |file| file.contains(".evtx")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn edges_and_findings_lead_to_their_documents() {
    let service = service_with(|settings| settings.elastic = Ok(elasticsearch())).await;
    let (case, index) = imported_from_elasticsearch(&service).await;
    lead_to_their_records(&service.person("ann").await, &case, |file| file.starts_with(&format!("{index}/"))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_elasticsearch_is_away_that_is_said_with_what_to_do() {
    let service = service_with(|settings| settings.elastic = Ok(elasticsearch())).await;
    let (case, _) = imported_from_elasticsearch(&service).await;
    let ann = service.person("ann").await;
    let base = format!("/api/v1/cases/{case}");
    let edge = body(ann.get(&format!("{base}/table?limit=1")).await).await["rows"][0].clone();
    let path = format!("events?from={}&to={}", coded(&edge["from"]["key"]), coded(&edge["to"]["key"]));
    let away = Ok(elastic::Settings { addresses: vec!["127.0.0.1:9".to_owned()], ..elastic::Settings::default() });
    let unknown = Err("no password".to_owned());
    for (set, said) in [(away, "is Elasticsearch running"), (unknown, "no password")] {
        let other = service_with(|settings| settings.elastic = set).await;
        let answer = other.person("ann").await.get(&format!("{base}/{path}")).await;
        assert!(!answer.headers().contains_key("etag"), "it may be there again the next time");
        let records = body(answer).await;
        assert!(records["left_out"].as_str().unwrap().contains(said), "{records}");
    }
}

/// Many edges and findings of a case, each with as many records as the graph says.
async fn lead_to_their_records(ann: &Person, case: &str, is_place: impl Fn(&str) -> bool) {
    let get = async |rest: String| {
        let answer = ann.get(&format!("/api/v1/cases/{case}/{rest}")).await;
        assert_eq!(answer.status(), 200, "{rest}");
        body(answer).await
    };
    let table = get("table?limit=5000&sort=from".to_owned()).await;
    let rows = table["rows"].as_array().unwrap();
    assert!(rows.len() > 200);
    let (mut exact, mut asked) = (0, 0);
    for row in rows.iter().step_by(rows.len() / 60) {
        let (from, to) = (coded(&row["from"]["key"]), coded(&row["to"]["key"]));
        let records = get(format!("events?from={from}&to={to}&id={}&type={}&limit=1000", row["id"], row["type"])).await;
        let found = records["rows"].as_array().unwrap();
        if records["expected"].as_u64().unwrap() > 1_000 {
            assert!(records["left_out"].as_str().unwrap().starts_with("Showing 1000 records of"));
            continue;
        }
        asked += 1;
        exact += usize::from(records["expected"].as_u64() == Some(found.len() as u64));
        assert!(found.iter().all(|record| record["id"] == row["id"] && record["fields"].is_object()), "{row}");
        assert!(!found.is_empty(), "{row}");
        assert!(found.iter().all(|record| is_place(record["file"].as_str().unwrap())), "{}", found[0]);
        let named = |record: &Value| row["id"] != 4624 || record["fields"]["TargetUserName"].is_string();
        assert!(found.iter().all(named), "{}", found[0]);
    }
    assert_eq!(exact, asked);

    let findings = get("findings?limit=1000".to_owned()).await;
    let with_evidence: Vec<&Value> = findings["rows"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| !finding["evidence"].as_array().unwrap().is_empty())
        .collect();
    assert!(with_evidence.len() > 3);
    for finding in with_evidence.iter().take(20) {
        let records = get(format!("events?finding={}", coded(&finding["id"]))).await;
        assert_eq!(
            records["rows"].as_array().unwrap().len(),
            finding["evidence"].as_array().unwrap().len(),
            "{finding}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_kept_is_said() {
    let (service, folder) = (service().await, tempfile::tempdir().unwrap());
    logs(folder.path());
    let case = imported(&service, folder.path(), false).await;
    let ann = service.person("ann").await;
    let base = format!("/api/v1/cases/{case}");
    let table = body(ann.get(&format!("{base}/table?limit=1")).await).await;
    let row = &table["rows"][0];
    let path = format!("{base}/events?from={}&to={}", coded(&row["from"]["key"]), coded(&row["to"]["key"]));
    let records = body(ann.get(&path).await).await;
    assert!(records["rows"].as_array().unwrap().is_empty());
    assert!(records["left_out"].as_str().unwrap().contains("its files were not kept"), "{records}");
    for wrong in ["events", "events?from=h:x&to=a:y", "events?finding=none"] {
        let status = ann.get(&format!("{base}/{wrong}")).await.status().as_u16();
        assert!(matches!(status, 400 | 404), "{wrong}: {status}");
    }
}
