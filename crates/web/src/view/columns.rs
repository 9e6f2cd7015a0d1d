//! Nodes and edges as columns: the form in which a picture travels.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;
use utoipa::ToSchema;

use super::edges::{arrives, status_text};
use super::graph::usual;
use super::keys::{self, Kind, called};
use super::layout;
use super::{CaseView, EdgeRow, Node};

/// How an edge joins its ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Relation {
    /// Host to account: logons, or attempts, from there as that account.
    Logon,
    /// Account to host: it got in there, as the logons shown tell.
    Reached,
    /// Account to its domain.
    Group,
    /// Account to a change of the audit policy.
    Policy,
}

/// What is drawn beside logons.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// Accounts' arrivals at hosts.
    pub reached: bool,
    /// Accounts' domains.
    pub groups: bool,
    /// Changes of the audit policy.
    pub policies: bool,
}

/// Nodes, a column each; all columns are of one length.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema)]
pub struct NodeColumns {
    /// The key by which the API knows it.
    pub key: Vec<String>,
    /// What it is.
    pub kind: Vec<Kind>,
    /// Its name.
    pub name: Vec<String>,
    /// An account's domain; empty otherwise.
    pub domain: Vec<String>,
    /// Security identifier; empty where none is known.
    pub sid: Vec<String>,
    /// 0..=1; null when it is not ranked.
    pub rank: Vec<Option<f64>>,
    /// Place in the ranking of its kind, 1 the most suspicious; null when it is not ranked.
    pub place: Vec<Option<u32>>,
    /// Whether the account has special privileges.
    pub privileged: Vec<bool>,
    /// Whether the host is a domain controller.
    pub dc: Vec<bool>,
    /// Whether it is a machine account, or a host that no person used.
    pub machine: Vec<bool>,
    /// First event that names it.
    pub first: Vec<Option<i64>>,
    /// Last event that names it.
    pub last: Vec<Option<i64>>,
    /// Where to draw it first, to the right.
    pub x: Vec<i32>,
    /// Where to draw it first, down.
    pub y: Vec<i32>,
    /// What happened to the account; empty where nothing did.
    pub status: Vec<String>,
    /// The worst that was found about it: `""`, `info`, `low`, `medium`, `high`, `critical`.
    pub findings: Vec<&'static str>,
}

/// Edges, a column each; all columns are of one length.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema)]
pub struct EdgeColumns {
    /// Index of the node it starts from.
    pub from: Vec<u32>,
    /// Index of the node it leads to.
    pub to: Vec<u32>,
    /// Index of the host a logon went to; -1 where the events name none.
    pub target: Vec<i32>,
    /// How it joins them.
    pub relation: Vec<Relation>,
    /// Event id; 0 for what is no event.
    pub id: Vec<u32>,
    /// Windows' logon type; 0 where the events have none.
    #[serde(rename = "type")]
    pub logon_type: Vec<u32>,
    /// Index into `packages`; -1: none.
    pub package: Vec<i32>,
    /// Index into `statuses`; -1: none.
    pub status: Vec<i32>,
    /// Whether the logons failed.
    pub failed: Vec<bool>,
    /// How many events.
    pub count: Vec<u64>,
    /// The first of them.
    pub first: Vec<i64>,
    /// The last of them.
    pub last: Vec<i64>,
}

/// Nodes and edges, with what the edges' numbers mean.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema)]
pub struct Columns {
    /// The nodes.
    pub nodes: NodeColumns,
    /// The edges.
    pub edges: EdgeColumns,
    /// Authentication packages.
    pub packages: Vec<String>,
    /// Statuses, as Windows writes them.
    pub statuses: Vec<String>,
}

/// Rows as columns.
pub fn columns(view: &CaseView, rows: &[EdgeRow], beside: Beside) -> Columns {
    let (domains, policies) = (view.graph.domains.len(), view.graph.policies.len());
    let numbers = view.accounts.len() + view.hosts.len() + domains + policies;
    let (index, drawn) = (vec![None; numbers], Vec::new());
    let mut drawing = Drawing { view, columns: Columns::default(), index, drawn, statuses: BTreeMap::new() };
    drawing.columns.packages.clone_from(&view.graph.packages);
    let codes: std::collections::BTreeSet<u32> = rows.iter().filter_map(|row| row.status).collect();
    drawing.statuses = codes.into_iter().zip(0..).collect();
    drawing.columns.statuses = drawing.statuses.keys().map(|code| status_text(*code)).collect();
    for row in rows {
        drawing.logon(row);
    }
    if beside.reached {
        drawing.reached(rows);
    }
    if beside.groups {
        drawing.groups();
    }
    if beside.policies {
        drawing.policies();
    }
    drawing.place();
    drawing.columns
}

