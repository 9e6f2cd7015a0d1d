//! Random streams: one per happening and day, so that one more attack or person leaves the others as
//! they were.

use std::ops::Range;

use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

/// The source of chance for one stream.
pub(crate) type Chance = ChaCha8Rng;

/// What a stream decides about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u64)]
pub(crate) enum Stream {
    World = 1,
    Person,
    Machine,
    Service,
    Backup,
    Scanner,
    Monitoring,
    Stale,
    Replication,
    Sync,
    Staff,
    Policy,
    Presence,
    Attack = 1 << 20,
}

/// The stream of this happening, for the one with this number, on this day.
pub(crate) fn stream(seed: u64, what: Stream, number: u64, day: u64) -> Chance {
    let mut bytes = [0; 32];
    for (slot, word) in bytes.chunks_exact_mut(8).zip([seed, what as u64, number, day]) {
        slot.copy_from_slice(&word.to_le_bytes());
    }
    Chance::from_seed(bytes)
}

/// One of these, or the first when the slice has one only.
pub(crate) fn pick<'a, T>(chance: &mut Chance, from: &'a [T]) -> &'a T {
    &from[chance.random_range(0..from.len())]
}

/// As many different ones of these as asked for, or all.
pub(crate) fn pick_some<T: Clone>(chance: &mut Chance, from: &[T], count: usize) -> Vec<T> {
    let mut all = from.to_vec();
    let count = count.min(all.len());
    for at in 0..count {
        let other = chance.random_range(at..all.len());
        all.swap(at, other);
    }
    all.truncate(count);
    all
}

/// A time in this range that leans to its middle: the mean of three even draws.
pub(crate) fn around(chance: &mut Chance, range: &Range<i64>) -> i64 {
    let sum: i64 = (0..3).map(|_| chance.random_range(range.clone())).sum();
    sum / 3
}
