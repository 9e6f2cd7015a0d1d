//! For the detections' tests: events by hand, events of the corpus, and a small known world.

use model::{Channel, Event, EventBuilder, Field, Time};

use super::{Detect, Detector, Draft, Known, Place};

/// 2024-01-01 00:00 UTC, a Monday.
const START: i64 = 1_704_067_200_000;

/// An event of the Security log (System for 104 and 7045) of `DC01.corp.local`, `seconds` after the
/// start. The record number grows with the time.
pub(super) fn event(id: u32, seconds: i64, fields: &[(&str, &str)]) -> Event {
    on("DC01.corp.local", id, seconds, fields)
}

/// The same of another computer.
pub(super) fn on(computer: &str, id: u32, seconds: i64, fields: &[(&str, &str)]) -> Event {
    let mut builder = EventBuilder::new();
    builder.computer(computer);
    for (name, value) in fields {
        builder.set(Field::named(name).unwrap_or_else(|| panic!("no field {name}")), value);
    }
    builder.build(id, Time::from_ms(START + seconds * 1000), Channel::logging(id), seconds as u64 + 1)
}

/// A world with the controller dc01 at 10.0.0.1 and the workstation ws01 at 10.0.0.11.
struct World;

impl Known for World {
    fn is_controller(&self, place: &Place) -> Option<bool> {
        Some(place.address.as_deref() == Some("10.0.0.1") || place.name.as_deref() == Some("dc01"))
    }

    fn machine(&self, address: &str, _: Time) -> Option<String> {
        match address {
            "10.0.0.1" => Some("dc01".to_owned()),
            "10.0.0.11" => Some("ws01".to_owned()),
            _ => None,
        }
    }

    fn domain<'a>(&'a self, spelling: &'a str) -> &'a str {
        if spelling.starts_with("corp") { "corp" } else { spelling }
    }

    fn has_controller_log(&self) -> bool {
        true
    }
}

/// What one detection finds in these events.
pub(super) fn found(make: fn() -> Box<dyn Detector>, events: &[Event]) -> Vec<Draft> {
    let mut detect = Detect::new(vec![make()]);
    for event in events {
        detect.see(event);
    }
    detect.finish(&World)
}
