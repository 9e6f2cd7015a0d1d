//! The same events through any door give the same graph.

use std::io::Write;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use events::Window;
use ingest::Loaded;
use serde_json::{Value, json};

struct Silent;

impl ingest::Progress for Silent {
    fn file(&self, _name: &str) {}
    fn advance(&self, _bytes: u64, _records: u64) {}
}

fn load(inputs: &[String]) -> Loaded {
    let (sources, failed) = events::expand(inputs);
    assert!(failed.is_empty(), "{failed:?}");
    ingest::load(&sources, Window::default(), &Silent, &AtomicBool::new(false)).expect("not stopped")
}

/// The logs of one collection of the corpus, in the order a folder is read.
fn logs(folder: &Path) -> Vec<String> {
    let (sources, _) = events::expand(&[folder.display().to_string()]);
    sources.into_iter().map(|source| source.name).collect()
}

/// All records of a log, rendered by `render`, one a line.
fn rewritten(logs: &[String], to: &Path, mut render: impl FnMut(&Path) -> Vec<String>) -> String {
    let mut file = std::fs::File::create(to).expect("a file");
    for log in logs {
        for record in render(Path::new(log)) {
            writeln!(file, "{record}").expect("room");
        }
    }
    to.display().to_string()
}

fn as_xml(log: &Path) -> Vec<String> {
    let mut parser = evtx::EvtxParser::from_path(log).expect("a log");
    parser.records().flatten().map(|record| record.data).collect()
}

/// As winlogbeat ships a record: every value a string.
fn as_document(log: &Path) -> Vec<String> {
    let mut parser = evtx::EvtxParser::from_path(log).expect("a log");
    let documents = parser.records_json_value().flatten().map(|record| {
        let system = &record.data["Event"]["System"];
        let id = if system["EventID"].is_object() { &system["EventID"]["#text"] } else { &system["EventID"] };
        json!({
            "@timestamp": system["TimeCreated"]["#attributes"]["SystemTime"],
            "winlog": {
                "event_id": id, "channel": system["Channel"], "computer_name": system["Computer"],
                "provider_name": system["Provider"]["#attributes"]["Name"], "record_id": system["EventRecordID"],
                "event_data": record.data["Event"]["EventData"], "user_data": record.data["Event"]["UserData"],
            },
        })
    });
    documents.map(|document: Value| document.to_string()).collect()
}

#[test]
fn evtx_xml_and_ndjson_give_one_graph() {
    let Some(corpus) = testkit::corpus() else { return };
    let folder = tempfile::tempdir().unwrap();
    let logs = logs(&corpus.join("evtx/evtx-to-mitre"));
    assert!(logs.len() > 20);
    let binary = load(&logs);
    let xml = load(&[rewritten(&logs, &folder.path().join("all.xml"), as_xml)]);
    let documents = load(&[rewritten(&logs, &folder.path().join("all.ndjson"), as_document)]);
    assert!(binary.graph.logons.len() > 100);
    assert!(binary.graph == xml.graph, "EVTX and XML differ");
    assert!(binary.graph == documents.graph, "EVTX and ndjson differ");
    assert_eq!(binary.report.kept(), documents.report.kept());
}

#[test]
fn every_record_is_in_the_report_once() {
    let Some(corpus) = testkit::corpus() else { return };
    let loaded = load(&[corpus.join("evtx/evtx-samples/security.evtx").display().to_string()]);
    assert_eq!(loaded.report.read(), 2261);
    let edges: u64 = loaded.graph.logons.iter().map(|edge| u64::from(edge.count)).sum();
    let logon = [4624, 4625, 4648, 4768, 4769, 4771, 4776, 4778, 4779];
    let kept: u64 = loaded.report.events.iter().filter(|(id, _)| logon.contains(id)).map(|(_, tally)| tally.kept).sum();
    assert_eq!(edges, kept, "each kept logon is counted by one edge");
}

#[test]
fn the_same_file_twice_counts_once() {
    let Some(corpus) = testkit::corpus() else { return };
    let folder = tempfile::tempdir().unwrap();
    let log = corpus.join("evtx/evtx-samples/security.evtx");
    let copy = folder.path().join("copy.evtx");
    std::fs::copy(&log, &copy).unwrap();
    let once = load(&[log.display().to_string()]);
    let twice = load(&[log.display().to_string(), copy.display().to_string()]);
    assert!(once.graph == twice.graph);
    assert_eq!(twice.report.kept(), once.report.kept());
}
