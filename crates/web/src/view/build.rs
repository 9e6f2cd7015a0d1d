//! What is computed once when a case is opened.

use std::collections::{BTreeSet, HashMap, HashSet};

use model::{Account, Host, LogonGraph};
use store::Place;

use super::case::{Numbered, Standing};
use super::edges::{failed, identity};
use super::keys::{Node, shown};

/// How a node was used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Uses {
    /// Events.
    pub(super) count: u64,
    /// Failures among them.
    pub(super) failures: u64,
    /// How many nodes of the other kind it met.
    pub(super) partners: u32,
    /// Whether somebody other than machine accounts and Windows' own accounts used it; hosts only.
    pub(super) people: bool,
}

/// Where nodes stand, by index; `prefix` makes a database key one of ours.
pub(super) fn standings(
    places: Vec<Place>,
    prefix: &str,
    nodes: usize,
    by_key: &HashMap<String, Node>,
) -> Vec<Standing> {
    let mut all = vec![Standing::default(); nodes];
    for (place, number) in places.into_iter().zip(1..) {
        let index = match by_key.get(&format!("{prefix}{}", place.key)) {
            Some(Node::Account(index) | Node::Host(index)) => *index as usize,
            // Ranked, but its import has been removed since.
            None => continue,
        };
        all[index] = Standing { place: Some(number), ..Standing::from(place) };
    }
    all
}

/// Indices by place, those without place last.
pub(super) fn by_place(standings: &[Standing]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..standings.len() as u32).collect();
    order.sort_by_key(|index| (standings[*index as usize].place.unwrap_or(u32::MAX), *index));
    order
}

/// Uses of accounts and of hosts.
pub(super) fn uses(graph: &LogonGraph) -> (Vec<Uses>, Vec<Uses>) {
    let mut accounts = vec![Uses::default(); graph.accounts.len()];
    let mut hosts = vec![Uses::default(); graph.hosts.len()];
    let mut pairs: HashSet<(u32, u32)> = HashSet::new();
    let mut pair = |account: u32, host: u32, accounts: &mut [Uses], hosts: &mut [Uses]| {
        if pairs.insert((account, host)) {
            accounts[account as usize].partners += 1;
            hosts[host as usize].partners += 1;
            let who = &graph.accounts[account as usize];
            hosts[host as usize].people |= !who.well_known && !who.user.ends_with('$');
        }
    };
    for same in graph.logons.chunk_by(|a, b| identity(a) == identity(b)) {
        let edge = &same[0];
        let count: u64 = same.iter().map(|edge| u64::from(edge.count)).sum();
        let failures = if failed(edge.id, edge.status) { count } else { 0 };
        let target = edge.target.filter(|target| *target != edge.host);
        accounts[edge.account as usize].add(count, failures);
        for host in std::iter::once(edge.host).chain(target) {
            hosts[host as usize].add(count, failures);
            pair(edge.account, host, &mut accounts, &mut hosts);
        }
    }
    (accounts, hosts)
}

impl Uses {
    fn add(&mut self, count: u64, failures: u64) {
        self.count += count;
        self.failures += failures;
    }
}

/// Where rows begin in the sorted logons, and their length at the end.
pub(super) fn starts(graph: &LogonGraph) -> Vec<u32> {
    let mut starts = vec![0];
    let mut at = 0;
    for same in graph.logons.chunk_by(|a, b| identity(a) == identity(b)) {
        at += same.len() as u32;
        starts.push(at);
    }
    starts
}

/// Numbers of the findings that name each account and each host.
pub(super) fn findings_by_node(graph: &LogonGraph, findings: &[Numbered]) -> (Vec<Vec<u32>>, Vec<Vec<u32>>) {
    let mut accounts = vec![Vec::new(); graph.accounts.len()];
    let mut hosts = vec![Vec::new(); graph.hosts.len()];
    for (number, Numbered { finding, .. }) in (0..).zip(findings) {
        let distinct = |parts: &[(model::Part, u32)]| parts.iter().map(|(_, node)| *node).collect::<BTreeSet<u32>>();
        for node in distinct(&finding.accounts) {
            accounts[node as usize].push(number);
        }
        for node in distinct(&finding.hosts) {
            hosts[node as usize].push(number);
        }
    }
    (accounts, hosts)
}

/// `domain\user`, user, SID: a search for the start of any finds it at the start of a line.
pub(super) fn account_text(account: &Account) -> String {
    let sid = account.sid.as_deref().unwrap_or_default().to_lowercase();
    format!("{}\n{}\n{sid}", account.user, shown(account)).to_lowercase()
}

/// Name, key, addresses.
pub(super) fn host_text(host: &Host) -> String {
    let mut text = host.name.clone().unwrap_or_default();
    for part in std::iter::once(&host.key).chain(&host.addresses) {
        text.push('\n');
        text.push_str(part);
    }
    text.to_lowercase()
}
