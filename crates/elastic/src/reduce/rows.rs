//! Buckets as events.

use std::borrow::Cow;

use model::{Channel, EventBuilder, Time};
use serde::Deserialize;
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
        for (number, source) in self.sources.iter().enumerate() {
            let Some(value) = bucket.key.get(&number.to_string()).and_then(text) else { continue };
            match source.what {
                What::Computer => builder.computer(&value),
                // Of two places the first that says something counts.
                What::Value(field) if model::present(&value).is_some() => builder.set(field, &value),
                What::Value(_) => {}
            }
        }
        let event = builder.build(self.id, Time::from_ms(bucket.first.value as i64), Channel::Security, 0);
        let count = u32::try_from(bucket.doc_count).unwrap_or(u32::MAX);
        Row { event, count, last: Time::from_ms(bucket.last.value as i64) }
    }
}

fn text(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) => Some(Cow::Borrowed(text)),
        Value::Null => None,
        other => Some(Cow::Owned(other.to_string())),
    }
}

/// How many record numbers each computer has, beside how many events.
#[derive(Deserialize)]
pub(super) struct Doubled {
    aggregations: Computers,
}

#[derive(Deserialize)]
struct Computers {
    computers: Terms,
}

#[derive(Deserialize)]
struct Terms {
    buckets: Vec<Computer>,
}

#[derive(Deserialize)]
struct Computer {
    with: With,
}

#[derive(Deserialize)]
struct With {
    doc_count: u64,
    numbers: Number,
}

#[derive(Deserialize)]
struct Number {
    value: u64,
}

/// The share of a computer's events by which the number of different ones may be wrong: it is an
/// estimate (HyperLogLog++), good to a few percent beyond 40,000.
const TOLERANCE: f64 = 0.03;

impl Doubled {
    /// Events beyond the different ones, where they are more than the estimate may be wrong by.
    pub(super) fn doubled(&self) -> u64 {
        let beyond = |computer: &Computer| {
            let (events, numbers) = (computer.with.doc_count, computer.with.numbers.value);
            let more = events.saturating_sub(numbers);
            if more as f64 > events as f64 * TOLERANCE { more } else { 0 }
        };
        self.aggregations.computers.buckets.iter().map(beyond).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_estimate_a_little_off_shows_no_doubles() {
        let answer = |events: u64, numbers: u64| -> Doubled {
            let with = json!({"doc_count": events, "numbers": {"value": numbers}});
            let text = json!({"aggregations": {"computers": {"buckets": [{"with": with}]}}}).to_string();
            serde_json::from_str(&text).unwrap()
        };
        assert_eq!(answer(100_000, 99_000).doubled(), 0);
        assert_eq!(answer(100_000, 101_000).doubled(), 0);
        assert_eq!(answer(1_000, 500).doubled(), 500);
    }
}
