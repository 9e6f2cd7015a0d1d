//! Which part of the graph is drawn: the top ranks, and what lies between them.

use std::collections::{BTreeMap, BTreeSet};

use model::{LogonEdge, LogonGraph};
use serde_json::{Value, json};

use super::Case;
use super::nodes::Places;
use crate::commands::triage::is_failure;

/// How many of the highest ranks are drawn.
const TOP: usize = 60;

/// How many more are drawn so that no top rank stands alone.
const NEIGHBOURS: usize = 20;

/// Most kinds of events that an edge tells.
const KINDS: usize = 8;

/// An account (0) or host (1) and its place in the page's list. Accounts before hosts.
type Node = (u8, usize);

/// All events from one node to another.
struct Bundle {
    count: u64,
    failed: u64,
    first: i64,
    last: i64,
    /// Per (event id, logon type): how many, and how many failed.
    kinds: BTreeMap<(u32, u32), (u64, u64)>,
}

/// Nodes as `["a", place]` and edges between them, and how many edges the listed nodes have in all.
pub(super) fn of(case: &Case, places: &Places) -> Value {
    let bundles = bundles(&case.analysed.graph, places);
    let nodes = with_neighbours(top(case), &bundles);
    let at: BTreeMap<Node, usize> = nodes.iter().enumerate().map(|(at, node)| (*node, at)).collect();
    let edge = |((from, to), bundle): (&(Node, Node), &Bundle)| {
        let mut kinds: Vec<_> = bundle.kinds.iter().collect();
        kinds.sort_by_key(|(kind, (count, _))| (std::cmp::Reverse(*count), **kind));
        let kinds: Vec<Value> =
            kinds.iter().take(KINDS).map(|((id, ty), (count, failed))| json!([id, ty, count, failed])).collect();
        Some(json!([at.get(from)?, at.get(to)?, bundle.count, bundle.failed, bundle.first, bundle.last, kinds]))
    };
    let edges: Vec<Value> = bundles.iter().filter_map(edge).collect();
    let nodes: Vec<Value> =
        nodes.iter().map(|(kind, place)| json!([if *kind == 0 { "a" } else { "h" }, place])).collect();
    json!({"nodes": nodes, "edges": edges, "all_edges": bundles.len()})
}

/// Source host to account, and account to target host, of all listed nodes.
fn bundles(graph: &LogonGraph, places: &Places) -> BTreeMap<(Node, Node), Bundle> {
    let mut bundles = BTreeMap::new();
    for edge in &graph.logons {
        let Some(account) = places.accounts.get(&edge.account) else { continue };
        let host = |host: &u32| places.hosts.get(host).map(|place| (1, *place));
        if let Some(source) = host(&edge.host) {
            add(&mut bundles, (source, (0, *account)), edge);
        }
        // A machine that logs its own logon is no second step.
        if let Some(target) = edge.target.filter(|target| *target != edge.host).as_ref().and_then(host) {
            add(&mut bundles, ((0, *account), target), edge);
        }
    }
    bundles
}

fn add(bundles: &mut BTreeMap<(Node, Node), Bundle>, pair: (Node, Node), edge: &LogonEdge) {
    let (first, last) = (edge.first.ms(), edge.last.ms());
    let new = Bundle { count: 0, failed: 0, first, last, kinds: BTreeMap::new() };
    let bundle = bundles.entry(pair).or_insert(new);
    let count = u64::from(edge.count);
    let failed = if is_failure(edge.id, edge.status) { count } else { 0 };
    bundle.count += count;
    bundle.failed += failed;
    bundle.first = bundle.first.min(first);
    bundle.last = bundle.last.max(last);
    let kind = bundle.kinds.entry((edge.id, edge.logon_type)).or_default();
    kind.0 += count;
    kind.1 += failed;
}

/// The highest ranks of both lists, in one order.
fn top(case: &Case) -> Vec<Node> {
    let ranks = &case.analysed.ranks;
    let accounts = ranks.accounts.iter().enumerate().map(|(at, rank)| (rank.rank, (0, at)));
    let hosts = ranks.hosts.iter().enumerate().map(|(at, rank)| (rank.rank, (1, at)));
    let mut all: Vec<(f64, Node)> = accounts.take(TOP).chain(hosts.take(TOP)).collect();
    all.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.1.cmp(&b.1.1)).then(a.1.0.cmp(&b.1.0)));
    all.truncate(TOP);
    all.into_iter().map(|(_, node)| node).collect()
}

/// Adds the busiest neighbour of each node that would stand alone.
fn with_neighbours(mut nodes: Vec<Node>, bundles: &BTreeMap<(Node, Node), Bundle>) -> Vec<Node> {
    let mut drawn: BTreeSet<Node> = nodes.iter().copied().collect();
    let mut near: BTreeMap<Node, Vec<(u64, Node)>> = BTreeMap::new();
    for ((from, to), bundle) in bundles {
        near.entry(*from).or_default().push((bundle.count, *to));
        near.entry(*to).or_default().push((bundle.count, *from));
    }
    for node in nodes.clone() {
        let Some(near) = near.get(&node) else { continue };
        if nodes.len() >= TOP + NEIGHBOURS || near.iter().any(|(_, other)| drawn.contains(other)) {
            continue;
        }
        let busiest = near.iter().max_by_key(|(count, other)| (*count, std::cmp::Reverse(*other)));
        if let Some((_, other)) = busiest
            && drawn.insert(*other)
        {
            nodes.push(*other);
        }
    }
    nodes
}
