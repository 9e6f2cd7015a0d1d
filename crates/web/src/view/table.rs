//! Edges as a table: what is drawn, for those who read rather than look.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::edges::status_text;
use super::filter::Sieve;
use super::keys::called;
use super::pick::{By, Rows, best, first_by};
use super::{CaseView, EdgeRow, Filter, Node, Page};

/// What the table is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Sort {
    /// The most suspicious first.
    #[default]
    Rank,
    /// The busiest first.
    Count,
    /// The earliest first.
    First,
    /// The latest first.
    Last,
    /// By source.
    From,
    /// By account.
    To,
    /// By target.
    Target,
    /// By event id.
    Id,
}

/// A node of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct End {
    /// Its key.
    pub key: String,
    /// Its name for people.
    pub name: String,
}

/// An edge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TableRow {
    /// The source.
    pub from: End,
    /// The source's address or name as it is keyed.
    pub address: String,
    /// The account.
    pub to: End,
    /// The target, where the events name one.
    pub target: Option<End>,
    /// Event id.
    pub id: u32,
    /// Windows' logon type; 0 where the events have none.
    #[serde(rename = "type")]
    pub logon_type: u32,
    /// Authentication package; empty where the events have none.
    pub package: String,
    /// Status as Windows writes it; empty where the events have none.
    pub status: String,
    /// Whether the logons failed.
    pub failed: bool,
    /// How many events.
    pub count: u64,
    /// The first of them.
    pub first: i64,
    /// The last of them.
    pub last: i64,
}

/// A page of edges.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Table {
    /// The case's version.
    pub version: String,
    /// How many there are on all pages.
    pub total: usize,
    /// The page.
    pub rows: Vec<TableRow>,
}

/// Edges that pass the filter.
pub fn table(view: &CaseView, filter: &Filter, sort: Sort, page: Page) -> Table {
    let (first, total) = sorted(view, Sieve::new(view, filter).rows(), sort, page.offset.saturating_add(page.limit));
    Table { version: view.version.clone(), total, rows: page.cut(&first).iter().map(|edge| row(view, edge)).collect() }
}

/// The first `shown` rows, and how many there are: nobody sees the order of the rest. Ties fall by the graph's order.
fn sorted(view: &CaseView, rows: impl Rows, sort: Sort, shown: usize) -> (Vec<EdgeRow>, usize) {
    let host = |host: u32| called(&view.graph.hosts[host as usize]);
    match sort {
        Sort::Rank => best(view, rows, By::Rank, shown),
        Sort::Count => first_by(rows, shown, |row| Reverse(row.count)),
        Sort::First => first_by(rows, shown, |row| row.first),
        Sort::Last => first_by(rows, shown, |row| Reverse(row.last)),
        Sort::From => first_by(rows, shown, |row| host(row.host)),
        Sort::To => first_by(rows, shown, |row| {
            let account = &view.graph.accounts[row.account as usize];
            (account.domain.as_str(), account.user.as_str())
        }),
        Sort::Target => first_by(rows, shown, |row| row.target.map(host)),
        Sort::Id => first_by(rows, shown, |row| row.id),
    }
}

/// A row with its names.
pub fn row(view: &CaseView, row: &EdgeRow) -> TableRow {
    let end = |node: Node| End { key: view.key(node).to_owned(), name: view.name(node) };
    TableRow {
        from: end(Node::Host(row.host)),
        address: view.graph.hosts[row.host as usize].key.clone(),
        to: end(Node::Account(row.account)),
        target: row.target.map(|target| end(Node::Host(target))),
        id: row.id,
        logon_type: row.logon_type,
        package: package(view, row).to_owned(),
        status: row.status.map(status_text).unwrap_or_default(),
        failed: row.failed(),
        count: row.count,
        first: row.first,
        last: row.last,
    }
}

/// The row's authentication package; empty where it has none.
pub fn package<'a>(view: &'a CaseView, row: &EdgeRow) -> &'a str {
    row.package.map_or("", |package| view.graph.packages[package as usize].as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::testing::{HOSTILE, company};

    const WHOLE: Page = Page { limit: 100, offset: 0 };

    #[test]
    fn rows_have_names_and_come_in_the_order_asked() {
        let view = company();
        let all = table(&view, &Filter::default(), Sort::Rank, WHOLE);
        assert_eq!(
            (all.total, all.rows[0].to.name.as_str(), all.rows[0].from.name.as_str()),
            (6, "corp\\mallory", "ws01")
        );
        assert_eq!((all.rows[0].package.as_str(), all.rows[0].status.as_str()), ("NTLM", ""));
        let busiest = table(&view, &Filter::default(), Sort::Count, Page { limit: 1, offset: 0 });
        assert_eq!((busiest.total, busiest.rows.len(), busiest.rows[0].count), (6, 1, 40));
        let first = table(&view, &Filter::default(), Sort::First, WHOLE);
        assert!(first.rows.is_sorted_by_key(|row| row.first));
    }

    #[test]
    fn pages_of_the_ranking_hold_each_row_once() {
        let view = company();
        let page = |offset| table(&view, &Filter::default(), Sort::Rank, Page { limit: 2, offset }).rows;
        let paged: Vec<TableRow> = [0, 2, 4].into_iter().flat_map(page).collect();
        assert_eq!(paged, table(&view, &Filter::default(), Sort::Rank, WHOLE).rows);
    }

    #[test]
    fn filters_are_joined_by_and() {
        let view = company();
        let count = |filter: Filter| table(&view, &filter, Sort::Rank, WHOLE).total;
        let filter = Filter::default;
        assert_eq!(count(Filter { ids: vec![4625], ..filter() }), 2);
        assert_eq!(count(Filter { outcome: Some(super::super::Outcome::Success), ..filter() }), 4);
        assert_eq!(count(Filter { ids: vec![4625], privileged: true, ..filter() }), 1);
        assert_eq!(count(Filter { hide_anonymous: true, ..filter() }), 5);
        assert_eq!(count(Filter { packages: vec!["ntlm".to_owned()], ..filter() }), 4);
        assert_eq!(count(Filter { types: vec![3], min_count: Some(7), ..filter() }), 2);
        assert_eq!(count(Filter { min_rank: Some(0.85), ..filter() }), 1);
        assert_eq!(count(Filter { touching: vec![Node::Account(2), Node::Host(0)], ..filter() }), 4);
        assert_eq!(count(Filter { neighbours: Some(Node::Host(3)), ..filter() }), 4);
        assert_eq!(count(Filter { texts: vec!["mallory fs01".to_owned()], ..filter() }), 1);
        assert_eq!(count(Filter { texts: vec!["mallory ws02".to_owned(), "ONERROR".to_owned()], ..filter() }), 1);
        let hidden = table(&view, &Filter { hide_dc: true, ..filter() }, Sort::Rank, WHOLE);
        assert!(hidden.rows.iter().all(|row| row.target.as_ref().is_none_or(|target| target.name != "dc01")));
        let named = table(&view, &Filter { texts: vec!["onerror".to_owned()], ..filter() }, Sort::Rank, WHOLE);
        assert!(named.rows[0].to.name.ends_with(HOSTILE));
    }
}
