//! Many partners in one day, against a node's own usual number.

use std::collections::BTreeMap;

use super::moves::once_each;
use super::weights::{FAN_OUT_LEAST, FAN_OUT_TIMES};

/// A node's busiest unusual day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Burst {
    pub(super) node: u32,
    pub(super) day: i32,
    pub(super) partners: u32,
    /// Its usual number: the median of its other days of activity.
    pub(super) usual: f64,
    /// 0..=1.
    pub(super) strength: f64,
}

/// Nodes with a day of unusually many partners, in the order of nodes. `pairs` are (day, node,
/// partner) with repetitions. Without days to compare with (`from` is the first day that may be
/// judged) nothing is unusual.
pub(super) fn bursts(mut pairs: Vec<(i32, u32, u32)>, from: i32) -> Vec<Burst> {
    once_each(&mut pairs);
    let mut days: BTreeMap<u32, Vec<(i32, u32)>> = BTreeMap::new();
    for group in pairs.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        days.entry(group[0].1).or_default().push((group[0].0, group.len() as u32));
    }
    days.into_iter().filter_map(|(node, days)| busiest(node, &days, from)).collect()
}

fn busiest(node: u32, days: &[(i32, u32)], from: i32) -> Option<Burst> {
    let &(day, partners) = days.iter().filter(|(day, _)| *day >= from).max_by_key(|(day, n)| (*n, -*day))?;
    let mut others: Vec<u32> = days.iter().filter(|other| other.0 != day).map(|other| other.1).collect();
    others.sort_unstable();
    let usual = if others.is_empty() { 0.0 } else { f64::from(others[others.len() / 2]) };
    let most_before = days.iter().filter(|other| other.0 < day).map(|other| other.1).max().unwrap_or(0);
    let times = f64::from(partners) / (usual + 1.0);
    // Whoever did as much before does it now and then: a weekly scan, a monthly audit.
    if partners < FAN_OUT_LEAST || times < FAN_OUT_TIMES || f64::from(partners) < 1.5 * f64::from(most_before) {
        return None;
    }
    // Without earlier days it may be how this one always works.
    let known = (others.len() as f64 / 3.0).min(1.0);
    let strength = (times.log2() / 5.0).min(1.0) * (0.4 + 0.6 * known);
    Some(Burst { node, day, partners, usual, strength })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(numbers: &[u32]) -> Vec<(i32, u32, u32)> {
        numbers.iter().zip(0..).flat_map(|(&n, day)| (0..n).map(move |partner| (day, 5, partner))).collect()
    }

    #[test]
    fn a_day_beyond_the_usual_is_told() {
        let found = bursts(days(&[2, 1, 2, 2, 2, 40]), 3);
        assert_eq!((found.len(), found[0].node, found[0].day, found[0].partners), (1, 5, 5, 40));
        assert!(found[0].strength > 0.7);
    }

    #[test]
    fn scanners_are_always_like_this() {
        assert!(bursts(days(&[40, 1, 1, 1, 41]), 3).is_empty());
        assert!(bursts(days(&[40, 41, 39, 40, 42]), 3).is_empty());
        assert!(bursts(days(&[1, 1, 1, 1, 4]), 3).is_empty());
    }
}
