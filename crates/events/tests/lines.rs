//! Lines of JSON, whole and broken: what is quick means what a full parser reads, and a broken line costs itself only.

#[path = "common/read.rs"]
mod read;

use events::document::{event_from_json, event_from_text};
use events::{Read, Window};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Names that mean something in some place, and some that mean nothing.
const NAMES: [&str; 18] = [
    "@timestamp",
    "winlog",
    "event",
    "source",
    "user",
    "process",
    "event_id",
    "channel",
    "computer_name",
    "record_id",
    "event_data",
    "user_data",
    "code",
    "ip",
    "name",
    "IpAddress",
    "winlog.event_id",
    "_source",
];

/// Any value, of names and texts that matter.
fn value() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        Just("4624"),
        Just("Security"),
        Just("2024-05-01T10:00:00.123Z"),
        Just("10.0.0.1"),
        Just("a \"b\\ } { \u{e9}\n"),
        Just(""),
    ];
    let leaf = prop_oneof![
        text.prop_map(Value::from),
        any::<u16>().prop_map(Value::from),
        Just(json!(4624)),
        Just(Value::Null),
        Just(json!(true)),
        Just(json!(1.5)),
    ];
    leaf.prop_recursive(3, 24, 5, |inner| {
        prop_oneof![prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from), object(inner)]
    })
}

fn object(values: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    let pair = (prop::sample::select(&NAMES[..]), values);
    prop::collection::vec(pair, 0..6)
        .prop_map(|pairs| pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>().into())
}

/// A usual event with something else in one place.
fn document() -> impl Strategy<Value = Value> {
    const PLACES: [&str; 6] = ["", "/winlog", "/winlog/event_data", "/event", "/source", "/user"];
    (prop::sample::select(&PLACES[..]), prop::sample::select(&NAMES[..]), value()).prop_map(|(place, name, value)| {
        let mut whole = json!({"@timestamp": "2024-05-01T10:00:00.123Z", "event": {}, "source": {}, "user": {},
            "winlog": {"event_id": 4624, "channel": "Security", "computer_name": "dc01", "record_id": 7,
                "event_data": {"TargetUserName": "b\u{f6}b", "IpAddress": "10.0.0.1"}}});
        if let Some(Value::Object(there)) = whole.pointer_mut(place) {
            there.insert(name.to_owned(), value);
        }
        whole
    })
}

/// What a full parser makes of a line; nothing of an empty one.
fn whole(line: &[u8]) -> Option<String> {
    if line.iter().all(u8::is_ascii_whitespace) {
        return None;
    }
    Some(match serde_json::from_slice::<Value>(line) {
        Ok(document) => shown(&event_from_json(&document, Window::default())),
        Err(_) => "damaged".to_owned(),
    })
}

/// Where something is damaged is told in other words.
fn shown(read: &Read) -> String {
    if matches!(read, Read::Damaged { .. }) { "damaged".to_owned() } else { format!("{read:?}") }
}

fn of_file(text: &[u8]) -> Vec<Read> {
    let folder = tempfile::tempdir().expect("works");
    let path = folder.path().join("log.ndjson");
    std::fs::write(&path, text).expect("works");
    read::read_file(&path, Window::default()).expect("works")
}

proptest! {
    #[test]
    fn the_quick_way_means_the_same(document in prop_oneof![document(), object(value())]) {
        if let Some(read) = event_from_text(&document.to_string(), Window::default()) {
            prop_assert_eq!(format!("{read:?}"), format!("{:?}", event_from_json(&document, Window::default())));
        }
    }

    #[test]
    fn a_broken_line_costs_itself(document in document(), at in any::<prop::sample::Index>(), with in any::<Option<u8>>()) {
        let good = json!({"@timestamp": "2024-05-01T10:00:00Z", "winlog": {"event_id": 4625, "channel": "Security"}}).to_string();
        let mut broken = document.to_string().into_bytes();
        let at = at.index(broken.len());
        match with {
            Some(byte) => broken[at] = byte,
            None => broken.truncate(at),
        }
        let text = [good.as_bytes(), &broken, good.as_bytes()].join(&b'\n');
        let expected: Vec<_> = text.split(|byte| *byte == b'\n').filter_map(whole).collect();
        prop_assert_eq!(of_file(&text).iter().map(shown).collect::<Vec<_>>(), expected);
    }
}

/// Larger than what one thread takes at once, with a line that is larger still, and no line end behind the last.
#[test]
fn lines_come_in_order_and_are_numbered_across_blocks() {
    let line = |record: usize| {
        json!({"@timestamp": "2024-05-01T10:00:00Z", "message": "x".repeat(if record == 1_500 { 3 << 20 } else { 1_000 }),
            "winlog": {"event_id": 4624, "channel": "Security", "record_id": record}})
    };
    let mut lines: Vec<_> = (1..=4_000).map(|record| line(record).to_string()).collect();
    lines[2_999] = "{".to_owned();
    let (mut next, mut damaged) = (1, Vec::new());
    for read in of_file(lines.join("\n").as_bytes()) {
        match read {
            Read::Kept(event) => assert_eq!(event.record, next),
            Read::Damaged { place } => damaged.push(place),
            other @ Read::Skipped { .. } => panic!("{other:?}"),
        }
        next += 1;
    }
    assert_eq!((next, damaged.len()), (4_001, 1));
    assert!(damaged[0].starts_with("line 3000: "), "{damaged:?}");
}
