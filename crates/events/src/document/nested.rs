//! The commonest document, winlogbeat's nested form, straight from its text.
//!
//! Values of JSON cost several times what an event costs. Whatever is out of the ordinary (names with
//! dots, lists, another shape) is left to the general way, which means the same.

use std::borrow::Cow;

use model::{Channel, EventBuilder, Field, Skip, Time};

use super::is_logon_user;
use crate::json::{Scanner, Value};
use crate::{Read, Stamp, Window};

/// Text that an event's values need, usually.
const ROOM: usize = 480;
/// How deep values are looked for in `event_data`.
const DEPTH: u32 = 3;

/// Makes of a document's text, which must be well-formed JSON, what it is worth. `None`: it has not
/// this form.
pub(super) fn event(text: &str, window: Window) -> Option<Read> {
    event_at(text, text.find('{')?, window).map(|(read, _)| read)
}

/// The same for a document that begins at byte `at`, and where it ends. Each byte is looked at once.
pub(super) fn event_at(text: &str, at: usize, window: Window) -> Option<(Read, usize)> {
    let mut scanner = Scanner::new(text.as_bytes(), at + 1);
    let parts = Parts::of(&mut scanner)?;
    Some((parts.read(text, window)?, scanner.at()))
}

/// What stands at the top; objects that are seldom there by the place behind their brace.
#[derive(Default)]
struct Parts {
    time: Option<Value>,
    winlog: Option<Winlog>,
    event: Option<usize>,
    source: Option<usize>,
    user: Option<usize>,
    process: Option<usize>,
}

impl Parts {
    fn of(scanner: &mut Scanner<'_>) -> Option<Self> {
        let mut parts = Self::default();
        while let Some(key) = scanner.key() {
            let value = scanner.value()?;
            let object = matches!(value, Value::Object).then(|| scanner.at());
            match key {
                b"winlog" if object.is_some() => {
                    parts.winlog = Some(Winlog::of(scanner)?);
                    continue;
                }
                b"winlog" => parts.winlog = None,
                b"@timestamp" => parts.time = Some(value),
                b"event" => parts.event = object,
                b"source" => parts.source = object,
                b"user" => parts.user = object,
                b"process" => parts.process = object,
                b"_source" => return None,
                key if key.contains(&b'.') || key.contains(&b'\\') => return None,
                _ => {}
            }
            scanner.skip_rest(value)?;
        }
        scanner.ended().then_some(parts)
    }

    fn read(&self, text: &str, window: Window) -> Option<Read> {
        let winlog = self.winlog.as_ref()?;
        let text_of = |value: Option<Value>| value.map_or(Some(Cow::Borrowed("")), |value| plain(text, value));
        let code = match self.event {
            Some(at) => Some(member(text, at, "code")?),
            None => None,
        };
        let id = |value| text_of(value)?.parse::<u32>().ok();
        let event_id = id(winlog.event_id).or_else(|| id(code))?;
        let channel_name = text_of(winlog.channel)?;
        let channel = Channel::of(&channel_name, &text_of(winlog.provider)?);
        let (stamp, computer, record) = (text_of(self.time)?, text_of(winlog.computer)?, text_of(winlog.record)?);
        let place = || Stamp::read(&computer, &channel_name, &record, &stamp);
        if !channel.wants(event_id) {
            return Some(Read::Skipped { event_id, why: Skip::NotUsed, stamp: place() });
        }
        let Ok(time) = Time::parse(&stamp) else {
            return Some(Read::Skipped { event_id, why: Skip::NoTime, stamp: None });
        };
        if !window.has(time) {
            return Some(Read::Skipped { event_id, why: Skip::OutOfRange, stamp: place() });
        }
        let mut builder = EventBuilder::over(String::with_capacity(ROOM));
        builder.computer(&computer);
        for (field, value) in winlog.event_data.iter().chain(&winlog.user_data) {
            let value = plain(text, *value)?;
            if model::present(&value).is_some() {
                builder.set(*field, &value);
            }
        }
        self.moved(&mut builder, text, event_id)?;
        Some(Read::Kept(Box::new(builder.build(event_id, time, channel, record.parse().unwrap_or(0)))))
    }

