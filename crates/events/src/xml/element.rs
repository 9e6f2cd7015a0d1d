//! One `<Event>` taken apart.

use std::borrow::Cow;

use model::{Channel, EventBuilder, Field, Skip, Time};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event as Token};

use crate::{Read, Stamp, Window};

/// Elements within each other: Windows nests some five.
const DEEPEST: usize = 64;

/// What an event's XML says.
#[derive(Default)]
struct Parts {
    event_id: String,
    time: String,
    channel: String,
    provider: String,
    computer: String,
    record: String,
    values: Vec<(Field, String)>,
}

pub(super) fn take(text: &str, at: u64, window: Window) -> Read {
    let damaged = |what: &str| Read::Damaged { place: format!("event at byte {at}: {what}") };
    let parts = match parse(text) {
        Ok(parts) => parts,
        Err(error) => return damaged(&error),
    };
    let Ok(event_id) = parts.event_id.trim().parse::<u32>() else { return damaged("no event id") };
    let channel = Channel::of(&parts.channel, &parts.provider);
    let stamp = || Stamp::read(&parts.computer, &parts.channel, &parts.record, &parts.time);
    if !channel.wants(event_id) {
        return Read::Skipped { event_id, why: Skip::NotUsed, stamp: stamp() };
    }
    let Ok(time) = Time::parse(&parts.time) else { return Read::Skipped { event_id, why: Skip::NoTime, stamp: None } };
    if !window.has(time) {
        return Read::Skipped { event_id, why: Skip::OutOfRange, stamp: stamp() };
    }
    let mut builder = EventBuilder::new();
    builder.computer(&parts.computer);
    for (field, value) in &parts.values {
        builder.set(*field, value);
    }
    Read::Kept(Box::new(builder.build(event_id, time, channel, parts.record.trim().parse().unwrap_or(0))))
}

fn parse(text: &str) -> Result<Parts, String> {
    let mut reader = Reader::from_str(text);
    let mut parts = Parts::default();
    let mut path: Vec<String> = Vec::new();
    // The field whose text is being read, and the text so far.
    let mut open: Option<(Slot, String)> = None;
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Token::Start(tag) => {
                let name = local(&tag);
                attributes(&mut parts, &path, &name, &tag)?;
                open = slot(&path, &name, &tag)?.map(|slot| (slot, String::new()));
                path.push(name);
                if path.len() > DEEPEST {
                    return Err(format!("more than {DEEPEST} elements within each other"));
                }
            }
            Token::Empty(tag) => attributes(&mut parts, &path, &local(&tag), &tag)?,
            Token::Text(piece) => {
                if let Some((_, value)) = &mut open {
                    value.push_str(&piece);
                }
            }
            Token::CData(piece) => {
                if let Some((_, value)) = &mut open {
                    value.push_str(&piece);
                }
            }
            Token::GeneralRef(name) => {
                if let Some((_, value)) = &mut open {
                    value.push_str(&reference(&name));
                }
            }
            Token::End(_) => {
                path.pop();
                if let Some((slot, value)) = open.take() {
                    close(&mut parts, &slot, value);
                }
            }
            Token::Eof => break,
            _ => {}
        }
    }
    Ok(parts)
}

/// Where an element's text goes.
enum Slot {
    EventId,
    Channel,
    Computer,
    Record,
    Value(Field),
}

fn slot(path: &[String], name: &str, tag: &BytesStart<'_>) -> Result<Option<Slot>, String> {
    let parent: Vec<&str> = path.iter().map(String::as_str).collect();
    Ok(match parent.as_slice() {
        ["Event", "System"] => match name {
            "EventID" => Some(Slot::EventId),
            "Channel" => Some(Slot::Channel),
            "Computer" => Some(Slot::Computer),
            "EventRecordID" => Some(Slot::Record),
            _ => None,
        },
        ["Event", "EventData"] => {
            let named = attribute(tag, "Name")?;
            named.as_deref().and_then(Field::named).map(Slot::Value)
        }
        ["Event", "UserData", ..] => Field::named(name).map(Slot::Value),
        _ => None,
    })
}

fn close(parts: &mut Parts, slot: &Slot, value: String) {
    match slot {
        Slot::EventId => parts.event_id = value,
        Slot::Channel => parts.channel = value.trim().to_owned(),
        Slot::Computer => parts.computer = value,
        Slot::Record => parts.record = value,
        Slot::Value(field) => parts.values.push((*field, value)),
    }
}

fn attributes(parts: &mut Parts, path: &[String], name: &str, tag: &BytesStart<'_>) -> Result<(), String> {
    if path.len() == 2 && path[1] == "System" {
        match name {
            "TimeCreated" => parts.time = attribute(tag, "SystemTime")?.unwrap_or_default(),
            "Provider" => parts.provider = attribute(tag, "Name")?.unwrap_or_default(),
            _ => {}
        }
    }
    Ok(())
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Result<Option<String>, String> {
    let Some(found) = tag.try_get_attribute(name).map_err(|error| error.to_string())? else { return Ok(None) };
    let plain = quick_xml::escape::unescape(&found.value).map_err(|error| error.to_string())?;
    Ok(Some(plain.into_owned()))
}

fn local(tag: &BytesStart<'_>) -> String {
    tag.local_name().as_ref().to_owned()
}

/// XML's five names and characters by number. Anything else, such as an entity that a document type
/// defines, stays as it is written: nothing is ever expanded.
fn reference(name: &str) -> Cow<'static, str> {
    let number = name.strip_prefix('#').and_then(|number| match number.strip_prefix('x') {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => number.parse().ok(),
    });
    if let Some(letter) = number.and_then(char::from_u32) {
        return letter.to_string().into();
    }
    match name {
        "lt" => "<".into(),
        "gt" => ">".into(),
        "amp" => "&".into(),
        "apos" => "'".into(),
        "quot" => "\"".into(),
        other => format!("&{other};").into(),
    }
}
