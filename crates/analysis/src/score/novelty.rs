//! Pairs that were never seen before, weighed by how rare new pairs are for both sides.
//!
//! Per day, in order: a new pair is judged by what both of its sides did on earlier days. A side
//! that saw `n` partners on one day only, in `d` days of activity, is expected to show `n / d` new
//! partners a day (after Good and Turing). Help desks, scanners, jump hosts and file servers show new
//! partners all the time and so surprise nobody; a workstation that had one user for weeks does.

use std::collections::HashMap;

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
    /// How much it means for the left node.
    pub(super) strength: f64,
    /// How much it means for the right node.
    pub(super) back: f64,
}

/// A machine that was never there before is odd by itself.
const STRANGER: f64 = 0.6;
/// What a new partner of a creature of habit is worth even where the partner sees new faces daily.
const ALONE: f64 = 0.35;
/// To somebody who is new, everything is.
const NEWCOMER: f64 = 0.2;

type Map<K, V> = HashMap<K, V, FixedState>;

/// On which days nodes were there at all, in whatever role: (day, node), sorted, each once.
pub(super) type Presence = Vec<(i32, u32)>;

/// All pairs first seen on `from` or later, in the order of (day, left, right). `pairs` are
/// (day, left, right), sorted, each once. `presence` is that of the left and right nodes: a machine
/// that nobody ever went to, though it was there every day, is surprising to go to. `odd` is how
/// surprising the right node is for the left one in particular, 0 if in no way.
pub(super) fn new_pairs(
    pairs: &[(i32, u32, u32)],
    presence: [&Presence; 2],
    from: i32,
    odd: impl Fn(u32, u32) -> f64,
) -> Vec<New> {
    let mut sides = presence.map(|presence| Side { presence, at: 0, nodes: Map::default() });
    let mut seen: Map<(u32, u32), u32> = Map::default();
    let mut found = Vec::new();
    for day in pairs.chunk_by(|a, b| a.0 == b.0) {
        for side in &mut sides {
            side.before(day[0].0);
        }
        for &(day, left, right) in day.iter().filter(|pair| pair.0 >= from && !seen.contains_key(&(pair.1, pair.2))) {
            let (own, other) = (sides[0].surprise(left, NEWCOMER), sides[1].surprise(right, STRANGER));
            let other = other.max(odd(left, right));
            let (strength, back) = (own * (ALONE + (1.0 - ALONE) * other), other * (ALONE + (1.0 - ALONE) * own));
            found.push(New { left, right, day, strength, back });
        }
        for &(_, left, right) in day {
            let times = seen.entry((left, right)).or_default();
            *times += 1;
            sides[0].learn(left, *times);
            sides[1].learn(right, *times);
        }
    }
    found
}

/// The histories of one side's nodes.
struct Side<'a> {
    presence: &'a Presence,
    /// How much of the presence is counted.
    at: usize,
    nodes: Map<u32, History>,
}

impl Side<'_> {
    /// Counts the days before `day`.
    fn before(&mut self, day: i32) {
        while let Some(&(_, node)) = self.presence.get(self.at).filter(|entry| entry.0 < day) {
            self.nodes.entry(node).or_default().days += 1;
            self.at += 1;
        }
    }

    /// `unseen` is what a node is worth that was never there before.
    fn surprise(&self, node: u32, unseen: f64) -> f64 {
        self.nodes.get(&node).filter(|history| history.days > 0).map_or(unseen, |history| history.surprise())
    }

    /// A pair of the node was seen on so many days now.
    fn learn(&mut self, node: u32, times: u32) {
        let history = self.nodes.entry(node).or_default();
        match times {
            1 => history.once += 1,
            2 => history.once -= 1,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn news(mut pairs: Vec<(i32, u32, u32)>, from: i32) -> Vec<New> {
        pairs.sort_unstable();
        let presence = |node: fn(&(i32, u32, u32)) -> u32| {
            let all: std::collections::BTreeSet<(i32, u32)> = pairs.iter().map(|pair| (pair.0, node(pair))).collect();
            all.into_iter().collect::<Presence>()
        };
        new_pairs(&pairs, [&presence(|pair| pair.1), &presence(|pair| pair.2)], from, |_, _| 0.0)
    }

    /// Ten days in which account 0 uses host 0 every day, account 1 a new host each day.
    fn routine() -> Vec<(i32, u32, u32)> {
        (0..10).flat_map(|day| [(day, 0, 0), (day, 1, 100 + day as u32), (day, 2, 2)]).collect()
    }

    #[test]
    fn a_new_partner_of_a_creature_of_habit_is_surprising() {
        let mut pairs = routine();
        pairs.extend([(10, 0, 2), (10, 1, 110)]);
        let news = news(pairs, 10);
        assert_eq!(news.len(), 2);
        assert!(news[0].strength > 0.7, "{news:?}");
        assert!(news[1].strength < 0.1, "{news:?}");
    }

    #[test]
    fn nothing_is_new_twice() {
        let mut pairs = routine();
        pairs.extend([(10, 0, 2), (11, 0, 2)]);
        assert_eq!(news(pairs, 10).len(), 1);
    }

    #[test]
    fn a_newcomer_at_a_busy_server_is_no_surprise() {
        let mut pairs: Vec<_> = (0..10).flat_map(|day| (0..40).map(move |a| (day, a + 40 * day as u32, 7))).collect();
        pairs.push((10, 9_000, 7));
        assert!(news(pairs, 10)[0].strength < 0.1);
    }

    #[test]
    fn going_where_nobody_ever_went_is_surprising() {
        let pairs = vec![(10, 0, 5)];
        let there: Presence = (0..11).map(|day| (day, 5)).collect();
        let people: Presence = (0..11).map(|day| (day, 0)).collect();
        assert!(new_pairs(&pairs, [&people, &there], 3, |_, _| 0.0)[0].strength > 0.6);
        assert!(
            new_pairs(&pairs, [&Vec::new(), &Vec::new()], 3, |_, _| 0.0)[0].strength < 0.2,
            "both are new themselves"
        );
    }
}