struct Drawing<'a> {
    view: &'a CaseView,
    columns: Columns,
    /// Nodes drawn, by number: accounts by index, hosts behind them, then domains and changes of policy.
    index: Vec<Option<u32>>,
    /// The numbers of the nodes drawn.
    drawn: Vec<u32>,
    statuses: BTreeMap<u32, i32>,
}

impl Drawing<'_> {
    fn logon(&mut self, row: &EdgeRow) {
        let (from, to) = (self.host(row.host), self.account(row.account));
        let target = row.target.map_or(-1, |target| self.host(target) as i32);
        let edges = &mut self.columns.edges;
        edges.from.push(from);
        edges.to.push(to);
        edges.target.push(target);
        edges.relation.push(Relation::Logon);
        edges.id.push(row.id);
        edges.logon_type.push(row.logon_type);
        edges.package.push(row.package.map_or(-1, |package| package as i32));
        edges.status.push(row.status.map_or(-1, |status| self.statuses[&status]));
        edges.failed.push(row.failed());
        edges.count.push(row.count);
        edges.first.push(row.first);
        edges.last.push(row.last);
    }

    /// An edge that is no logon.
    fn other(&mut self, from: u32, to: u32, relation: Relation, count: u64, first: i64, last: i64) {
        let edges = &mut self.columns.edges;
        edges.from.push(from);
        edges.to.push(to);
        edges.target.push(-1);
        edges.relation.push(relation);
        edges.id.push(0);
        edges.logon_type.push(0);
        edges.package.push(-1);
        edges.status.push(-1);
        edges.failed.push(false);
        edges.count.push(count);
        edges.first.push(first);
        edges.last.push(last);
    }

    /// What the rows drawn tell of arrivals.
    fn reached(&mut self, rows: &[EdgeRow]) {
        let mut reached: BTreeMap<(u32, u32), (u64, i64, i64)> = BTreeMap::new();
        for row in rows.iter().filter(|row| arrives(row.id)) {
            let Some(target) = row.target else { continue };
            let entry = reached.entry((row.account, target)).or_insert((0, row.first, row.last));
            *entry = (entry.0 + row.count, entry.1.min(row.first), entry.2.max(row.last));
        }
        for ((account, target), (count, first, last)) in reached {
            let (from, to) = (self.account(account), self.host(target));
            self.other(from, to, Relation::Reached, count, first, last);
        }
    }

    fn groups(&mut self) {
        let domains = self.view.graph.domains.iter().zip(self.others());
        let numbers: HashMap<&str, u32> = domains.map(|(domain, number)| (domain.name.as_str(), number)).collect();
        for account in 0..self.view.graph.accounts.len() as u32 {
            if self.index[account as usize].is_none() {
                continue;
            }
            let about = &self.view.graph.accounts[account as usize];
            let Some(number) = numbers.get(about.domain.as_str()) else { continue };
            let (from, to) = (self.account(account), self.domain(*number, &about.domain));
            let (first, last) = about.span.map_or((0, 0), |span| (span.start.ms(), span.end.ms()));
            self.other(from, to, Relation::Group, 1, first, last);
        }
    }

    fn policies(&mut self) {
        let after_domains = self.others().skip(self.view.graph.domains.len());
        for (change, number) in self.view.graph.policies.iter().zip(after_domains) {
            let by = |account: &model::Account| (&account.user, &account.domain).cmp(&(&change.user, &change.domain));
            let Ok(account) = self.view.graph.accounts.binary_search_by(by) else { continue };
            let from = self.account(account as u32);
            let to = self.index_of(number, |nodes| {
                let name = format!("{}: {}", change.category, change.subcategory);
                nodes.plain(format!("p:{number}"), Kind::Policy, name, change.change.clone());
            });
            self.other(from, to, Relation::Policy, 1, change.time.ms(), change.time.ms());
        }
    }

    /// Numbers behind those of accounts and hosts.
    fn others(&self) -> std::ops::RangeFrom<u32> {
        (self.view.graph.accounts.len() + self.view.graph.hosts.len()) as u32..
    }

    fn domain(&mut self, number: u32, name: &str) -> u32 {
        self.index_of(number, |nodes| nodes.plain(keys::of_domain(name), Kind::Domain, name.to_owned(), String::new()))
    }

    fn account(&mut self, account: u32) -> u32 {
        let view = self.view;
        self.index_of(account, |nodes| nodes.account(view, account))
    }

    fn host(&mut self, host: u32) -> u32 {
        let view = self.view;
        self.index_of(view.graph.accounts.len() as u32 + host, |nodes| nodes.host(view, host))
    }

    fn index_of(&mut self, number: u32, add: impl FnOnce(&mut NodeColumns)) -> u32 {
        let (nodes, drawn) = (&mut self.columns.nodes, &mut self.drawn);
        *self.index[number as usize].get_or_insert_with(|| {
            add(nodes);
            drawn.push(number);
            drawn.len() as u32 - 1
        })
    }

    /// Gives every node a place: its usual one where it has one.
    fn place(&mut self) {
        let edges = &self.columns.edges;
        // A host stands near those who went to it, whether or not their getting in is drawn.
        let targets =
            edges.to.iter().zip(&edges.target).filter_map(|(to, target)| Some((*to, u32::try_from(*target).ok()?)));
        let ends: Vec<(u32, u32)> = edges.from.iter().copied().zip(edges.to.iter().copied()).chain(targets).collect();
        let usual = usual(self.view);
        let mut known = HashMap::new();
        let mut new = Vec::new();
        for (node, number) in (0..).zip(&self.drawn) {
            match usual.get(number) {
                Some(point) => _ = known.insert(node, *point),
                None => new.push(node),
            }
        }
        let count = self.columns.nodes.key.len();
        let points: Vec<layout::Point> = if new.len() > known.len() {
            // Another picture altogether.
            layout::place(count, &ends)
        } else {
            let beside = layout::beside(&known, &new, &ends);
            let at = |node: u32| known.get(&node).or_else(|| beside.get(&node)).copied().unwrap_or_default();
            (0..count as u32).map(at).collect()
        };
        self.columns.nodes.x = points.iter().map(|point| point.x.round() as i32).collect();
        self.columns.nodes.y = points.iter().map(|point| point.y.round() as i32).collect();
    }
}

