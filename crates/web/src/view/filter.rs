//! Which edges somebody wants to see.

use std::ops::Range;

use rayon::prelude::*;

use super::keys::{called, shown};
use super::pick::Rows;
use super::{CaseView, EdgeRow, Node, edges};

/// Rows that are made in one go at least: fewer are not worth another thread.
const SHARE: usize = 20_000;

/// Failures, or what did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// What did not fail.
    Success,
    /// Failures.
    Failure,
}

/// The filter that graph, timeline, table and export share. Everything set has to hold.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own on the screen")]
pub struct Filter {
    /// Nothing that ended before, milliseconds since the Unix epoch. Logons are kept by the hour: an
    /// hour that reaches into the span counts whole.
    pub from: Option<i64>,
    /// Nothing that began after.
    pub to: Option<i64>,
    /// Event ids; all when empty.
    pub ids: Vec<u32>,
    /// Logon types; all when empty.
    pub types: Vec<u32>,
    /// Authentication packages, whatever their case; all when empty.
    pub packages: Vec<String>,
    /// Failures only, or successes only.
    pub outcome: Option<Outcome>,
    /// Edges of at least so many events.
    pub min_count: Option<u64>,
    /// Edges with an account or host of at least this rank.
    pub min_rank: Option<f64>,
    /// Only privileged accounts.
    pub privileged: bool,
    /// No domain controllers: edges from them go, edges to them lose their target.
    pub hide_dc: bool,
    /// No hosts that only machine accounts and Windows' own accounts use.
    pub hide_machine_hosts: bool,
    /// No machine accounts.
    pub hide_machine_accounts: bool,
    /// No ANONYMOUS LOGON.
    pub hide_anonymous: bool,
    /// Edges that touch any of these.
    pub touching: Vec<Node>,
    /// All edges of this node.
    pub neighbours: Option<Node>,
    /// Text searches; one of them has to fit. Words of one, apart by blanks, have to be found all, each
    /// in the account, the source, or the target.
    pub texts: Vec<String>,
}

/// A filter made ready for one case.
pub(super) struct Sieve<'a> {
    filter: &'a Filter,
    view: &'a CaseView,
    accounts: Vec<bool>,
    hosts: Vec<bool>,
    packages: Option<Vec<bool>>,
    /// Searches, as words, as what each word is found in.
    texts: Vec<Vec<Found>>,
}

/// Accounts and hosts that a word is found in.
struct Found {
    accounts: Vec<bool>,
    hosts: Vec<bool>,
}

impl Found {
    fn of(view: &CaseView, word: &str) -> Self {
        let word = word.to_lowercase();
        Self {
            accounts: (0..view.graph.accounts.len()).map(|n| view.account_says(n as u32, &word)).collect(),
            hosts: (0..view.graph.hosts.len()).map(|n| view.host_says(n as u32, &word)).collect(),
        }
    }

    fn in_edge(&self, edge: &model::LogonEdge) -> bool {
        self.accounts[edge.account as usize]
            || self.hosts[edge.host as usize]
            || edge.target.is_some_and(|target| self.hosts[target as usize])
    }
}

impl<'a> Sieve<'a> {
    pub(super) fn new(view: &'a CaseView, filter: &'a Filter) -> Self {
        let account = |account: &model::Account| {
            let machine = account.user.ends_with('$');
            let anonymous = account.sid.as_deref() == Some("S-1-5-7") || account.user == "anonymous logon";
            let hidden = (filter.hide_machine_accounts && machine) || (filter.hide_anonymous && anonymous);
            !hidden && (account.privileged || !filter.privileged)
        };
        let host = |(number, host): (usize, &model::Host)| {
            let seen = !(filter.hide_dc && host.controller);
            seen && (view.host_uses[number].people || !filter.hide_machine_hosts)
        };
        let packages = (!filter.packages.is_empty()).then(|| {
            let wanted = |package: &String| filter.packages.iter().any(|name| name.eq_ignore_ascii_case(package));
            view.graph.packages.iter().map(wanted).collect()
        });
        let words = |text: &String| text.split_whitespace().map(|word| Found::of(view, word)).collect::<Vec<_>>();
        Self {
            filter,
            view,
            accounts: view.graph.accounts.iter().map(account).collect(),
            hosts: view.graph.hosts.iter().enumerate().map(host).collect(),
            packages,
            texts: filter.texts.iter().map(words).filter(|words| !words.is_empty()).collect(),
        }
    }

