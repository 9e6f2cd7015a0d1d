//! One rendered record taken apart.

use std::sync::LazyLock;

use memchr::memmem::Finder;
use model::{Channel, EventBuilder, Field, Skip, Time};

use super::stamp::{self, Head};
use crate::json::{Scanner, Value};
use crate::{Read, Window};

/// Where `System` begins. Built once: building a searcher costs more than the search.
static SYSTEM: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"\"System\":{"));

/// What stands in `System`, as places in the text.
#[derive(Default)]
struct System {
    time: Option<(usize, usize)>,
    channel: Option<(usize, usize)>,
    provider: Option<(usize, usize)>,
    computer: Option<(usize, usize)>,
    record: Option<(usize, usize)>,
}

/// Makes of a record's JSON what it is worth.
pub(super) fn take(json: Vec<u8>, head: Head, window: Window) -> Read {
    let record = head.record;
    let damaged = || Read::Damaged { place: format!("record {record}: not in the form of an event") };
    let Some((event_id, system_at)) = event_id(&json) else { return damaged() };
    if !Channel::any_wants(event_id) {
        return Read::Skipped { event_id, why: Skip::NotUsed, stamp: stamp::find(&json, system_at, head) };
    }
    let Ok(text) = String::from_utf8(json) else { return damaged() };
    let Some((system, data_at)) = system(&text, system_at) else { return damaged() };
    let slice = |place: Option<(usize, usize)>| place.and_then(|(start, end)| text.get(start..end)).unwrap_or_default();
    let stamp = || stamp::find(text.as_bytes(), system_at, head);
    let channel = Channel::of(slice(system.channel), slice(system.provider));
    if !channel.wants(event_id) {
        return Read::Skipped { event_id, why: Skip::NotUsed, stamp: stamp() };
    }
    let Ok(time) = Time::parse(slice(system.time)) else {
        return Read::Skipped { event_id, why: Skip::NoTime, stamp: None };
    };
    if !window.has(time) {
        return Read::Skipped { event_id, why: Skip::OutOfRange, stamp: stamp() };
    }
    let record = slice(system.record).parse().unwrap_or(record);
    let mut builder = EventBuilder::over(text);
    if let Some((start, end)) = system.computer {
        builder.computer_range(start, end);
    }
    for (field, value) in values(builder.text(), data_at) {
        put(&mut builder, field, value);
    }
    Read::Kept(Box::new(builder.build(event_id, time, channel, record)))
}

/// The event id, and where `System`'s content begins. The writer puts `System` first, and the event
/// id near its start, so little is read for records nobody wants.
fn event_id(json: &[u8]) -> Option<(u32, usize)> {
    let system_at = SYSTEM.find(json)? + SYSTEM.needle().len();
    let mut scanner = Scanner::new(json, system_at);
    while let Some(key) = scanner.key() {
        if key != b"EventID" {
            scanner.skip()?;
            continue;
        }
        let (start, end) = leaf(&mut scanner)?;
        let text = std::str::from_utf8(json.get(start..end)?).ok()?;
        return Some((text.trim().parse().ok()?, system_at));
    }
    None
}

/// A value that is text or a number, or an object whose `#text` is one.
fn leaf(scanner: &mut Scanner<'_>) -> Option<(usize, usize)> {
    match scanner.value()? {
        Value::Text { start, end, .. } | Value::Plain { start, end } => Some((start as usize, end as usize)),
        Value::Object => {
            let mut found = None;
            while let Some(key) = scanner.key() {
                match (key, scanner.value()?) {
                    (b"#text", Value::Text { start, end, .. } | Value::Plain { start, end }) => {
                        found = Some((start as usize, end as usize));
                    }
                    (_, other) => scanner.skip_rest(other)?,
                }
            }
            found
        }
        other => {
            scanner.skip_rest(other)?;
            None
        }
    }
}

