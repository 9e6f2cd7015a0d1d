//! A document as it lies in an index, and the event it means.

use std::fmt::{self, Write};

use events::{Read, Window};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::{Map, Value};

use crate::settings::DEFAULT_PREFIX;

/// Large parts that say nothing about a logon: not worth a value each.
const UNUSED: [&str; 13] = [
    "message",
    "Message",
    "agent",
    "ecs",
    "host",
    "log",
    "tags",
    "related",
    "input",
    "observer",
    "fields",
    "@metadata",
    "rule",
];

/// Reads one document.
pub(crate) fn event(source: &str, prefix: &str, window: Window) -> Read {
    let quick = if prefix == DEFAULT_PREFIX { events::document::event_from_text(source, window) } else { None };
    quick.unwrap_or_else(|| general(source, prefix, window))
}

/// The same for documents of any form.
pub(crate) fn general(source: &str, prefix: &str, window: Window) -> Read {
    let mut text = serde_json::Deserializer::from_str(source);
    match Trimmed.deserialize(&mut text) {
        Ok(mut document) => {
            if prefix != DEFAULT_PREFIX {
                lift(&mut document, prefix);
            }
            events::document::event_from_json(&Value::Object(document), window)
        }
        Err(error) => Read::Damaged { place: error.to_string() },
    }
}

/// Puts what stands under another prefix where winlogbeat has it.
fn lift(document: &mut Map<String, Value>, prefix: &str) {
    if let Some(inner) = taken(document, prefix) {
        document.insert(DEFAULT_PREFIX.to_owned(), inner);
        return;
    }
    // Some senders keep dots in names: `logs.event_id`.
    let start = format!("{prefix}.");
    let keys: Vec<String> = document.keys().filter(|key| key.starts_with(&start)).cloned().collect();
    for key in keys {
        if let (Some(value), Some(rest)) = (document.remove(&key), key.strip_prefix(&start)) {
            document.insert(format!("{DEFAULT_PREFIX}.{rest}"), value);
        }
    }
}

fn taken(document: &mut Map<String, Value>, path: &str) -> Option<Value> {
    if let Some(value) = document.remove(path) {
        return Some(value);
    }
    let (head, rest) = path.split_once('.')?;
    taken(document.get_mut(head)?.as_object_mut()?, rest)
}

/// A document without what is not used.
struct Trimmed;

impl<'de> DeserializeSeed<'de> for Trimmed {
    type Value = Map<String, Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Trimmed {
    type Value = Map<String, Value>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a document")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut parts: A) -> Result<Self::Value, A::Error> {
        let mut document = Map::new();
        while let Some(key) = parts.next_key::<String>()? {
            if UNUSED.contains(&key.as_str()) {
                parts.next_value::<IgnoredAny>()?;
            } else {
                document.insert(key, parts.next_value()?);
            }
        }
        Ok(document)
    }
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(document: &Value, prefix: &str) -> Read {
        event(&document.to_string(), prefix, Window::default())
    }

    #[test]
    fn another_prefix_means_the_same() {
        let inner = json!({"event_id": 4624, "channel": "Security", "computer_name": "dc01",
            "event_data": {"TargetUserName": "alice", "IpAddress": "10.0.0.1"}});
        let time = "2024-02-01T00:00:00Z";
        let dotted = json!({"@timestamp": time, "logs.win.event_id": 4624, "logs.win.channel": "Security",
            "logs.win.computer_name": "dc01", "logs.win.event_data": inner["event_data"]});
        let forms = [
            (json!({"@timestamp": time, "winlog": inner, "message": "long"}), "winlog"),
            (json!({"@timestamp": time, "logs": {"win": inner}}), "logs.win"),
            (dotted, "logs.win"),
        ];
        for (document, prefix) in forms {
            let Read::Kept(event) = read(&document, prefix) else { panic!("{document}") };
            assert_eq!(event.get(model::Field::TargetUserName), Some("alice"));
            assert_eq!((event.id, event.channel), (4624, model::Channel::Security));
        }
    }

    #[test]
    fn what_is_no_event_is_damaged() {
        assert!(matches!(read(&json!({"message": "hello"}), "winlog"), Read::Damaged { .. }));
        assert!(matches!(read(&json!(["a"]), "winlog"), Read::Damaged { .. }));
    }
}
