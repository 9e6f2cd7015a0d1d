//! Counting per key and stretch of time, whatever order the events come in.
//!
//! Files of several computers are read one after another, so a window that slides with the events
//! would miss what two of them show together. Instead every event falls into the bucket of its key
//! and time; at the end, neighbouring buckets are looked at together.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::Hash;

use foldhash::fast::RandomState;
use model::{MAX_EVIDENCE, RecordRef, Time};

use super::{Draft, Rule, Seen, Shared};

/// Cells kept at most per detection. Beyond it new keys are not counted: 200,000 sources of failed
/// logons are found by their first ones too.
const MAX_CELLS: usize = 200_000;
/// Distinct names kept per cell; more are a spray anyway.
const MAX_NAMES: usize = 2_000;
/// Records pointed at per cell; neighbouring cells add theirs.
const MAX_SPOTS: usize = 25;

/// What fell into one cell, or into several put together.
#[derive(Clone, Default)]
pub(super) struct Tally {
    /// Events.
    pub(super) count: u64,
    /// First and last event.
    pub(super) span: Option<(Time, Time)>,
    /// Distinct names: numbers of [`super::Shared::texts`].
    pub(super) names: BTreeSet<u32>,
    /// The first few records.
    pub(super) evidence: Vec<RecordRef>,
}

impl Tally {
    /// Counts an event; `name` is what is distinct about it.
    pub(super) fn add(&mut self, event: &Seen<'_>, name: Option<u32>) {
        self.count += 1;
        let time = event.time();
        let (first, last) = self.span.unwrap_or((time, time));
        self.span = Some((first.min(time), last.max(time)));
        if let Some(name) = name.filter(|_| self.names.len() < MAX_NAMES) {
            self.names.insert(name);
        }
        // The earliest records, whatever order they come in.
        if self.evidence.len() < MAX_SPOTS {
            self.evidence.push(event.record());
        } else if self.evidence.iter().any(|record| time < record.time) {
            self.evidence.push(event.record());
            self.evidence.sort();
            self.evidence.truncate(MAX_SPOTS);
        }
    }

    /// The names in the order of their texts: their numbers follow the order of arrival.
    pub(super) fn sorted(&self, shared: &Shared) -> Vec<u32> {
        let mut names: Vec<u32> = self.names.iter().copied().collect();
        names.sort_by_key(|name| shared.texts.text(*name));
        names
    }

    /// A draft about all of it; nothing if it is empty.
    pub(super) fn draft(&self, rule: &'static Rule, confidence: f64, text: String) -> Option<Draft> {
        let (first, last) = self.span?;
        let (accounts, hosts, evidence) = (Vec::new(), Vec::new(), self.evidence.clone());
        let severity = rule.severity;
        Some(Draft { rule, severity, confidence, first, last, count: self.count, text, accounts, hosts, evidence })
    }

    /// Puts another cell's content in.
    pub(super) fn join(&mut self, other: &Self) {
        self.count += other.count;
        if let Some((first, last)) = other.span {
            let (a, b) = self.span.unwrap_or((first, last));
            self.span = Some((a.min(first), b.max(last)));
        }
        self.names.extend(&other.names);
        self.evidence.extend(other.evidence.iter().cloned());
        self.evidence.sort();
        self.evidence.dedup();
        self.evidence.truncate(MAX_EVIDENCE);
    }
}

/// Tallies per (key, bucket of time).
pub(super) struct Cells<K> {
    width: i64,
    cells: HashMap<(K, i64), Tally, RandomState>,
}

impl<K: Copy + Ord + Hash> Cells<K> {
    /// Buckets of so many minutes.
    pub(super) fn of_minutes(minutes: i64) -> Self {
        Self { width: minutes * 60_000, cells: HashMap::default() }
    }

    /// Counts an event under a key.
    pub(super) fn add(&mut self, key: K, event: &Seen<'_>, name: Option<u32>) {
        let bucket = event.time().ms().div_euclid(self.width);
        let full = self.cells.len() >= MAX_CELLS;
        match self.cells.entry((key, bucket)) {
            std::collections::hash_map::Entry::Occupied(cell) => cell.into_mut().add(event, name),
            std::collections::hash_map::Entry::Vacant(cell) if !full => cell.insert(Tally::default()).add(event, name),
            std::collections::hash_map::Entry::Vacant(_) => {}
        }
    }

    /// Runs of neighbouring buckets that, put together two by two, satisfy `enough`: each run once,
    /// as one tally. The order is that of the keys and times.
    pub(super) fn runs(&self, enough: impl Fn(&Tally) -> bool) -> Vec<(K, Tally)> {
        let mut by_key: BTreeMap<K, BTreeMap<i64, &Tally>> = BTreeMap::new();
        for ((key, bucket), tally) in &self.cells {
            by_key.entry(*key).or_default().insert(*bucket, tally);
        }
        by_key
            .into_iter()
            .flat_map(|(key, buckets)| runs_of(&buckets, &enough).into_iter().map(move |run| (key, run)))
            .collect()
    }

    /// Everything of a key from `from` to `to`, to the bucket.
    pub(super) fn between(&self, key: K, from: Time, to: Time) -> Tally {
        let mut all = Tally::default();
        for bucket in from.ms().div_euclid(self.width)..=to.ms().div_euclid(self.width) {
            if let Some(tally) = self.cells.get(&(key, bucket)) {
                all.join(tally);
            }
        }
        all
    }
}

fn runs_of(buckets: &BTreeMap<i64, &Tally>, enough: &impl Fn(&Tally) -> bool) -> Vec<Tally> {
    let mut runs: Vec<(i64, Tally)> = Vec::new();
    for (&bucket, tally) in buckets {
        let before = buckets.get(&(bucket - 1));
        let mut pair = (*tally).clone();
        if let Some(before) = before {
            pair.join(before);
        }
        if !enough(&pair) {
            continue;
        }
        match runs.last_mut().filter(|(last, _)| *last == bucket - 1) {
            Some((last, run)) => {
                *last = bucket;
                run.join(tally);
            }
            None if enough(tally) => runs.push((bucket, (*tally).clone())),
            None => runs.push((bucket, pair)),
        }
    }
    runs.into_iter().map(|(_, run)| run).collect()
}
