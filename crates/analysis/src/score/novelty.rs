//! Pairs that were never seen before, weighed by how rare new pairs are for both sides.
//!
//! Per day, in order: a new pair is judged by what both of its sides did on earlier days. A side
//! that saw `n` partners on one day only, in `d` days of activity, is expected to show `n / d` new
//! partners a day (after Good and Turing). Help desks, scanners, jump hosts and file servers show new
//! partners all the time and so surprise nobody; a workstation that had one user for weeks does.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use foldhash::fast::FixedState;

/// What a node did on earlier days.
#[derive(Clone, Copy, Default)]
struct History {
    /// Days with any partner.
    days: u32,
    /// Partners seen on exactly one day.
    once: u32,
}

impl History {
    /// How surprising one more new partner is: 0 (several a day are usual) ..= 1 (once in a month of
    /// activity or less).
    fn surprise(self) -> f64 {
        let expected = (f64::from(self.once) + 0.5) / (f64::from(self.days) + 1.0);
        (-expected.log2() / 5.0).clamp(0.0, 1.0)
    }
}

/// A pair's first day and how much its appearance means, 0..=1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct New {
    pub(super) left: u32,
    pub(super) right: u32,
    pub(super) day: i32,
    pub(super) strength: f64,
}

type Map<K, V> = HashMap<K, V, FixedState>;

/// All pairs first seen on `from` or later, in the order of (day, left, right). `pairs` are
/// (day, left, right), in any order, with repetitions. `left_rules`: how much the left side's own
/// rarity counts against a fixed share for the right side's alone.
pub(super) fn new_pairs(mut pairs: Vec<(i32, u32, u32)>, from: i32) -> Vec<New> {
    pairs.sort_unstable();
    pairs.dedup();
    let mut left: Map<u32, History> = Map::default();
    let mut right: Map<u32, History> = Map::default();
    let mut seen: Map<(u32, u32), u32> = Map::default();
    let mut found = Vec::new();
    for day in pairs.chunk_by(|a, b| a.0 == b.0) {
        if day[0].0 >= from {
            for &(day, l, r) in day {
                if !seen.contains_key(&(l, r)) {
                    let of = |side: &Map<u32, History>, node| side.get(&node).copied().unwrap_or_default().surprise();
                    let strength = of(&right, r) * (0.25 + 0.75 * of(&left, l));
                    found.push(New { left: l, right: r, day, strength });
                }
            }
        }
        learn(day, &mut left, &mut right, &mut seen);
    }
    found
}

fn learn(
    day: &[(i32, u32, u32)],
    left: &mut Map<u32, History>,
    right: &mut Map<u32, History>,
    seen: &mut Map<(u32, u32), u32>,
) {
    for &(_, l, r) in day {
        let times = seen.entry((l, r)).or_default();
        *times += 1;
        for history in [left.entry(l).or_default(), right.entry(r).or_default()] {
            match *times {
                1 => history.once += 1,
                2 => history.once -= 1,
                _ => {}
            }
        }
    }
    let lefts: BTreeSet<u32> = day.iter().map(|pair| pair.1).collect();
    let rights: BTreeSet<u32> = day.iter().map(|pair| pair.2).collect();
    for (side, nodes) in [(left, lefts), (right, rights)] {
        for node in nodes {
            side.entry(node).or_default().days += 1;
        }
    }
}

/// New pairs by their left or right node.
pub(super) fn by(news: &[New], key: impl Fn(&New) -> u32) -> BTreeMap<u32, Vec<&New>> {
    let mut all: BTreeMap<u32, Vec<&New>> = BTreeMap::new();
    for new in news {
        all.entry(key(new)).or_default().push(new);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten days in which account 0 uses host 0 every day, account 1 a new host each day.
    fn routine() -> Vec<(i32, u32, u32)> {
        (0..10).flat_map(|day| [(day, 0, 0), (day, 1, 100 + day as u32), (day, 2, 2)]).collect()
    }

    #[test]
    fn a_new_partner_of_a_creature_of_habit_is_surprising() {
        let mut pairs = routine();
        pairs.extend([(10, 0, 2), (10, 1, 110)]);
        let news = new_pairs(pairs, 10);
        assert_eq!(news.len(), 2);
        assert!(news[0].strength > 0.7, "{news:?}");
        assert!(news[1].strength < 0.1, "{news:?}");
    }

    #[test]
    fn nothing_is_new_twice() {
        let mut pairs = routine();
        pairs.extend([(10, 0, 2), (11, 0, 2)]);
        assert_eq!(new_pairs(pairs, 10).len(), 1);
    }

    #[test]
    fn a_newcomer_at_a_busy_server_is_no_surprise() {
        let mut pairs: Vec<_> = (0..10).flat_map(|day| (0..40).map(move |a| (day, a + 40 * day as u32, 7))).collect();
        pairs.push((10, 9_000, 7));
        assert!(new_pairs(pairs, 10)[0].strength < 0.05);
    }
}
