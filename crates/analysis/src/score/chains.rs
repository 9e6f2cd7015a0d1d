//! Hops that follow each other: A to B, then from B on to C, minutes later.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use foldhash::fast::FixedState;
use model::Time;

use super::moves::{Move, Moves};

/// The second hop comes at most this much after the first (the span that graph detections of
/// lateral movement use).
pub(super) const WITHIN_MS: i64 = 300_000;
/// Chains told at most; far more than anybody reads.
const MOST: usize = 10_000;

/// Two hops, the second soon after the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Chain {
    pub(super) first: Time,
    pub(super) last: Time,
    /// From, over, to.
    pub(super) hosts: [u32; 3],
    /// Who made the first hop, who the second.
    pub(super) accounts: [u32; 2],
}

impl Chain {
    pub(super) const fn switches(&self) -> bool {
        self.accounts[0] != self.accounts[1]
    }
}

/// Chains of which both hops are on new routes, each (hosts, accounts) once, in the order of time.
/// `new` are the routes (source, target) that were never used before.
pub(super) fn chains(moves: &Moves, new: &BTreeSet<(u32, u32)>) -> Vec<Chain> {
    let hops: Vec<&Move> =
        moves.all.iter().filter(|hop| hop.target.is_some_and(|target| new.contains(&(hop.source, target)))).collect();
    let mut from: HashMap<u32, Vec<&Move>, FixedState> = HashMap::default();
    for hop in &hops {
        from.entry(hop.source).or_default().push(hop);
    }
    let mut found: BTreeMap<([u32; 3], [u32; 2]), Chain> = BTreeMap::new();
    for hop in hops.iter().filter(|hop| hop.arrived) {
        let Some(over) = hop.target else { continue };
        for next in from.get(&over).into_iter().flatten() {
            if found.len() >= MOST {
                break;
            }
            if let Some(chain) = chain(hop, next, over) {
                found.entry((chain.hosts, chain.accounts)).or_insert(chain);
            }
        }
    }
    let mut all: Vec<Chain> = found.into_values().collect();
    all.sort_unstable();
    all
}

fn chain(hop: &Move, next: &Move, over: u32) -> Option<Chain> {
    let to = next.target.filter(|to| *to != hop.source && *to != over)?;
    let soon = |a: Time, b: Time| (0..=WITHIN_MS).contains(&(b.ms() - a.ms()));
    let (first, last) =
        [(hop.first, next.first), (hop.last, next.first), (hop.first, next.last), (hop.last, next.last)]
            .into_iter()
            .find(|(a, b)| soon(*a, *b))?;
    Some(Chain { first, last, hosts: [hop.source, over, to], accounts: [hop.account, next.account] })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hop(account: u32, source: u32, target: u32, seconds: i64) -> Move {
        let time = Time::from_ms(seconds * 1000);
        Move { account, source, target: Some(target), day: 0, first: time, last: time, arrived: true }
    }

    fn all(hops: Vec<Move>) -> Vec<Chain> {
        let new = hops.iter().filter_map(|hop| Some((hop.source, hop.target?))).collect();
        chains(&Moves { all: hops, judged_from: Some(0) }, &new)
    }

    #[test]
    fn hops_in_order_make_a_chain() {
        let found = all(vec![hop(1, 10, 11, 0), hop(2, 11, 12, 200)]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].hosts, [10, 11, 12]);
        assert!(found[0].switches());
    }

    #[test]
    fn hops_the_wrong_way_round_or_late_make_none() {
        assert!(all(vec![hop(1, 10, 11, 200), hop(2, 11, 12, 0)]).is_empty());
        assert!(all(vec![hop(1, 10, 11, 0), hop(1, 11, 12, 301)]).is_empty());
        assert!(all(vec![hop(1, 10, 11, 0), hop(1, 11, 10, 20)]).is_empty(), "there and back");
    }
}
