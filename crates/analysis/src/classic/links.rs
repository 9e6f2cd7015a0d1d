//! The nodes that take part, and the links between them.

use model::{LogonEdge, LogonGraph, Symbol};

use crate::pagerank::Link;

/// Nodes are the accounts in order, then the hosts in order.
pub(super) struct Links {
    /// Index into [`LogonGraph::accounts`] of each account node, ascending.
    pub(super) accounts: Vec<u32>,
    /// Index into [`LogonGraph::hosts`] of each host node, ascending.
    pub(super) hosts: Vec<u32>,
    /// From an account's node to a host's, one for each pair.
    pub(super) pairs: Vec<Link>,
    /// Node of each account of the graph.
    nodes: Vec<Option<u32>>,
}

impl Links {
    pub(super) fn of(graph: &LogonGraph) -> Self {
        let mut pairs = pairs(graph);
        let (accounts, account_nodes) = number(pairs.iter().map(|link| link.from), graph.accounts.len(), 0);
        let (hosts, host_nodes) = number(pairs.iter().map(|link| link.to), graph.hosts.len(), accounts.len() as u32);
        for link in &mut pairs {
            // Both ends were numbered just above.
            link.from = account_nodes[link.from as usize].unwrap_or_default();
            link.to = host_nodes[link.to as usize].unwrap_or_default();
        }
        Self { accounts, hosts, pairs, nodes: account_nodes }
    }

    /// How many nodes there are.
    pub(super) fn len(&self) -> usize {
        self.accounts.len() + self.hosts.len()
    }

    /// The node of an account of the graph, if it takes part.
    pub(super) fn node(&self, account: u32) -> Option<u32> {
        self.nodes.get(account as usize).copied().flatten()
    }

    /// Index into [`LogonGraph::hosts`] of a host's node.
    pub(super) fn host(&self, node: usize) -> u32 {
        self.hosts[node - self.accounts.len()]
    }
}

/// Whether the ranking counts the edge.
pub(super) fn counts(graph: &LogonGraph, edge: &LogonEdge) -> bool {
    Symbol::of(edge.id).is_some()
        && graph.accounts.get(edge.account as usize).is_some_and(|account| !account.well_known)
        && (edge.host as usize) < graph.hosts.len()
}

/// One link for each account and host, as often as there are kinds of logon between them.
fn pairs(graph: &LogonGraph) -> Vec<Link> {
    let ends = |edge: &LogonEdge| (edge.host, edge.account);
    let mut kinds = Vec::new();
    let groups = graph.logons.chunk_by(|a, b| ends(a) == ends(b));
    groups.filter_map(|group| pair(graph, group, &mut kinds)).collect()
}

type Kind = (u32, u32, Option<u32>, Option<u32>);

fn pair(graph: &LogonGraph, group: &[LogonEdge], kinds: &mut Vec<Kind>) -> Option<Link> {
    kinds.clear();
    let counted = group.iter().filter(|edge| counts(graph, edge));
    kinds.extend(counted.map(|edge| (edge.id, edge.logon_type, edge.status, edge.package)));
    kinds.sort_unstable();
    kinds.dedup();
    let first = group.first().filter(|_| !kinds.is_empty())?;
    Some(Link { from: first.account, to: first.host, times: kinds.len() as u32 })
}

/// The distinct values, ascending, and the number each gets from `first` on.
fn number(values: impl Iterator<Item = u32>, count: usize, first: u32) -> (Vec<u32>, Vec<Option<u32>>) {
    let mut nodes = vec![None; count];
    values.for_each(|value| nodes[value as usize] = Some(0));
    let used: Vec<u32> = (0..count as u32).filter(|&value| nodes[value as usize].is_some()).collect();
    for (node, &value) in (first..).zip(&used) {
        nodes[value as usize] = Some(node);
    }
    (used, nodes)
}