/// `System`, and where what follows it begins.
fn system(text: &str, at: usize) -> Option<(System, usize)> {
    let mut scanner = Scanner::new(text.as_bytes(), at);
    let mut system = System::default();
    while let Some(key) = scanner.key() {
        match key {
            b"TimeCreated" => system.time = attribute(&mut scanner, b"SystemTime")?,
            b"Provider" => system.provider = attribute(&mut scanner, b"Name")?,
            b"Channel" => system.channel = leaf(&mut scanner),
            b"Computer" => system.computer = leaf(&mut scanner),
            b"EventRecordID" => system.record = leaf(&mut scanner),
            _ => scanner.skip()?,
        }
    }
    Some((system, scanner.at()))
}

/// `{"#attributes":{"SystemTime":"…"}}`.
#[expect(clippy::option_option, reason = "outer: malformed, inner: absent")]
fn attribute(scanner: &mut Scanner<'_>, name: &[u8]) -> Option<Option<(usize, usize)>> {
    let value = scanner.value()?;
    if value != Value::Object {
        scanner.skip_rest(value)?;
        return Some(None);
    }
    let mut found = None;
    while let Some(key) = scanner.key() {
        let value = scanner.value()?;
        if key != b"#attributes" || value != Value::Object {
            scanner.skip_rest(value)?;
            continue;
        }
        while let Some(key) = scanner.key() {
            match scanner.value()? {
                Value::Text { start, end, .. } if key == name => found = Some((start as usize, end as usize)),
                other => scanner.skip_rest(other)?,
            }
        }
    }
    Some(found)
}

/// The values behind `System`: the leaves of `EventData` and `UserData`, by the last name above them.
fn values(text: &str, at: usize) -> Vec<(Field, Value)> {
    let mut found = Vec::with_capacity(32);
    let mut scanner = Scanner::new(text.as_bytes(), at);
    while let Some(key) = scanner.key() {
        let wanted = matches!(key, b"EventData" | b"UserData");
        let Some(value) = scanner.value() else { break };
        let next = if wanted && value == Value::Object {
            leaves(&mut scanner, &mut found, 0)
        } else {
            scanner.skip_rest(value)
        };
        if next.is_none() {
            break;
        }
    }
    found
}

/// Deepest nesting of `UserData` that is looked into; Windows' own has two levels.
const DEEPEST: usize = 8;

fn leaves(scanner: &mut Scanner<'_>, found: &mut Vec<(Field, Value)>, depth: usize) -> Option<()> {
    while let Some(key) = scanner.key() {
        if key == b"#attributes" {
            scanner.skip()?;
            continue;
        }
        let field = std::str::from_utf8(key).ok().and_then(Field::named);
        match (field, scanner.value()?) {
            (Some(field), value @ (Value::Text { .. } | Value::Plain { .. })) => found.push((field, value)),
            (Some(field), Value::Object) => {
                // A value with attributes of its own.
                while let Some(key) = scanner.key() {
                    match (key, scanner.value()?) {
                        (b"#text", value @ (Value::Text { .. } | Value::Plain { .. })) => found.push((field, value)),
                        (_, other) => scanner.skip_rest(other)?,
                    }
                }
            }
            (None, Value::Object) if depth < DEEPEST => leaves(scanner, found, depth + 1)?,
            (_, other) => scanner.skip_rest(other)?,
        }
    }
    Some(())
}

fn put(builder: &mut EventBuilder, field: Field, value: Value) {
    match value {
        Value::Text { start, end, escaped: false } | Value::Plain { start, end } => {
            builder.set_range(field, start as usize, end as usize);
        }
        Value::Text { start, end, escaped: true } => {
            // The quotes around it make it a JSON document of its own.
            let quoted = builder.text().get(start as usize - 1..=end as usize).unwrap_or_default();
            if let Ok(plain) = serde_json::from_str::<String>(quoted) {
                builder.set(field, &plain);
            }
        }
        Value::Null | Value::Object | Value::List => {}
    }
}
