//! Whatever text a value holds, it comes out of every door as it went in.

#[path = "common/read.rs"]
mod read;

use std::fmt::Write;

use events::{Read, Window};
use model::{Event, Field};
use proptest::prelude::*;

/// A value and what Windows would call it.
type Values = Vec<(Field, String)>;

/// Texts as attackers choose them; XML 1.0 has no way to write control characters, so they come as documents alone.
fn text(controls: bool) -> impl Strategy<Value = String> {
    let usual = prop_oneof![
        Just("alice".to_owned()),
        Just("<b>&amp;\"'</b>]]>".to_owned()),
        Just("\\\\srv\\share$ `x` $(y) {{z}}".to_owned()),
        Just("' OR 1=1 //".to_owned()),
        Just("日本語 ﷽ 👾".to_owned()),
        "[ -~]{1,40}",
        "\\PC{1,40}",
    ];
    // What stands for nothing, as blanks and dashes do, is nothing.
    let something = |text: &String| model::present(text).is_some();
    let any = prop_oneof!["\\PC{1,20}", any::<String>().prop_map(|text| text.replace('\0', ""))];
    let written = move |text: String| {
        if controls { text } else { text.chars().filter(|char| !char.is_control() && !is_no_xml(*char)).collect() }
    };
    prop_oneof![usual, any].prop_map(written).prop_filter("a text that is there", something)
}

const fn is_no_xml(char: char) -> bool {
    matches!(char, '\u{fffe}' | '\u{ffff}')
}

fn values(controls: bool) -> impl Strategy<Value = Values> {
    let names = prop::sample::subsequence(
        vec![
            Field::TargetUserName,
            Field::TargetDomainName,
            Field::WorkstationName,
            Field::IpAddress,
            Field::LogonType,
        ],
        1..=5,
    );
    names.prop_flat_map(move |names| names.into_iter().map(|name| (Just(name), text(controls))).collect::<Vec<_>>())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn as_xml(values: &Values) -> Vec<u8> {
    let mut data = String::new();
    for (field, value) in values {
        write!(data, "<Data Name=\"{}\">{}</Data>", field.name(), escaped(value)).expect("works");
    }
    format!(
        "<Events><Event xmlns=\"http://schemas.microsoft.com/win/2004/08/events/event\"><System><EventID>4624</EventID>\
         <TimeCreated SystemTime=\"2024-05-01T10:00:00.123Z\"/><EventRecordID>7</EventRecordID><Channel>Security</Channel>\
         <Computer>dc01</Computer></System><EventData>{data}</EventData></Event></Events>"
    )
    .into_bytes()
}

fn as_document(values: &Values) -> Vec<u8> {
    let data: serde_json::Map<_, _> =
        values.iter().map(|(field, value)| (field.name().to_owned(), value.as_str().into())).collect();
    let document = serde_json::json!({
        "@timestamp": "2024-05-01T10:00:00.123Z",
        "winlog": { "event_id": 4624, "channel": "Security", "computer_name": "dc01", "record_id": 7, "event_data": data },
    });
    document.to_string().into_bytes()
}

fn utf16(text: &[u8]) -> Vec<u8> {
    let text = std::str::from_utf8(text).expect("it is");
    [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
}

fn read(bytes: &[u8]) -> Event {
    let folder = tempfile::tempdir().expect("works");
    let path = folder.path().join("log.xml");
    std::fs::write(&path, bytes).expect("works");
    let mut kept = read::read_file(&path, Window::default()).expect("works");
    match kept.pop() {
        Some(Read::Kept(event)) if kept.is_empty() => *event,
        other => panic!("{other:?} after {kept:?}"),
    }
}

fn came_through(event: &Event, values: &Values) -> Result<(), TestCaseError> {
    for (field, value) in values {
        prop_assert_eq!(event.raw(*field), value.as_str(), "{}", field.name());
    }
    prop_assert_eq!((event.id, event.record, event.computer()), (4624, 7, Some("dc01")));
    Ok(())
}

proptest! {
    #[test]
    fn xml_keeps_every_text(values in values(false)) {
        let xml = as_xml(&values);
        came_through(&read(&xml), &values)?;
        came_through(&read(&utf16(&xml)), &values)?;
    }

    #[test]
    fn documents_keep_every_text(values in values(true)) {
        came_through(&read(&as_document(&values)), &values)?;
    }
}
