//! The same event is the same through every door.

mod common;

use std::fmt::Write;
use std::path::Path;

use events::{Read, Window};

/// Renders a log's records as XML, one after the other, as wevtutil does.
fn as_xml(path: &Path) -> String {
    let mut parser = evtx::EvtxParser::from_path(path).expect("works");
    let mut text = String::new();
    for record in parser.records().flatten() {
        let event = record.data.split_once("?>").map_or(record.data.as_str(), |(_, rest)| rest);
        writeln!(text, "{event}").expect("works");
    }
    text
}

#[test]
fn xml_and_evtx_give_equal_events() {
    let Some(corpus) = testkit::corpus() else { return };
    let expected: serde_json::Value =
        serde_json::from_slice(&std::fs::read(corpus.join("expected-counts.json")).expect("works")).expect("works");
    let folder = tempfile::tempdir().expect("works");
    let copy = folder.path().join("copy.xml");
    let (mut compared, mut wrong) = (0, Vec::new());
    for (name, others) in expected["evtx"].as_object().expect("works") {
        if others["pyevtx"]["records"] == 0 {
            continue;
        }
        let path = corpus.join(name);
        std::fs::write(&copy, as_xml(&path)).expect("works");
        let binary = common::kept(common::read_file(&path, Window::default()).expect("works"));
        let exported = common::kept(common::read_file(&copy, Window::default()).expect("works"));
        compared += binary.len();
        if binary.len() != exported.len() {
            wrong.push(format!("{name}: {} and {} events", binary.len(), exported.len()));
        }
        wrong.extend(
            binary.iter().zip(&exported).filter(|(a, b)| a != b).take(2).map(|(a, b)| format!("{name}:\n {a}\n {b}")),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong[..wrong.len().min(10)].join("\n"));
    assert!(compared > 5000, "{compared}");
}

/// The record as a winlogbeat document has it.
fn as_document(rendered: &serde_json::Value) -> serde_json::Value {
    let event = &rendered["Event"];
    let system = &event["System"];
    let id = if system["EventID"].is_object() { &system["EventID"]["#text"] } else { &system["EventID"] };
    serde_json::json!({
        "@timestamp": system["TimeCreated"]["#attributes"]["SystemTime"],
        "winlog": {
            "event_id": id.to_string(), "channel": system["Channel"], "computer_name": system["Computer"],
            "record_id": system["EventRecordID"], "event_data": event["EventData"], "user_data": event["UserData"],
        },
    })
}

#[test]
fn documents_and_evtx_give_equal_events() {
    let Some(corpus) = testkit::corpus() else { return };
    for name in ["velociraptor/RDPAuth_Security.evtx", "velociraptor/RDPAuth_RemoteConnectionManager.evtx"] {
        let path = corpus.join("evtx").join(name);
        let mut parser = evtx::EvtxParser::from_path(&path).expect("works");
        let documents = parser.records_json_value().flatten().map(|record| as_document(&record.data));
        let reads = documents.map(|document| events::document::event_from_json(&document, Window::default())).collect();
        let binary = common::kept(common::read_file(&path, Window::default()).expect("works"));
        assert!(!binary.is_empty());
        assert_eq!(common::kept(reads), binary, "{name}");
    }
}

#[test]
fn every_value_is_what_a_full_parser_reads() {
    let Some(corpus) = testkit::corpus() else { return };
    let path = corpus.join("evtx/velociraptor/RDPAuth_Security.evtx");
    let mut parser = evtx::EvtxParser::from_path(&path).expect("works");
    let rendered: Vec<_> = parser.records_json_value().flatten().map(|record| record.data).collect();
    let mut values = 0;
    for (read, full) in common::read_file(&path, Window::default()).expect("works").into_iter().zip(&rendered) {
        let Read::Kept(event) = read else { continue };
        for (field, value) in event.values() {
            let Some(other) = full["Event"]["EventData"].get(field.name()) else { continue };
            let other = other.as_str().map_or_else(|| other.to_string(), str::to_owned);
            assert_eq!(value, other.trim_matches(|c: char| c.is_whitespace() || c == '\0'), "{field:?}");
            values += 1;
        }
    }
    assert!(values > 1000, "{values}");
}
