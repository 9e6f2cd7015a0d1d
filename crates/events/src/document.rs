//! An event as a JSON document: winlogbeat 7 to 9 with and without its security pipeline,
//! winlogbeat 6, and the flat form of NXLog and Logstash.

mod nested;

use std::borrow::Cow;

use model::{Channel, EventBuilder, Field, Skip, Time};
use serde_json::Value;

use crate::{Read, Stamp, Window};

/// Makes of a document what it is worth. A search hit's `_source` is looked into.
pub fn event_from_json(document: &Value, window: Window) -> Read {
    let document = document.get("_source").filter(|inner| inner.is_object()).unwrap_or(document);
    let Some(shape) = Shape::of(document) else {
        return Read::Damaged { place: "not a Windows event: no event id".to_owned() };
    };
    let event_id = shape.event_id;
    let channel = Channel::of(&text(document, shape.channel), &text(document, shape.provider));
    if !channel.wants(event_id) {
        return Read::Skipped { event_id, why: Skip::NotUsed, stamp: shape.stamp(document) };
    }
    let Some(time) = shape.times.iter().find_map(|path| Time::parse(&text(document, path)).ok()) else {
        return Read::Skipped { event_id, why: Skip::NoTime, stamp: None };
    };
    if !window.has(time) {
        return Read::Skipped { event_id, why: Skip::OutOfRange, stamp: shape.stamp(document) };
    }
    let mut builder = EventBuilder::new();
    builder.computer(&text(document, shape.computer));
    for path in shape.data {
        if let Some(Value::Object(values)) = find(document, path) {
            leaves(&mut builder, values.iter(), 0);
        }
    }
    if shape.flat
        && let Value::Object(values) = document
    {
        // The log's own name stands at the top there, under the name that 104 gives the cleared one.
        let values = values.iter().filter(|(key, _)| key.as_str() != shape.channel);
        leaves(&mut builder, values, 0);
    }
    moved(&mut builder, document, event_id);
    let record = text(document, shape.record).parse().unwrap_or(0);
    Read::Kept(Box::new(builder.build(event_id, time, channel, record)))
}

/// Makes of a document's text, which must be well-formed JSON, what it is worth, if it is winlogbeat's
/// nested form with nothing out of the ordinary: the same as [`event_from_json`], and several times as
/// fast. `None` for every other document.
pub fn event_from_text(document: &str, window: Window) -> Option<Read> {
    nested::event(document, window)
}

/// The same for a document that begins with the brace at byte `at` of a longer text, and where it ends.
pub fn event_at(text: &str, at: usize, window: Window) -> Option<(Read, usize)> {
    nested::event_at(text, at, window)
}

/// Where a kind of document keeps things.
struct Shape {
    event_id: u32,
    computer: &'static str,
    channel: &'static str,
    provider: &'static str,
    record: &'static str,
    /// The first that is there counts.
    times: &'static [&'static str],
    data: &'static [&'static str],
    flat: bool,
}

impl Shape {
    fn of(document: &Value) -> Option<Self> {
        let id = |path| text(document, path).parse::<u32>().ok();
        if let Some(event_id) =
            id("winlog.event_id").or_else(|| find(document, "winlog").and_then(|_| id("event.code")))
        {
            return Some(Self {
                event_id,
                computer: "winlog.computer_name",
                channel: "winlog.channel",
                provider: "winlog.provider_name",
                record: "winlog.record_id",
                times: &["@timestamp"],
                data: &["winlog.event_data", "winlog.user_data"],
                flat: false,
            });
        }
        if let Some(event_id) = id("event_id") {
            return Some(Self {
                event_id,
                computer: "computer_name",
                channel: "log_name",
                provider: "source_name",
                record: "record_number",
                times: &["@timestamp"],
                data: &["event_data", "user_data"],
                flat: false,
            });
        }
        // The time of collection stands in @timestamp there.
        id("EventID").map(|event_id| Self {
            event_id,
            computer: "Hostname",
            channel: "Channel",
            provider: "SourceName",
            record: "RecordNumber",
            times: &["EventTime", "@timestamp"],
            data: &["EventData"],
            flat: true,
        })
    }

    /// Where the record stood.
    fn stamp(&self, document: &Value) -> Option<Stamp> {
        let part = |path| text(document, path);
        let stamp = |time| Stamp::read(&part(self.computer), &part(self.channel), &part(self.record), &part(time));
        self.times.iter().find_map(|time| stamp(time))
    }
}

/// What the security pipeline moves out of `event_data` into ECS fields.
fn moved(builder: &mut EventBuilder, document: &Value, event_id: u32) {
    let mut put = |field, path| {
        let value = text(document, path);
        if !value.is_empty() {
            builder.set(field, &value);
        }
    };
    put(Field::IpAddress, "source.ip");
    put(Field::IpPort, "source.port");
    put(Field::WorkstationName, "source.domain");
    put(Field::ProcessName, "process.executable");
    if is_logon_user(event_id) {
        put(Field::TargetUserName, "user.name");
        put(Field::TargetDomainName, "user.domain");
    }
}

/// Whether `user` is whom the event is about; it is the subject of others.
const fn is_logon_user(event_id: u32) -> bool {
    matches!(event_id, 4624 | 4625 | 4648 | 4768..=4771 | 4776)
}

/// A field by its path; keys with dots in them are found too.
fn find<'d>(document: &'d Value, path: &str) -> Option<&'d Value> {
    let object = document.as_object()?;
    if let Some(value) = object.get(path) {
        return Some(value);
    }
    let (head, rest) = path.split_once('.')?;
    find(object.get(head)?, rest)
}

fn text<'d>(document: &'d Value, path: &str) -> Cow<'d, str> {
    find(document, path).map_or(Cow::Borrowed(""), plain)
}

/// A scalar as text; a list of them is joined, as an access mask or a list of one may be.
fn plain(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => Cow::Borrowed(text),
        Value::Null | Value::Object(_) => Cow::Borrowed(""),
        Value::Array(items) if items.len() == 1 => plain(&items[0]),
        Value::Array(items) => Cow::Owned(items.iter().map(plain).collect::<Vec<_>>().join(" ")),
        other => Cow::Owned(other.to_string()),
    }
}

fn leaves<'d>(builder: &mut EventBuilder, values: impl Iterator<Item = (&'d String, &'d Value)>, depth: usize) {
    for (key, value) in values {
        match (Field::named(key), value) {
            (None, Value::Object(inner)) if depth < 3 => nested(builder, inner, depth + 1),
            (Some(field), value) => {
                let text = plain(value);
                if model::present(&text).is_some() {
                    builder.set(field, &text);
                }
            }
            _ => {}
        }
    }
}

/// An object inside: a function of its own, so that the iterator's type does not grow with the depth.
fn nested(builder: &mut EventBuilder, inner: &serde_json::Map<String, Value>, depth: usize) {
    leaves(builder, Box::new(inner.iter()) as Box<dyn Iterator<Item = _>>, depth);
}