    /// What the security pipeline moves out of `event_data`.
    fn moved(&self, builder: &mut EventBuilder, text: &str, event_id: u32) -> Option<()> {
        let user = self.user.filter(|_| is_logon_user(event_id));
        let places = [
            (self.source, "ip", Field::IpAddress),
            (self.source, "port", Field::IpPort),
            (self.source, "domain", Field::WorkstationName),
            (self.process, "executable", Field::ProcessName),
            (user, "name", Field::TargetUserName),
            (user, "domain", Field::TargetDomainName),
        ];
        for (object, key, field) in places {
            let Some(at) = object else { continue };
            let value = plain(text, member(text, at, key)?)?;
            if !value.is_empty() {
                builder.set(field, &value);
            }
        }
        Some(())
    }
}

/// Fields and their values, in the order of the text.
type Values = Vec<(Field, Value)>;

/// What is Windows' own.
#[derive(Default)]
struct Winlog {
    event_id: Option<Value>,
    computer: Option<Value>,
    channel: Option<Value>,
    provider: Option<Value>,
    record: Option<Value>,
    event_data: Values,
    user_data: Values,
}

impl Winlog {
    fn of(scanner: &mut Scanner<'_>) -> Option<Self> {
        let mut winlog = Self::default();
        while let Some(key) = scanner.key() {
            let value = scanner.value()?;
            match key {
                b"event_data" | b"user_data" => {
                    let values = if key == b"event_data" { &mut winlog.event_data } else { &mut winlog.user_data };
                    values.clear();
                    if matches!(value, Value::Object) {
                        values.reserve(EventBuilder::USUAL);
                        leaves(scanner, 0, values)?;
                        continue;
                    }
                }
                b"event_id" => winlog.event_id = Some(value),
                b"computer_name" => winlog.computer = Some(value),
                b"channel" => winlog.channel = Some(value),
                b"provider_name" => winlog.provider = Some(value),
                b"record_id" => winlog.record = Some(value),
                key if key.contains(&b'.') || key.contains(&b'\\') => return None,
                _ => {}
            }
            scanner.skip_rest(value)?;
        }
        scanner.ended().then_some(winlog)
    }
}

/// A member of the object that begins at `at`, `null` where it has none of this name. `None` where a
/// name is out of the ordinary.
fn member(text: &str, at: usize, name: &str) -> Option<Value> {
    let mut scanner = Scanner::new(text.as_bytes(), at);
    while let Some(key) = scanner.key() {
        let value = scanner.value()?;
        if key == name.as_bytes() {
            return Some(value);
        }
        if key.contains(&b'\\') {
            return None;
        }
        scanner.skip_rest(value)?;
    }
    Some(Value::Null)
}

/// A scalar as text; `None` for what only the general way reads.
fn plain(text: &str, value: Value) -> Option<Cow<'_, str>> {
    Some(match value {
        Value::Text { .. } => value.letters(text)?,
        Value::Plain { start, end } => {
            let number = text.get(start as usize..end as usize)?;
            // A fraction, an exponent, a number beyond 64 bits or minus zero is written anew by the general way.
            if number.len() > 18
                || number.starts_with("-0")
                || number.contains(['.', 'e', 'E']) && number.starts_with(|c: char| !c.is_ascii_alphabetic())
            {
                return None;
            }
            Cow::Borrowed(number)
        }
        Value::Null | Value::Object => Cow::Borrowed(""),
        Value::List => return None,
    })
}

/// The fields among an object's values, also those of objects in it.
fn leaves(scanner: &mut Scanner<'_>, depth: u32, values: &mut Values) -> Option<()> {
    while let Some(key) = scanner.key() {
        let value = scanner.value()?;
        if key.contains(&b'\\') {
            return None;
        }
        match (std::str::from_utf8(key).ok().and_then(Field::named), value) {
            (None, Value::Object) if depth < DEPTH => leaves(scanner, depth + 1, values)?,
            (None, _) | (Some(_), Value::Object) => scanner.skip_rest(value)?,
            (Some(_), Value::List) => return None,
            (Some(field), value) => values.push((field, value)),
        }
    }
    scanner.ended().then_some(())
}