impl NodeColumns {
    fn account(&mut self, view: &CaseView, number: u32) {
        let account = &view.graph.accounts[number as usize];
        self.common(view, Node::Account(number), account.span);
        self.name.push(account.user.clone());
        self.domain.push(account.domain.clone());
        self.sid.push(account.sid.clone().unwrap_or_default());
        self.privileged.push(account.privileged);
        self.dc.push(false);
        self.machine.push(account.user.ends_with('$'));
        self.status.push(if account.marks.is_empty() { String::new() } else { account.status() });
    }

    fn host(&mut self, view: &CaseView, number: u32) {
        let host = &view.graph.hosts[number as usize];
        self.common(view, Node::Host(number), host.span);
        self.name.push(called(host).to_owned());
        self.domain.push(String::new());
        self.sid.push(String::new());
        self.privileged.push(false);
        self.dc.push(host.controller);
        self.machine.push(!view.host_uses[number as usize].people);
        self.status.push(String::new());
    }

    fn common(&mut self, view: &CaseView, node: Node, span: Option<model::Span>) {
        let standing = view.standing(node);
        self.key.push(view.key(node).to_owned());
        self.kind.push(node.kind());
        self.rank.push(standing.rank.map(rounded));
        self.place.push(standing.place);
        self.first.push(span.map(|span| span.start.ms()));
        self.last.push(span.map(|span| span.end.ms()));
        self.findings.push(view.worst(node).map_or("", model::Severity::name));
    }

    fn plain(&mut self, key: String, kind: Kind, name: String, status: String) {
        self.key.push(key);
        self.kind.push(kind);
        self.name.push(name);
        self.status.push(status);
        self.domain.push(String::new());
        self.sid.push(String::new());
        self.rank.push(None);
        self.place.push(None);
        self.privileged.push(false);
        self.dc.push(false);
        self.machine.push(false);
        self.first.push(None);
        self.last.push(None);
        self.findings.push("");
    }
}

/// Four digits: ranks are not more precise than that, and answers get shorter.
pub fn rounded(rank: f64) -> f64 {
    (rank * 10_000.0).round() / 10_000.0
}
