//! The part of a case's graph that is drawn.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;
use utoipa::ToSchema;

use super::columns::{Beside, Columns, columns};
use super::filter::Sieve;
use super::layout::{self, Positions};
use super::pick::{self, By, Tally};
use super::{CaseView, EdgeRow, Filter};

/// Edges of the picture that a case is opened with. Its nodes keep their places in every other one.
const USUAL: usize = 2_000;

/// How many of what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Totals {
    /// Edges: one for each source, account, target, event id, logon type, package and status.
    pub edges: usize,
    /// Accounts and hosts that they join.
    pub nodes: usize,
    /// Events that they stand for.
    pub events: u64,
}

/// A part of a case's graph.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct GraphView {
    /// The case's version.
    pub version: String,
    /// What is in this answer; logons only.
    pub shown: Totals,
    /// What the filter lets through.
    pub total: Totals,
    /// The sentence of what was left out, where something was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_out: Option<String>,
    /// Nodes and edges.
    #[serde(flatten)]
    pub columns: Columns,
}

/// The best `limit` edges of those that pass the filter.
pub fn graph(view: &CaseView, filter: &Filter, by: By, limit: usize, beside: Beside) -> GraphView {
    let (rows, all): (_, Count) = pick::best(view, Sieve::new(view, filter).rows(), by, limit);
    let mut drawn = Count::default();
    for row in &rows {
        drawn.see(row);
    }
    let (shown, total) = (drawn.totals(), all.totals());
    GraphView {
        version: view.version.clone(),
        shown,
        total,
        left_out: pick::left_out(shown.edges, total.edges, by),
        columns: columns(view, &rows, beside),
    }
}

/// Counts rows and what they stand for.
#[derive(Default)]
struct Count {
    accounts: Met,
    hosts: Met,
    edges: usize,
    events: u64,
}

impl Tally for Count {
    fn see(&mut self, row: &EdgeRow) {
        self.accounts.see(row.account);
        self.hosts.see(row.host);
        if let Some(target) = row.target {
            self.hosts.see(target);
        }
        self.edges += 1;
        self.events += row.count;
    }

    fn add(&mut self, other: Self) {
        self.accounts.add(other.accounts);
        self.hosts.add(other.hosts);
        self.edges += other.edges;
        self.events += other.events;
    }
}

impl Count {
    fn totals(&self) -> Totals {
        Totals { edges: self.edges, nodes: self.accounts.count() + self.hosts.count(), events: self.events }
    }
}

/// Numbers that were met, from 0 on.
#[derive(Default)]
struct Met(Vec<bool>);

impl Met {
    fn see(&mut self, number: u32) {
        let number = number as usize;
        if number >= self.0.len() {
            self.0.resize(number + 1, false);
        }
        self.0[number] = true;
    }

    fn add(&mut self, mut other: Self) {
        if other.0.len() > self.0.len() {
            std::mem::swap(&mut self.0, &mut other.0);
        }
        for (met, also) in self.0.iter_mut().zip(other.0) {
            *met |= also;
        }
    }

    fn count(&self) -> usize {
        self.0.iter().filter(|met| **met).count()
    }
}

/// Where the nodes of the usual picture are.
pub(super) fn usual(view: &CaseView) -> &Positions {
    view.usual.get_or_init(|| {
        let (rows, ()) = pick::best(view, Sieve::new(view, &Filter::default()).rows(), By::Rank, USUAL);
        let accounts = view.graph.accounts.len() as u32;
        let mut numbers: HashMap<u32, u32> = HashMap::new();
        let mut globals = Vec::new();
        let mut number = |global: u32| {
            *numbers.entry(global).or_insert_with(|| {
                globals.push(global);
                globals.len() as u32 - 1
            })
        };
        let mut edges = Vec::new();
        for row in &rows {
            let (host, account) = (number(accounts + row.host), number(row.account));
            edges.push((host, account));
            if let Some(target) = row.target {
                edges.push((account, number(accounts + target)));
            }
        }
        let points = layout::place(globals.len(), &edges);
        Arc::new(globals.into_iter().zip(points).collect())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::columns::Relation;
    use crate::view::testing::{HOSTILE, company};

    const ALL: Beside = Beside { reached: true, groups: true, policies: true };

    #[test]
    fn columns_are_of_one_length_and_indices_point_into_them() {
        let view = company();
        let answer = graph(&view, &Filter::default(), By::Rank, 100, ALL);
        let json = serde_json::to_value(&answer).unwrap();
        for part in ["nodes", "edges"] {
            let lengths: Vec<usize> =
                json[part].as_object().unwrap().values().map(|c| c.as_array().unwrap().len()).collect();
            assert!(lengths.iter().all(|length| *length == lengths[0] && *length > 0), "{part} {lengths:?}");
        }
        let (nodes, edges) = (&answer.columns.nodes, &answer.columns.edges);
        let count = nodes.key.len() as u32;
        assert!(edges.from.iter().chain(&edges.to).all(|end| *end < count));
        assert!(edges.target.iter().all(|end| *end < count as i32));
        assert_eq!(answer.left_out, None);
        assert_eq!(answer.shown, answer.total);
        assert_eq!(answer.total.events, 67);
        assert_eq!(edges.relation.iter().filter(|r| **r == Relation::Group).count(), 4);
        assert_eq!(edges.relation.iter().filter(|r| **r == Relation::Reached).count(), 3);
    }

    #[test]
    fn hours_are_joined_and_failures_marked() {
        let view = company();
        let columns = columns(&view, &view.edges(&Filter::default()), Beside::default());
        let edges = &columns.edges;
        assert_eq!(edges.count.len(), 6, "two hours of mallory's are one edge");
        let joined = edges.count.iter().position(|count| *count == 7 && !edges.failed[0]).is_some();
        assert!(joined);
        let failed = edges.failed.iter().filter(|failed| **failed).count();
        assert_eq!(failed, 2);
        assert_eq!(columns.statuses, ["0xc000006d"]);
    }

    #[test]
    fn what_is_left_out_is_said_and_names_arrive_as_logged() {
        let view = company();
        let answer = graph(&view, &Filter::default(), By::Count, 2, Beside::default());
        assert_eq!(answer.left_out.as_deref(), Some("Showing 2 of 6 edges: most events first"));
        assert_eq!((answer.shown.edges, answer.total.edges), (2, 6));
        let all = graph(&view, &Filter::default(), By::Rank, 100, Beside::default());
        let text = serde_json::to_string(&all).unwrap();
        let back: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert!(back["nodes"]["name"].as_array().unwrap().iter().any(|name| name == HOSTILE));
    }

    #[test]
    fn nodes_keep_their_places_under_a_filter() {
        let view = company();
        let whole = graph(&view, &Filter::default(), By::Rank, 100, Beside::default());
        let filter = Filter { ids: vec![4625], ..Filter::default() };
        let part = graph(&view, &filter, By::Rank, 100, Beside::default());
        assert!(part.columns.nodes.key.len() < whole.columns.nodes.key.len());
        for (n, key) in part.columns.nodes.key.iter().enumerate() {
            let m = whole.columns.nodes.key.iter().position(|other| other == key).unwrap();
            assert_eq!(
                (part.columns.nodes.x[n], part.columns.nodes.y[n]),
                (whole.columns.nodes.x[m], whole.columns.nodes.y[m])
            );
        }
    }
}
