//! A record as a door would read it, without a file in between.

use model::{Event, EventBuilder, Field};

use crate::Record;
use crate::write::shown;

/// The event that a door makes of the record's file.
pub fn event(record: &Record) -> Event {
    let mut builder = EventBuilder::new();
    builder.computer(&record.computer);
    for (name, value) in &record.data {
        if let Some(field) = Field::named(name) {
            builder.set(field, &shown(value));
        }
    }
    builder.build(record.id, record.time, record.channel, record.record)
}
