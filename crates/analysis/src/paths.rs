//! Paths that respect time: where somebody could have gone next, and how somebody could have come.
//!
//! A hop is a successful logon from one machine to another. A path takes each hop at or after the
//! time it arrived at the hop's source; whoever logs on from a machine may be another account than
//! the one that came, since that is how credentials are stolen. Logons of one kind within an hour are
//! one edge with a first and a last time, and may be taken at any time in between.

mod search;

use std::collections::BTreeMap;

use model::{LogonGraph, Time};

use search::Hops;

/// Where a search begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Node {
    /// A machine, by index into [`LogonGraph::hosts`]: whoever was on it.
    Host(u32),
    /// An account, by index into [`LogonGraph::accounts`]: wherever it was used.
    Account(u32),
}

/// Bounds of a search.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Hops at most.
    pub hops: u32,
    /// The longest stay on a machine between arriving and going on.
    pub stay_ms: i64,
    /// Machines told at most, the first reached first.
    pub machines: usize,
}

impl Default for Limits {
    /// Six hops, a day's stay, a thousand machines.
    fn default() -> Self {
        Self { hops: 6, stay_ms: 24 * 3_600_000, machines: 1_000 }
    }
}

/// One hop of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hop {
    /// From: index into [`LogonGraph::hosts`].
    pub source: u32,
    /// Who: index into [`LogonGraph::accounts`].
    pub account: u32,
    /// To: index into [`LogonGraph::hosts`].
    pub target: u32,
    /// When, at the earliest (searching forward) or latest (backward).
    pub time: Time,
    /// The event id that tells of it.
    pub id: u32,
}

/// The machines that a search reached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Machine -> the hop by which it was first reached, forward; or first left, backward.
    pub by: BTreeMap<u32, Hop>,
    /// In the order they were reached.
    pub order: Vec<u32>,
    /// Whether there were more than the limit let through.
    pub cut: bool,
}

/// Where one could have gone from `start` since `since`: the blast radius.
pub fn forward(graph: &LogonGraph, start: Node, since: Time, limits: Limits) -> Reach {
    search::run(&Hops::leaving(graph), start, since, limits)
}

/// From where one could have come to `end` until `until`: how did they get in.
pub fn backward(graph: &LogonGraph, end: Node, until: Time, limits: Limits) -> Reach {
    search::run(&Hops::arriving(graph), end, until, limits)
}

impl Reach {
    /// The hops that lead to a machine (or, backward, from it), in the order of time.
    pub fn path(&self, machine: u32) -> Vec<Hop> {
        let mut hops: Vec<Hop> = Vec::new();
        let mut at = machine;
        while let Some(hop) = self.by.get(&at).filter(|_| hops.len() <= self.by.len()) {
            hops.push(*hop);
            at = if hop.target == at { hop.source } else { hop.target };
        }
        hops.sort_by_key(|hop| hop.time);
        hops
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::LogonEdge;

    fn edge(host: u32, account: u32, target: u32, seconds: i64, lasts: i64) -> LogonEdge {
        let (first, last) = (Time::from_ms(seconds * 1000), Time::from_ms((seconds + lasts) * 1000));
        let (target, hour) = (Some(target), first.hour());
        let (status, package) = (None, None);
        LogonEdge { host, account, target, id: 4624, logon_type: 3, status, package, hour, count: 1, first, last }
    }

    fn graph(mut logons: Vec<LogonEdge>) -> LogonGraph {
        logons.sort();
        LogonGraph { logons, ..LogonGraph::default() }
    }

    #[test]
    fn only_later_hops_go_on() {
        let graph = graph(vec![edge(0, 1, 1, 100, 0), edge(1, 2, 2, 200, 0), edge(1, 2, 3, 50, 0)]);
        let reach = forward(&graph, Node::Host(0), Time::from_ms(0), Limits::default());
        assert_eq!(reach.order, [1, 2], "3 was left for before anybody came");
        let path: Vec<(u32, u32)> = reach.path(2).iter().map(|hop| (hop.source, hop.target)).collect();
        assert_eq!(path, [(0, 1), (1, 2)]);
    }

    #[test]
    fn an_edge_can_be_taken_until_its_last_time() {
        let graph = graph(vec![edge(0, 1, 1, 100, 0), edge(1, 1, 2, 50, 100)]);
        let reach = forward(&graph, Node::Host(0), Time::from_ms(0), Limits::default());
        assert_eq!(reach.by[&2].time, Time::from_ms(100_000));
    }

    #[test]
    fn backward_finds_how_they_came() {
        let graph =
            graph(vec![edge(0, 1, 1, 100, 0), edge(1, 2, 2, 200, 0), edge(5, 3, 2, 300, 0), edge(6, 3, 1, 250, 0)]);
        let reach = backward(&graph, Node::Host(2), Time::from_ms(260_000), Limits::default());
        assert_eq!(reach.order, [1, 0], "5 came later, 6 too late to go on");
        let path: Vec<(u32, u32)> = reach.path(0).iter().map(|hop| (hop.source, hop.target)).collect();
        assert_eq!(path, [(0, 1), (1, 2)]);
    }

    #[test]
    fn an_account_starts_with_its_own_hops() {
        let graph = graph(vec![edge(0, 1, 1, 100, 0), edge(0, 2, 9, 100, 0), edge(1, 2, 2, 200, 0)]);
        let reach = forward(&graph, Node::Account(1), Time::from_ms(0), Limits::default());
        assert_eq!(reach.order, [1, 2]);
    }

    #[test]
    fn stays_hops_and_machines_are_bounded() {
        let graph = graph(vec![edge(0, 1, 1, 0, 0), edge(1, 1, 2, 1000, 0), edge(2, 1, 3, 1001, 0)]);
        let run = |limits| forward(&graph, Node::Host(0), Time::from_ms(0), limits);
        assert_eq!(run(Limits { stay_ms: 999_000, ..Limits::default() }).order, [1]);
        assert_eq!(run(Limits { hops: 2, ..Limits::default() }).order, [1, 2]);
        let cut = run(Limits { machines: 1, ..Limits::default() });
        assert_eq!((cut.order.as_slice(), cut.cut), (&[1][..], true));
    }
}