    /// The rows that pass, in the order of the graph.
    pub(super) fn rows(&self) -> impl Rows + '_ {
        let starts = self.view.starts.par_windows(2).with_min_len(SHARE);
        starts.filter_map(|pair| Some((pair[0], self.row(pair[0] as usize..pair[1] as usize)?)))
    }

    /// The row of one kind's hours, where it passes.
    fn row(&self, hours: Range<usize>) -> Option<EdgeRow> {
        let hours = &self.view.graph.logons[hours];
        if !self.passes(&hours[0]) {
            return None;
        }
        let mut hours = hours.iter().filter(|edge| self.in_time(edge));
        let mut row = EdgeRow::of(hours.next()?);
        hours.for_each(|edge| row.add(edge));
        if self.filter.hide_dc {
            row.target = row.target.filter(|target| self.hosts[*target as usize]);
        }
        self.filter.min_count.is_none_or(|least| row.count >= least).then_some(row)
    }

    /// The hourly edges of the rows that pass.
    pub(super) fn hours(&self) -> impl Iterator<Item = &'a model::LogonEdge> + '_ {
        let logons = &self.view.graph.logons;
        let enough = move |range: &Range<usize>| {
            let count = |edge: &model::LogonEdge| u64::from(edge.count);
            let sum = || logons[range.clone()].iter().filter(|edge| self.in_time(edge)).map(count).sum::<u64>();
            self.filter.min_count.is_none_or(|least| sum() >= least)
        };
        let kinds = self.view.kinds().filter(|range| self.passes(&logons[range.start])).filter(enough);
        kinds.flat_map(move |range| logons[range].iter().filter(|edge| self.in_time(edge)))
    }

    fn in_time(&self, edge: &model::LogonEdge) -> bool {
        self.filter.from.is_none_or(|from| edge.last.ms() >= from)
            && self.filter.to.is_none_or(|to| edge.first.ms() <= to)
    }

    fn passes(&self, edge: &model::LogonEdge) -> bool {
        let filter = self.filter;
        let target_shown = edge.target.is_some_and(|target| self.hosts[target as usize]);
        self.accounts[edge.account as usize]
            && self.hosts[edge.host as usize]
            && (edge.target.is_none() || target_shown || !filter.hide_machine_hosts)
            && (filter.ids.is_empty() || filter.ids.contains(&edge.id))
            && (filter.types.is_empty() || filter.types.contains(&edge.logon_type))
            && self.packages.as_ref().is_none_or(|wanted| edge.package.is_some_and(|package| wanted[package as usize]))
            && filter
                .outcome
                .is_none_or(|outcome| edges::failed(edge.id, edge.status) == matches!(outcome, Outcome::Failure))
            && filter.min_rank.is_none_or(|least| self.rank(edge) >= least)
            && filter.neighbours.is_none_or(|node| touches(edge, node))
            && (filter.touching.is_empty() || filter.touching.iter().any(|node| touches(edge, *node)))
            && (self.texts.is_empty() || self.texts.iter().any(|words| words.iter().all(|word| word.in_edge(edge))))
    }

    fn rank(&self, edge: &model::LogonEdge) -> f64 {
        let host = |host: u32| self.view.hosts[host as usize].rank.unwrap_or(0.0);
        let account = self.view.accounts[edge.account as usize].rank.unwrap_or(0.0);
        account.max(host(edge.host)).max(edge.target.map_or(0.0, host))
    }
}

/// Whether the edge touches the node.
pub(super) fn touches(edge: &model::LogonEdge, node: Node) -> bool {
    match node {
        Node::Account(account) => edge.account == account,
        Node::Host(host) => edge.host == host || edge.target == Some(host),
    }
}

impl CaseView {
    /// Edges that pass a filter, hours joined.
    pub fn edges(&self, filter: &Filter) -> Vec<EdgeRow> {
        Sieve::new(self, filter).rows().map(|(_, row)| row).collect()
    }

    /// A node's name for people.
    pub fn name(&self, node: Node) -> String {
        match node {
            Node::Account(account) => shown(&self.graph.accounts[account as usize]),
            Node::Host(host) => called(&self.graph.hosts[host as usize]).to_owned(),
        }
    }
}
