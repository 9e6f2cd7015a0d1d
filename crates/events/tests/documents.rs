//! The shapes of JSON documents.

mod common;

use events::document::event_from_json;
use events::{Read, Window};
use model::{Event, Field, Skip};
use serde_json::{Value, json};

fn event(document: &Value) -> Event {
    match event_from_json(document, Window::default()) {
        Read::Kept(event) => *event,
        other => panic!("{other:?}"),
    }
}

fn current() -> Value {
    json!({"@timestamp": "2024-01-01T00:00:01.5Z", "winlog": {
        "event_id": "4624", "channel": "Security", "computer_name": "dc", "record_id": 7,
        "event_data": {"TargetUserName": "bob", "LogonType": 3, "IpAddress": "10.0.0.1", "WorkstationName": ["ws1"]}}})
}

#[test]
fn every_shape_gives_the_same_event() {
    let data = json!({"TargetUserName": "bob", "LogonType": "3", "IpAddress": "10.0.0.1", "WorkstationName": "ws1"});
    let old = json!({"@timestamp": "2024-01-01T00:00:01.5Z", "event_id": 4624, "computer_name": "dc", "log_name": "Security",
        "record_number": "7", "event_data": data});
    let secured = json!({"@timestamp": "2024-01-01T00:00:01.5Z", "event": {"code": "4624"},
        "source": {"ip": "10.0.0.1", "domain": "ws1"}, "user": {"name": "bob"},
        "winlog": {"channel": "Security", "computer_name": "dc", "record_id": "7", "event_data": {"LogonType": "3", "IpAddress": "-"}}});
    let dotted = json!({"@timestamp": "2024-01-01T00:00:01.5Z", "winlog.event_id": 4624, "winlog.channel": "Security",
        "winlog.computer_name": "dc", "winlog.record_id": 7, "winlog.event_data": data});
    let hit = json!({"_index": "x", "_source": current()});
    let expected = common::shown(&event(&current()));
    for document in [old, secured, dotted, hit] {
        assert_eq!(common::shown(&event(&document)), expected);
    }
}

#[test]
fn flat_documents_keep_their_own_time() {
    let flat = json!({"EventID": 4624, "Hostname": "dc", "Channel": "Security", "RecordNumber": 7, "LogonType": 3,
        "EventTime": "2024-01-01 00:00:01", "@timestamp": "2025-05-05T00:00:00Z", "TargetUserName": "bob"});
    let event = event(&flat);
    assert_eq!(event.time.to_string(), "2024-01-01 00:00:01");
    assert_eq!((event.record, event.computer(), event.number(Field::LogonType)), (7, Some("dc"), Some(3)));
}

#[test]
fn useless_documents_say_why() {
    let read = |document: &Value| event_from_json(document, Window::default());
    let mut document = current();
    document["winlog"]["event_id"] = json!(9999);
    assert!(matches!(read(&document), Read::Skipped { event_id: 9999, why: Skip::NotUsed, .. }));
    document = current();
    document["@timestamp"] = json!("soon");
    assert!(matches!(read(&document), Read::Skipped { event_id: 4624, why: Skip::NoTime, .. }));
    assert!(matches!(read(&json!({"a": 1})), Read::Damaged { .. }));
}

#[test]
fn lines_lists_and_bulk_files_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let one = current().to_string();
    let counts = |text: &str| {
        std::fs::write(&path, text).unwrap();
        let reads = common::read_file(&path, Window::default()).unwrap();
        let all = reads.len();
        (all, common::kept(reads).len())
    };
    assert_eq!(counts(&format!("{one}\n\n{{broken\n{one}")), (3, 2));
    assert_eq!(counts(&format!("{{\"index\":{{\"_id\":\"1\"}}}}\n{one}\n{{\"create\":{{}}}}\n{one}\n")), (2, 2));
    assert_eq!(counts(&format!(" [{one},\n{one}]")), (2, 2));
    assert_eq!(counts(&format!("[{one},{one},{{\"cut")), (3, 2));
}

/// What both ways make of a document; nothing where the fast one leaves it to the other.
fn both(text: &str) -> Option<(String, String)> {
    let fast = events::document::event_from_text(text, Window::default())?;
    let document: Value = serde_json::from_str(text).expect("JSON");
    Some((format!("{fast:?}"), format!("{:?}", event_from_json(&document, Window::default()))))
}

#[test]
fn the_fast_way_means_the_same_on_every_document_of_the_corpus() {
    let Some(corpus) = testkit::corpus() else { return };
    let mut fast = 0;
    for folder in ["winlogbeat-8", "winlogbeat-6", "mordor-flat"] {
        for entry in std::fs::read_dir(corpus.join("es").join(folder)).expect("the corpus") {
            let text = std::fs::read_to_string(entry.expect("an entry").path()).expect("readable");
            for line in text.lines().filter(|line| !line.trim().is_empty()) {
                if let Some((one, other)) = both(line) {
                    fast += 1;
                    assert_eq!(one, other, "{line}");
                }
            }
        }
    }
    // The others have dots in their names, as published tests of the security pipeline print them.
    assert!(fast >= 20, "only {fast} documents go the fast way");
}

#[test]
fn the_fast_way_leaves_what_is_out_of_the_ordinary() {
    let with = |change: &dyn Fn(&mut Value)| {
        let mut document = current();
        document["winlog"]["event_data"]["WorkstationName"] = json!("ws1");
        change(&mut document);
        document.to_string()
    };
    let taken: [&dyn Fn(&mut Value); 7] = [
        &|_| {},
        &|document| document["winlog"]["event_data"]["TargetUserName"] = json!("b\u{f6}b \"the\" \\ \n\u{1F600}"),
        &|document| document["winlog"]["event_data"]["Nested"] = json!({"IpPort": 5, "Deep": {"KeyLength": "0"}}),
        &|document| document["winlog"]["event_data"]["Other"] = json!([1, {"a": "]}"}]),
        &|document| {
            document["winlog"]["user_data"] = json!({"TargetUserName": "second", "Status": null, "Param1": true});
        },
        &|document| document["source"] = json!({"ip": "10.9.9.9", "port": 7, "domain": "other"}),
        &|document| document["winlog"]["event_id"] = json!(1),
    ];
    for change in taken {
        let text = with(change);
        let (fast, slow) = both(&text).expect("the fast way");
        assert_eq!(fast, slow, "{text}");
    }
    let left: [&dyn Fn(&mut Value); 5] = [
        &|document| document["winlog"]["event_data"]["TargetUserName"] = json!(["a", "b"]),
        &|document| document["winlog"]["event_data"]["KeyLength"] = json!(1.5e300),
        &|document| document["source.ip"] = json!("10.0.0.2"),
        &|document| drop(document["winlog"].as_object_mut().map(|winlog| winlog.remove("event_id"))),
        &|document| *document = json!({"EventID": 4624}),
    ];
    for change in left {
        assert!(both(&with(change)).is_none());
    }
}
