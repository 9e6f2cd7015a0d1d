//! One record of a log, cut into named values but not yet interpreted.

use std::fmt;

use crate::text::{number, present};
use crate::{Channel, Field, Time};

/// Half-open byte range in an event's text. Empty means: not there.
#[derive(Clone, Copy, Default)]
struct Range {
    start: u32,
    end: u32,
}

/// A record that a door has read. The values are slices of one text, so that a record costs a few
/// allocations however many values it has, and little memory: it is made on one core and read on another.
#[derive(Clone)]
pub struct Event {
    /// The event id: 4624 is a logon.
    pub id: u32,
    /// When it was logged.
    pub time: Time,
    /// The log.
    pub channel: Channel,
    /// `EventRecordID`: counts up within one log of one computer; 0 where the export lacks it.
    pub record: u64,
    text: String,
    computer: Range,
    fields: Fields,
}

/// Which field has which range.
#[derive(Clone)]
struct Fields {
    /// Field -> its place in `ranges`, counted from 1; 0 where it is absent.
    places: [u8; Field::COUNT],
    ranges: Vec<Range>,
}

// A place must fit into a byte.
const _: () = assert!(Field::COUNT < u8::MAX as usize, "more fields than places");

impl Fields {
    fn with_capacity(fields: usize) -> Self {
        Self { places: [0; Field::COUNT], ranges: Vec::with_capacity(fields) }
    }

    /// The first range of a field counts.
    fn put(&mut self, field: Field, range: Range) {
        let place = &mut self.places[field as usize];
        if *place == 0 {
            self.ranges.push(range);
            *place = self.ranges.len() as u8;
        }
    }

    fn get(&self, field: Field) -> Range {
        let place = usize::from(self.places[field as usize]);
        place.checked_sub(1).and_then(|at| self.ranges.get(at)).copied().unwrap_or_default()
    }
}

impl Event {
    /// The computer that logged the event, as it spells itself.
    pub fn computer(&self) -> Option<&str> {
        present(self.slice(self.computer))
    }

    /// A value, trimmed; absent when missing, empty or `-`.
    pub fn get(&self, field: Field) -> Option<&str> {
        present(self.slice(self.fields.get(field)))
    }

    /// A value exactly as logged; empty when missing.
    pub fn raw(&self, field: Field) -> &str {
        self.slice(self.fields.get(field))
    }

    /// A value as a number, decimal or hexadecimal.
    pub fn number(&self, field: Field) -> Option<u64> {
        number(self.slice(self.fields.get(field)))
    }

    /// All values that are there, in the order of [`Field`].
    pub fn values(&self) -> impl Iterator<Item = (Field, &str)> {
        Field::ALL.iter().filter_map(|&field| Some((field, self.get(field)?)))
    }

    fn slice(&self, range: Range) -> &str {
        self.text.get(range.start as usize..range.end as usize).unwrap_or_default()
    }
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("id", &self.id)
            .field("time", &self.time)
            .field("channel", &self.channel)
            .field("record", &self.record)
            .field("computer", &self.computer())
            .field("values", &self.values().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

/// Builds an [`Event`]. A door that already holds the record's text hands it over and points into
/// it; one that decodes value by value lets the builder collect them.
pub struct EventBuilder {
    text: String,
    computer: Range,
    fields: Fields,
}

impl Default for EventBuilder {
    fn default() -> Self {
        Self::new()
    }
}

impl EventBuilder {
    /// Fields that most events have room for.
    pub const USUAL: usize = 28;

    /// An empty builder.
    pub fn new() -> Self {
        Self::over(String::new())
    }

    /// A builder whose values may be ranges of `text`.
    pub fn over(text: String) -> Self {
        Self::with_fields(text, Self::USUAL)
    }

    /// The same with room for so many fields.
    pub fn with_fields(text: String, fields: usize) -> Self {
        Self { text, computer: Range::default(), fields: Fields::with_capacity(fields) }
    }

    /// The text that ranges point into.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Sets a field to bytes `start..end` of [`Self::text`]. The first value of a field counts.
    pub fn set_range(&mut self, field: Field, start: usize, end: usize) {
        if let Some(range) = self.range(start, end) {
            self.fields.put(field, range);
        }
    }

    /// Sets the computer to bytes `start..end` of [`Self::text`].
    pub fn computer_range(&mut self, start: usize, end: usize) {
        if let Some(range) = self.range(start, end) {
            self.computer = range;
        }
    }

    /// Sets a field to a copy of `value`.
    pub fn set(&mut self, field: Field, value: &str) {
        let range = self.append(value);
        self.fields.put(field, range);
    }

    /// Sets the computer to a copy of `value`.
    pub fn computer(&mut self, value: &str) {
        self.computer = self.append(value);
    }

    /// The finished event.
    pub fn build(self, id: u32, time: Time, channel: Channel, record: u64) -> Event {
        Event { id, time, channel, record, text: self.text, computer: self.computer, fields: self.fields }
    }

    fn append(&mut self, value: &str) -> Range {
        let start = self.text.len() as u32;
        self.text.push_str(value);
        Range { start, end: self.text.len() as u32 }
    }

    fn range(&self, start: usize, end: usize) -> Option<Range> {
        self.text.get(start..end)?;
        Some(Range { start: u32::try_from(start).ok()?, end: u32::try_from(end).ok()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_from_text_or_copies() {
        let mut builder = EventBuilder::over("name=alice".to_owned());
        builder.set_range(Field::TargetUserName, 5, 10);
        builder.set(Field::LogonType, " 3 ");
        builder.set(Field::LogonType, "9");
        builder.set(Field::IpAddress, "-");
        builder.set_range(Field::Status, 5, 99);
        builder.computer("DC01.corp.local");
        let event = builder.build(4624, Time::from_ms(0), Channel::Security, 7);
        assert_eq!(event.get(Field::TargetUserName), Some("alice"));
        assert_eq!(event.number(Field::LogonType), Some(3));
        assert_eq!(event.get(Field::IpAddress), None);
        assert_eq!(event.get(Field::Status), None);
        assert_eq!(event.computer(), Some("DC01.corp.local"));
        assert_eq!(event.values().count(), 2);
    }
}
