//! Times in which a log is silent as it usually is not, while others go on.

use std::collections::BTreeSet;

use model::{Span, Time};

use super::log::{Log, TOLD};

/// Shorter than this many hours is no silence.
const SHORTEST: i32 = 6;
/// Times the usual pause, and times the longest one of twenty: nights and weekends are usual.
const USUAL: i32 = 20;
const RARE: i32 = 5;

const HOUR_MS: i64 = 3_600_000;

/// Hours in which any log has a record.
pub(super) fn active(logs: &[Log]) -> BTreeSet<i32> {
    logs.iter().flat_map(|log| log.days.hours()).collect()
}

/// Unusually long pauses of one log, the longest first. Others must be active in half of the hours at least.
pub(super) fn of(log: &Log, active: &BTreeSet<i32>) -> Vec<Span> {
    let hours: Vec<i32> = log.days.hours().collect();
    let pauses: Vec<(i32, i32)> = hours.windows(2).map(|pair| (pair[0] + 1, pair[1])).collect();
    let threshold = threshold(pauses.iter().map(|(from, to)| to - from).collect());
    let mut found: Vec<(i32, i32)> = pauses
        .into_iter()
        .filter(|(from, to)| to - from > threshold && active.range(from..to).count() as i32 * 2 >= to - from)
        .collect();
    found.sort_by_key(|(from, to)| (from - to, *from));
    found.truncate(TOLD);
    let time = |hour: i32| Time::from_ms(i64::from(hour) * HOUR_MS);
    found.into_iter().map(|(from, to)| Span { start: time(from), end: time(to) }).collect()
}

/// The longest pause that is usual.
fn threshold(mut pauses: Vec<i32>) -> i32 {
    pauses.sort_unstable();
    let at = |share: f64| pauses.get((pauses.len().saturating_sub(1) as f64 * share) as usize).copied().unwrap_or(0);
    SHORTEST.max(at(0.5).saturating_mul(USUAL)).max(at(0.95).saturating_mul(RARE))
}
