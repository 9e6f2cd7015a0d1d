//! What one window of time has that another lacks.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use utoipa::ToSchema;

use super::columns::{Beside, Columns, columns};
use super::pick::{self, By};
use super::{CaseView, EdgeRow, Filter, Node};

/// A node that only one window has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct NodeName {
    /// Its key.
    pub key: String,
    /// Its name for people.
    pub name: String,
}

/// A pair that both windows have, not equally often.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Changed {
    /// The source's key.
    pub from: String,
    /// The account's key.
    pub to: String,
    /// Events in the first window.
    pub a: u64,
    /// Events in the second window.
    pub b: u64,
}

/// Two windows compared.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Diff {
    /// The case's version.
    pub version: String,
    /// Edges of the second window alone, the best `limit`.
    pub new_edges: Columns,
    /// Edges of the first window alone, the best `limit`.
    pub gone_edges: Columns,
    /// Accounts and hosts of the second window alone, at most `limit`.
    pub new_nodes: Vec<NodeName>,
    /// Accounts and hosts of the first window alone, at most `limit`.
    pub gone_nodes: Vec<NodeName>,
    /// Pairs of source and account of both that differ in number, the greatest change first.
    pub changed: Vec<Changed>,
    /// How many there are of each, whatever is shown.
    pub totals: DiffTotals,
    /// The sentence of what was left out, where something was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_out: Option<String>,
}

/// How many differences there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DiffTotals {
    /// Edges of the second window alone.
    pub new_edges: usize,
    /// Edges of the first window alone.
    pub gone_edges: usize,
    /// Nodes of the second window alone.
    pub new_nodes: usize,
    /// Nodes of the first window alone.
    pub gone_nodes: usize,
    /// Pairs that differ in number.
    pub changed: usize,
}

/// Compares what passes `a` with what passes `b`: two filters that differ in time.
pub fn diff(view: &CaseView, a: &Filter, b: &Filter, limit: usize) -> Diff {
    let (before, after) = (view.edges(a), view.edges(b));
    let (new, gone) = (without(&after, &before), without(&before, &after));
    let (had, has) = (nodes(&before), nodes(&after));
    let only = |these: &BTreeSet<Node>, those| these.difference(those).copied().collect::<Vec<Node>>();
    let (new_nodes, gone_nodes) = (only(&has, &had), only(&had, &has));
    let changed = changed(&before, &after);
    let totals = DiffTotals {
        new_edges: new.len(),
        gone_edges: gone.len(),
        new_nodes: new_nodes.len(),
        gone_nodes: gone_nodes.len(),
        changed: changed.len(),
    };
    let drawn = |rows: &[EdgeRow]| {
        let (best, ()) = pick::best(view, pick::numbered(rows), By::Rank, limit);
        columns(view, &best, Beside::default())
    };
    let named = |nodes: Vec<Node>| {
        let name = |node: Node| NodeName { key: view.key(node).to_owned(), name: view.name(node) };
        nodes.into_iter().take(limit).map(name).collect()
    };
    let most = [new.len(), gone.len(), totals.new_nodes, totals.gone_nodes, changed.len()].into_iter().max();
    let left_out =
        most.filter(|most| *most > limit).map(|_| format!("Showing at most {limit} of each: highest ranks first"));
    let changed = changed.into_iter().take(limit).map(|((host, account), (a, b))| Changed {
        from: view.key(Node::Host(host)).to_owned(),
        to: view.key(Node::Account(account)).to_owned(),
        a,
        b,
    });
    Diff {
        version: view.version.clone(),
        new_edges: drawn(&new),
        gone_edges: drawn(&gone),
        new_nodes: named(new_nodes),
        gone_nodes: named(gone_nodes),
        changed: changed.collect(),
        totals,
        left_out,
    }
}

fn without(rows: &[EdgeRow], others: &[EdgeRow]) -> Vec<EdgeRow> {
    let known: std::collections::HashSet<_> = others.iter().map(EdgeRow::identity).collect();
    rows.iter().filter(|row| !known.contains(&row.identity())).copied().collect()
}

fn nodes(rows: &[EdgeRow]) -> BTreeSet<Node> {
    let ends =
        |row: &EdgeRow| [Some(Node::Host(row.host)), Some(Node::Account(row.account)), row.target.map(Node::Host)];
    rows.iter().flat_map(ends).flatten().collect()
}

type Pair = ((u32, u32), (u64, u64));

fn changed(before: &[EdgeRow], after: &[EdgeRow]) -> Vec<Pair> {
    let mut pairs: BTreeMap<(u32, u32), (u64, u64)> = BTreeMap::new();
    for row in before {
        pairs.entry((row.host, row.account)).or_default().0 += row.count;
    }
    for row in after {
        pairs.entry((row.host, row.account)).or_default().1 += row.count;
    }
    let mut pairs: Vec<Pair> = pairs.into_iter().filter(|(_, (a, b))| *a > 0 && *b > 0 && a != b).collect();
    pairs.sort_by_key(|(_, (a, b))| std::cmp::Reverse(a.abs_diff(*b)));
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::testing::{HOUR, START, company};

    fn window(from: i64, to: i64) -> Filter {
        Filter { from: Some(START + from * HOUR), to: Some(START + to * HOUR - 1), ..Filter::default() }
    }

    #[test]
    fn the_second_window_shows_what_is_new() {
        let view = company();
        let diff = diff(&view, &window(0, 3), &window(3, 9), 100);
        // alice from fs01, the hostile one, anonymous are new; alice from ws02 is gone.
        assert_eq!((diff.totals.new_edges, diff.totals.gone_edges), (3, 2));
        let new: Vec<&str> = diff.new_nodes.iter().map(|node| node.key.as_str()).collect();
        assert_eq!(new.len(), 2, "{new:?}");
        assert!(diff.gone_nodes.is_empty());
        assert_eq!(diff.changed, [Changed { from: "h:10.0.0.2".into(), to: "a:corp\\mallory".into(), a: 5, b: 2 }]);
        assert_eq!(diff.left_out, None);
    }

    #[test]
    fn a_limit_is_owned_up_to() {
        let view = company();
        let diff = diff(&view, &window(0, 3), &window(3, 9), 1);
        assert_eq!((diff.new_edges.edges.id.len(), diff.totals.new_edges), (1, 3));
        assert!(diff.left_out.is_some());
    }
}
