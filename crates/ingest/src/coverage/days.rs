//! Record numbers and active hours of a log, day by day.

use std::collections::BTreeMap;

use model::{Span, Time};
use roaring::RoaringTreemap;

/// One day of a log.
#[derive(Default)]
struct Day {
    numbers: RoaringTreemap,
    /// A bit an hour.
    hours: u32,
    span: Option<Span>,
}

/// All days of a log.
#[derive(Default)]
pub(super) struct Days(BTreeMap<i32, Day>);

impl Days {
    /// Notes a record; whether it is new. Without a number it always is.
    pub(super) fn put(&mut self, record: u64, time: Time) -> bool {
        let day = self.0.entry(time.day()).or_default();
        day.hours |= 1 << (time.hour() - time.day() * 24);
        day.span.get_or_insert(Span::at(time)).cover(Span::at(time));
        record == 0 || day.numbers.insert(record)
    }

    /// Hours since the epoch in which something was logged, in order.
    pub(super) fn hours(&self) -> impl Iterator<Item = i32> {
        self.0.iter().flat_map(|(day, Day { hours, .. })| {
            (0..24).filter(move |hour| hours & (1 << hour) != 0).map(move |hour| day * 24 + hour)
        })
    }

    /// The day's first and last time on which this number was logged.
    pub(super) fn day_of(&self, record: u64) -> Option<Span> {
        self.0.values().find(|day| day.numbers.contains(record)).and_then(|day| day.span)
    }

    /// All numbers.
    pub(super) fn numbers(&self) -> RoaringTreemap {
        self.0.values().fold(RoaringTreemap::new(), |all, day| all | &day.numbers)
    }

    /// All numbers, apart where numbering began anew: on a day that has numbers below all before.
    pub(super) fn generations(&self) -> Vec<RoaringTreemap> {
        let mut all: Vec<RoaringTreemap> = Vec::new();
        for Day { numbers, .. } in self.0.values().filter(|day| !day.numbers.is_empty()) {
            let Some(current) = all.last_mut() else {
                all.push(numbers.clone());
                continue;
            };
            let (low, top) = (current.min().unwrap_or(0), current.max().unwrap_or(0));
            if numbers.min().is_some_and(|first| first >= low) {
                *current |= numbers;
                continue;
            }
            // What goes on above was logged that day before the numbers fell.
            let (above, anew): (RoaringTreemap, RoaringTreemap) = numbers.iter().partition(|number| *number > top);
            *current |= above;
            all.push(anew);
        }
        all
    }
}
