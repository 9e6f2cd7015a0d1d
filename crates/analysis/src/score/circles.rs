//! Whose machine it is: administrators' or everybody's.

use std::collections::BTreeMap;

use model::LogonGraph;

use super::moves::{Pairs, distinct};

/// Per host, how many administrators and how many others use it.
pub(super) struct Circles<'g> {
    graph: &'g LogonGraph,
    hosts: BTreeMap<u32, (u32, u32)>,
}

/// One administrator among four users does not make it an administrators' machine.
const MOSTLY: f64 = 0.8;
/// Fewer users tell nothing.
const LEAST: u32 = 3;
/// How surprising somebody of the other kind is there.
const ODD: f64 = 0.8;

impl<'g> Circles<'g> {
    /// From (day, account, host).
    pub(super) fn of(graph: &'g LogonGraph, pairs: &Pairs) -> Self {
        let mut hosts: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
        for (host, account) in distinct(pairs.iter().map(|pair| (pair.2, pair.1))) {
            let entry = hosts.entry(host).or_default();
            let side = if graph.accounts[account as usize].privileged { &mut entry.0 } else { &mut entry.1 };
            *side += 1;
        }
        Self { graph, hosts }
    }

    /// How surprising the account is on the host, by who else uses it: an ordinary account where only
    /// administrators go.
    pub(super) fn odd(&self, account: u32, host: u32) -> f64 {
        let (admins, others) = self.hosts.get(&host).copied().unwrap_or_default();
        let ordinary = !self.graph.accounts[account as usize].privileged;
        // Without the account itself.
        let others = others.saturating_sub(u32::from(ordinary));
        let all = admins + others;
        let theirs = all >= LEAST && f64::from(admins) >= MOSTLY * f64::from(all);
        if ordinary && theirs { ODD } else { 0.0 }
    }
}
