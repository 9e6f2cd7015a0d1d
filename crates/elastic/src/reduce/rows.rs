//! Buckets as events.

use std::fmt;

use model::{Channel, EventBuilder, Time};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::{Value, json};

use super::fields::What;
use super::{Bucket, Kind, Row};

impl Kind {
    /// The sources of the aggregation, each under its number; the hour goes first.
    pub(super) fn clauses(&self) -> Vec<Value> {
        let hour = json!({"hour": {"date_histogram": {"field": "@timestamp", "fixed_interval": "1h"}}});
        let values = self.sources.iter().enumerate().map(
            |(number, source)| json!({number.to_string(): {"terms": {"field": source.path, "missing_bucket": true}}}),
        );
        std::iter::once(hour).chain(values).collect()
    }

    pub(super) fn row(&self, bucket: &Bucket) -> Row {
        let mut builder = EventBuilder::over(String::with_capacity(200));
        // Of two places of a value the first that says something counts, whatever order they came in.
        for (source, value) in self.sources.iter().zip(bucket.key.in_order()) {
            match (source.what, value) {
                (What::Computer, Some(value)) => builder.computer(value),
                (What::Value(field), Some(value)) if model::present(value).is_some() => builder.set(field, value),
                _ => {}
            }
        }
        let event = builder.build(self.id, Time::from_ms(bucket.first.value as i64), Channel::logging(self.id), 0);
        let count = u32::try_from(bucket.doc_count).unwrap_or(u32::MAX);
        Row { event, count, last: Time::from_ms(bucket.last.value as i64) }
    }
}

/// What the events of a bucket share: the values by the numbers of their sources.
pub(super) struct Key(Vec<Option<String>>);

impl Key {
    fn in_order(&self) -> impl Iterator<Item = Option<&str>> {
        self.0.iter().map(Option::as_deref)
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Members)
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Key;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a bucket's values")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Key, A::Error> {
        let mut values = Vec::with_capacity(members.size_hint().unwrap_or(12));
        while let Some((name, value)) = members.next_entry::<&str, Value>()? {
            // The hour has no number, and is known by the first moment.
            let Ok(number) = name.parse::<u8>().map(usize::from) else { continue };
            let value = match value {
                Value::String(text) => Some(text),
                Value::Null => None,
                other => Some(other.to_string()),
            };
            if values.len() <= number {
                values.resize(number + 1, None);
            }
            values[number] = value;
        }
        Ok(Key(values))
    }
}

/// How many record numbers each log of each computer has, beside how many events.
#[derive(Deserialize)]
pub(super) struct Doubled {
    aggregations: Logs,
}

#[derive(Deserialize)]
struct Logs {
    logs: Terms<Log>,
}

#[derive(Deserialize)]
struct Log {
    computers: Terms<Computer>,
}

#[derive(Deserialize)]
struct Terms<Of> {
    buckets: Vec<Of>,
}

#[derive(Deserialize)]
struct Computer {
    doc_count: u64,
    numbers: Number,
}

#[derive(Deserialize)]
struct Number {
    value: u64,
}

/// The share of a computer's events by which the number of different ones may be wrong: it is an
/// estimate (HyperLogLog++) beyond a few thousand.
const TOLERANCE: f64 = 0.03;

impl Doubled {
    /// Events beyond the different ones, where they are more than the estimate may be wrong by.
    pub(super) fn doubled(&self) -> u64 {
        let beyond = |computer: &Computer| {
            let (events, numbers) = (computer.doc_count, computer.numbers.value);
            let more = events.saturating_sub(numbers);
            if more as f64 > events as f64 * TOLERANCE { more } else { 0 }
        };
        self.aggregations.logs.buckets.iter().flat_map(|log| &log.computers.buckets).map(beyond).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_estimate_a_little_off_shows_no_doubles() {
        let answer = |events: u64, numbers: u64| -> Doubled {
            let computer = json!({"doc_count": events, "numbers": {"value": numbers}});
            let text =
                json!({"aggregations": {"logs": {"buckets": [{"computers": {"buckets": [computer]}}]}}}).to_string();
            serde_json::from_str(&text).unwrap()
        };
        assert_eq!(answer(100_000, 99_000).doubled(), 0);
        assert_eq!(answer(100_000, 101_000).doubled(), 0);
        assert_eq!(answer(1_000, 500).doubled(), 500);
    }
}
