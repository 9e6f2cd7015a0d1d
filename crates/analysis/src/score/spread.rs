//! What suspicious neighbours are worth.
//!
//! Personalised PageRank: every node starts with its own score and passes half of what it has on to
//! its neighbours, more along rare pairs than along routine ones. What an evenly suspicious case
//! would bring to a node is taken off, so that domain controllers and file servers, which everybody
//! touches, do not rise with everybody's small change.

use model::{LogonEdge, LogonGraph};

use super::moves::once_each;

/// How much of what a node has goes on to its neighbours.
const PASSED: f64 = 0.5;
/// What has to come from neighbours to weigh half of what it can.
const HALF: f64 = 0.15;
/// Rounds; what is left then is below a thousandth.
const ROUNDS: usize = 10;

/// Whether the logon ties account and host together: whose password was guessed at was not there.
fn counts(graph: &LogonGraph, edge: &LogonEdge) -> bool {
    let failed = matches!(edge.id, 4625 | 4771) || edge.status.is_some_and(|status| status != 0);
    !failed && !graph.accounts[edge.account as usize].well_known
}

/// What reached a node from its neighbours, and from which one most.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Near {
    /// 0..=1.
    pub(super) strength: f64,
    /// The neighbour that brought most.
    pub(super) from: u32,
}

/// Accounts first, then hosts.
pub(super) struct Net {
    accounts: usize,
    /// Neighbours of each node with the share of its mass that they get.
    links: Vec<Vec<(u32, f64)>>,
}

impl Net {
    pub(super) fn of(graph: &LogonGraph) -> Self {
        let accounts = graph.accounts.len();
        // Sorted rather than mapped: of millions of pairs hardly two are alike.
        let mut days: Vec<(u32, u32, i32)> = Vec::with_capacity(graph.logons.len());
        for edge in graph.logons.iter().filter(|edge| counts(graph, edge)) {
            let day = edge.hour.div_euclid(24);
            days.extend([Some(edge.host), edge.target].into_iter().flatten().map(|host| (edge.account, host, day)));
        }
        once_each(&mut days);
        let mut links = vec![Vec::new(); accounts + graph.hosts.len()];
        for pair in days.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            let (account, host) = (pair[0].0, (accounts as u32) + pair[0].1);
            let weight = 1.0 / (pair.len() as f64).sqrt();
            links[account as usize].push((host, weight));
            links[host as usize].push((account, weight));
        }
        for list in &mut links {
            let all: f64 = list.iter().map(|link| link.1).sum();
            for link in list.iter_mut() {
                link.1 /= all;
            }
        }
        Self { accounts, links }
    }

    /// How many of the nodes are accounts; they come first.
    pub(super) const fn accounts(&self) -> usize {
        self.accounts
    }

    /// What reaches each node from its neighbours, given each node's own score.
    pub(super) fn near(&self, own: &[f64]) -> Vec<Near> {
        let mean = own.iter().sum::<f64>() / own.len().max(1) as f64;
        let even = self.arrived(&vec![mean; own.len()]);
        let mass = self.settled(own);
        let mut near = vec![Near::default(); own.len()];
        let mut most = vec![0.0; own.len()];
        let mut sums = vec![0.0; own.len()];
        for (node, list) in self.links.iter().enumerate() {
            for &(to, share) in list {
                let brought = PASSED * mass[node] * share;
                sums[to as usize] += brought;
                if brought > most[to as usize] {
                    most[to as usize] = brought;
                    near[to as usize].from = node as u32;
                }
            }
        }
        for (node, near) in near.iter_mut().enumerate() {
            let excess = (sums[node] - even[node]).max(0.0);
            // A busy node's sum also varies more.
            near.strength = excess / (excess + even[node] + HALF);
        }
        near
    }

    fn settled(&self, own: &[f64]) -> Vec<f64> {
        let mut mass = own.to_vec();
        for _ in 0..ROUNDS {
            let arrived = self.pass(&mass);
            mass = own.iter().zip(arrived).map(|(own, arrived)| own + arrived).collect();
        }
        mass
    }

    fn arrived(&self, own: &[f64]) -> Vec<f64> {
        self.pass(&self.settled(own))
    }

    fn pass(&self, mass: &[f64]) -> Vec<f64> {
        let mut arrived = vec![0.0; mass.len()];
        for (node, list) in self.links.iter().enumerate() {
            for &(to, share) in list {
                arrived[to as usize] += PASSED * mass[node] * share;
            }
        }
        arrived
    }
}
