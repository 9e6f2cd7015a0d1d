//! Records of every event that has facts of its own, with values that are hard to write.

use std::sync::Arc;

use lab::{Record, Value};
use model::{Field, Time};

use super::known;

/// Values that break writers: markup, quotes, control characters, blanks, other planes, nothing.
const HOSTILE: &[&str] = &[
    "alice",
    "",
    "-",
    "a'b\"c",
    "</Data><Data Name=\"TargetUserName\">root</Data>",
    "x &amp; y & z ]]> <!-- -->",
    "line\nnext\ttab\r\nwindows\rmac",
    "bell\u{7} escape\u{1b}[31m one\u{1} last\u{1f} delete\u{7f} next\u{85}",
    "Zoë Ωmega 名前 пользователь",
    "🦀 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 👩‍💻",
    "  blanks around  ",
    "\\\\server\\share$\\a.exe /c:\"%TEMP%\" {\"json\":\"\\u0041\"}",
    "%s%n{{}}${jndi:ldap://x}",
    "\u{feff}mark\u{fffd}\u{e000}\u{ffff}",
];

/// `count` records of all events in turn, by three computers; ids rise.
pub(crate) fn records(count: usize) -> Vec<Record> {
    let computers: [Arc<str>; 3] = ["DC01.corp.example".into(), "ws-07.corp.example".into(), "FILE01".into()];
    let events = known::events();
    (0..count)
        .map(|number| {
            let (channel, id) = events[number % events.len()];
            Record {
                computer: Arc::clone(&computers[number % 3]),
                channel,
                id,
                record: 1000 + number as u64,
                time: Time::from_ms(1_700_000_000_000 + number as i64 * 7919),
                data: values(number, number % events.len()),
            }
        })
        .collect()
}

/// Values for one record: names by event, so that each event has one form, and contents by number.
fn values(number: usize, event: usize) -> Vec<(&'static str, Value)> {
    let count = event % 28;
    (0..count).map(|place| (Field::ALL[(event * 5 + place) % Field::COUNT].name(), value(number, place))).collect()
}

fn value(number: usize, place: usize) -> Value {
    let seed = number * 31 + place * 17;
    match place % 12 {
        0 => Value::Sid(format!("S-1-5-21-{}-{}-4294967295-{}", seed * 7, seed * 11, 500 + seed % 1000).into()),
        1 => Value::Hex64(seed as u64 * 0x1_0000_0001),
        2 => Value::U32(seed as u32),
        3 => Value::Guid(format!("{{F09E5F81-9F19-5F11-29B8-{seed:012X}}}").into()),
        4 => Value::Hex32(if number.is_multiple_of(2) { 0 } else { 0xc000_006d }),
        5 => Value::U8(seed as u8),
        6 => Value::U16(seed as u16),
        7 => Value::U64(u64::MAX - seed as u64),
        8 => Value::Sid(["-", "S-1-0-0", "S-1-5-18", "S-1-x"][seed % 4].into()),
        9 => Value::Guid(["-", "not-a-guid", "00000000-0000-0000-0000-000000000000"][seed % 3].into()),
        _ if seed.is_multiple_of(97) => Value::text("長".repeat(9000)),
        _ => Value::text(HOSTILE[seed % HOSTILE.len()]),
    }
}
