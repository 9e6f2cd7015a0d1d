//! Activity at hours of the week at which an account is usually quiet.

use std::collections::BTreeMap;

use super::moves::Moves;

/// An account's most unusual hour.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Odd {
    pub(super) account: u32,
    /// Whole hours since the Unix epoch.
    pub(super) hour: i32,
    /// 0..=1.
    pub(super) strength: f64,
}

const WEEK: i32 = 168;
/// Whole weeks that must be there to know what is usual.
const LEAST_WEEKS: i32 = 2;
/// Events above the usual, in robust deviations, from which on an hour is odd.
const ODD: f64 = 10.0;

/// Accounts whose amount of activity in some hour is far from the same hour of other weeks: median
/// and median absolute deviation, zeros included. Silent where there are less than two weeks.
/// `counts` are (account, hour, events), sorted by account and hour, each pair once.
pub(super) fn odd_hours(counts: &[(u32, i32, u32)], moves: &Moves) -> Vec<Odd> {
    let hours = counts.iter().map(|entry| entry.1);
    let (Some(first), Some(last)) = (hours.clone().min(), hours.max()) else { return Vec::new() };
    let weeks = (last - first + 1) / WEEK;
    let Some(from) = moves.judged_from.filter(|_| weeks >= LEAST_WEEKS) else { return Vec::new() };
    let accounts = counts.chunk_by(|a, b| a.0 == b.0);
    accounts.filter_map(|group| oddest(group, weeks as usize, from * 24)).collect()
}

fn oddest(counts: &[(u32, i32, u32)], weeks: usize, from: i32) -> Option<Odd> {
    let mut by_hour: BTreeMap<i32, Vec<(i32, u32)>> = BTreeMap::new();
    for &(_, hour, count) in counts {
        by_hour.entry(hour.rem_euclid(WEEK)).or_default().push((hour, count));
    }
    let mut best: Option<Odd> = None;
    for list in by_hour.values() {
        for &(hour, count) in list.iter().filter(|(hour, _)| *hour >= from) {
            let others: Vec<u32> = list.iter().filter(|other| other.0 != hour).map(|other| other.1).collect();
            let z = deviation(count, others, weeks - 1);
            let strength = ((z / ODD).log2() / 4.0).clamp(0.0, 1.0);
            if z > ODD && best.is_none_or(|best| strength > best.strength) {
                best = Some(Odd { account: counts[0].0, hour, strength });
            }
        }
    }
    best
}

/// How far `count` is above the median of the others, padded with the weeks that had none.
fn deviation(count: u32, mut others: Vec<u32>, weeks: usize) -> f64 {
    others.resize(others.len().max(weeks), 0);
    others.sort_unstable();
    let median = f64::from(others[others.len() / 2]);
    let mut apart: Vec<f64> = others.iter().map(|&other| (f64::from(other) - median).abs()).collect();
    apart.sort_unstable_by(f64::total_cmp);
    // 1.4826: a normal deviation for each median absolute one; the root is Poisson's own spread.
    let spread = 1.4826 * apart[apart.len() / 2] + median.sqrt() + 1.0;
    (f64::from(count) - median) / spread
}

#[cfg(test)]
mod tests {
    use super::*;

    fn odd(last: u32) -> Vec<Odd> {
        let counts: Vec<_> = (0..4).map(|week| (1, week * WEEK + 10, if week == 3 { last } else { 5 })).collect();
        let counts = [&[(0, 0, 1)][..], &counts, &[(2, 4 * WEEK, 1)]].concat();
        odd_hours(&counts, &Moves { all: Vec::new(), judged_from: Some(7) })
    }

    #[test]
    fn an_hour_far_from_other_weeks_is_odd() {
        assert!(odd(6).is_empty());
        let found = odd(200);
        assert_eq!((found.len(), found[0].account, found[0].hour), (1, 1, 3 * WEEK + 10));
    }
}
