//! The successful logons of people, as moves from machine to machine.

use model::{LogonEdge, LogonGraph, Time};
use rayon::prelude::*;

use super::circles::Circles;
use super::novelty::{New, Presence, new_pairs};

/// Someone got from one machine to another, or into the one they sit at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Move {
    pub(super) account: u32,
    pub(super) source: u32,
    /// `None`: no other machine than the source.
    pub(super) target: Option<u32>,
    pub(super) day: i32,
    pub(super) first: Time,
    pub(super) last: Time,
    /// Whether the event was logged by the target, or only announces the move (ticket, explicit
    /// credentials).
    pub(super) arrived: bool,
}

/// All moves of a graph and the days they fall on.
pub(super) struct Moves {
    /// In the graph's order.
    pub(super) all: Vec<Move>,
    /// The first day that may be judged; `None` where the capture is too short to know what is usual.
    pub(super) judged_from: Option<i32>,
}

/// Shorter captures have no baseline.
const LEAST_DAYS: i32 = 5;

impl Moves {
    pub(super) fn of(graph: &LogonGraph) -> Self {
        let mut all: Vec<Move> = Vec::with_capacity(graph.logons.len());
        all.extend(graph.logons.iter().filter_map(|edge| a_move(graph, edge)));
        Self { judged_from: judged_from(&all), all }
    }
}

/// A third of the days is for learning, at least three and at most seven.
fn judged_from(all: &[Move]) -> Option<i32> {
    let (first, last) = (all.iter().map(|m| m.day).min()?, all.iter().map(|m| m.day).max()?);
    let days = last - first + 1;
    (days >= LEAST_DAYS).then(|| first + (days / 3).clamp(3, 7))
}

fn a_move(graph: &LogonGraph, edge: &LogonEdge) -> Option<Move> {
    let ok = match edge.id {
        4624 | 4648 | 4778 | 21 | 25 | 1149 => true,
        4768 | 4769 | 4776 => edge.status.is_none_or(|status| status == 0),
        _ => false,
    };
    if !ok || graph.accounts[edge.account as usize].well_known {
        return None;
    }
    // A controller hands out tickets and checks passwords; being asked is not being reached.
    let reaches = !matches!(edge.id, 4768 | 4776);
    let target = edge.target.filter(|&target| reaches && target != edge.host);
    Some(Move {
        account: edge.account,
        source: edge.host,
        target,
        day: edge.hour.div_euclid(24),
        first: edge.first,
        last: edge.last,
        arrived: !matches!(edge.id, 4648 | 4768 | 4769 | 4776),
    })
}

/// (day, node, partner), sorted, each once.
pub(super) type Pairs = Vec<(i32, u32, u32)>;

/// Who went with what, by the day.
pub(super) struct Days {
    /// (day, account, source).
    pub(super) sources: Pairs,
    /// (day, account, target).
    pub(super) targets: Pairs,
    /// (day, source, target).
    pub(super) routes: Pairs,
    /// Accounts that did anything on a day.
    pub(super) people: Presence,
    /// Hosts that somebody logged on from on a day.
    pub(super) active: Presence,
    /// Hosts that showed in any role on a day.
    pub(super) hosts: Presence,
}

/// What a new pair with a host is worth of which only an address is known.
const ADDRESS: f64 = 0.25;

impl Days {
    pub(super) fn of(moves: &Moves) -> Self {
        let targets = moves.all.iter().filter_map(|hop| Some((hop, hop.target?)));
        Self {
            sources: distinct(moves.all.iter().map(|hop| (hop.day, hop.account, hop.source))),
            targets: distinct(targets.clone().map(|(hop, target)| (hop.day, hop.account, target))),
            routes: distinct(targets.clone().map(|(hop, target)| (hop.day, hop.source, target))),
            people: distinct(moves.all.iter().map(|hop| (hop.day, hop.account))),
            active: distinct(moves.all.iter().filter(|hop| hop.target.is_some()).map(|hop| (hop.day, hop.source))),
            hosts: distinct(
                moves.all.iter().map(|hop| (hop.day, hop.source)).chain(targets.map(|(hop, target)| (hop.day, target))),
            ),
        }
    }

    /// New pairs of accounts and sources, accounts and targets, sources and targets.
    pub(super) fn news(&self, graph: &LogonGraph, from: i32) -> [Vec<New>; 3] {
        let of_accounts = |pairs: &Pairs| {
            let circles = Circles::of(graph, pairs);
            new_pairs(pairs, [&self.people, &self.hosts], from, |account, host| circles.odd(account, host))
        };
        let routes = || new_pairs(&self.routes, [&self.active, &self.hosts], from, |_, _| 0.0);
        let (sources, (targets, routes)) =
            rayon::join(|| of_accounts(&self.sources), || rayon::join(|| of_accounts(&self.targets), routes));
        let mut news = [sources, targets, routes];
        for new in news[..2].iter_mut().flatten() {
            // All that is known of it is an address, which any machine may get any day.
            if graph.hosts[new.right as usize].name.is_none() {
                new.strength *= ADDRESS;
            }
        }
        news
    }
}

/// Sorted, each once. Room for all is asked for at once: growing by millions costs more than what is not used.
pub(super) fn distinct<T: Ord + Send>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut all = Vec::with_capacity(items.size_hint().1.unwrap_or_default());
    all.extend(items);
    once_each(&mut all);
    all
}

/// Sorts, and leaves each once.
pub(super) fn once_each<T: Ord + Send>(all: &mut Vec<T>) {
    all.par_sort_unstable();
    all.dedup();
}
