//! One log of one computer, while its records stream past.

use std::collections::BTreeMap;

use model::{ClockStep, Hole, LogCoverage, Span, Time};

use super::days::Days;
use super::gaps;

/// Holes, silences and steps that are told one by one.
pub(super) const TOLD: usize = 20;

/// A clock that is set back by less is being corrected, not changed.
const STEP_MS: i64 = 5 * 60_000;

/// The state of one log.
#[derive(Default)]
pub(super) struct Log {
    pub(super) days: Days,
    span: Option<Span>,
    records: u64,
    ids: BTreeMap<u32, u64>,
    /// The record before, in the same file.
    last: Option<(u64, Time)>,
    /// Jumps of the number that were seen as such, the largest ones.
    jumps: Vec<Hole>,
    clears: Vec<Time>,
    steps: Vec<ClockStep>,
}

impl Log {
    pub(super) const fn next_file(&mut self) {
        self.last = None;
    }

    /// Notes a record; one that was noted before changes nothing.
    pub(super) fn note(&mut self, id: u32, record: u64, time: Time) {
        if !self.days.put(record, time) {
            return;
        }
        self.records += 1;
        *self.ids.entry(id).or_default() += 1;
        self.span.get_or_insert(Span::at(time)).cover(Span::at(time));
        if record == 0 {
            return;
        }
        if let Some((before, earlier)) = self.last.replace((record, time))
            && record > before
        {
            self.follow(before, earlier, record, time);
        }
    }

    fn follow(&mut self, before: u64, earlier: Time, record: u64, time: Time) {
        if time.ms() + STEP_MS < earlier.ms() && self.steps.len() < TOLD {
            self.steps.push(ClockStep { record, from: earlier, to: time });
        }
        if record > before + 1 {
            let span = Span { start: earlier.min(time), end: earlier.max(time) };
            gaps::keep(&mut self.jumps, Hole { after: before, before: record, span });
        }
    }

    pub(super) fn cleared(&mut self, time: Time) {
        if !self.clears.contains(&time) {
            self.clears.push(time);
        }
    }

    /// What is known of it; the names are the caller's.
    pub(super) fn finish(mut self) -> LogCoverage {
        // After a step of the clock, days no longer tell in which order numbers were given.
        let stepped = self.steps.iter().any(|step| step.from.day() != step.to.day());
        let numbers = if stepped { vec![self.days.numbers()] } else { self.days.generations() };
        let gaps = gaps::of(&numbers, &self.days, &self.jumps);
        self.clears.sort_unstable();
        LogCoverage {
            span: self.span,
            hours: self.days.hours().count() as u64,
            records: self.records,
            ids: self.ids,
            numbers: numbers
                .iter()
                .filter_map(|set| Some((set.min()?, set.max()?)))
                .reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))),
            missing: gaps.missing,
            holes: gaps.largest,
            restarts: numbers.len().saturating_sub(1) as u32,
            clears: self.clears,
            steps: self.steps,
            ..LogCoverage::default()
        }
    }
}
