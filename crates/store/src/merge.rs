//! Several imports' graphs become one: nodes united, edges counted together.

use std::collections::BTreeMap;

use model::{Account, DaySequence, Domain, Host, LogonEdge, LogonGraph, LogonTo, Span};

/// Where an import's nodes are in the united graph.
pub(crate) struct Places {
    hosts: Vec<u32>,
    accounts: Vec<u32>,
    packages: Vec<u32>,
}

impl Places {
    /// Moves an edge; `None` when it points outside its import's lists.
    pub(crate) fn edge(&self, edge: &LogonEdge) -> Option<LogonEdge> {
        let at = |list: &[u32], index: u32| list.get(index as usize).copied();
        Some(LogonEdge {
            host: at(&self.hosts, edge.host)?,
            account: at(&self.accounts, edge.account)?,
            target: edge.target.map(|target| at(&self.hosts, target).ok_or(())).transpose().ok()?,
            package: edge.package.map(|package| at(&self.packages, package).ok_or(())).transpose().ok()?,
            ..*edge
        })
    }

    /// Moves an arrival.
    pub(crate) fn arrival(&self, to: LogonTo) -> Option<LogonTo> {
        let account = *self.accounts.get(to.account as usize)?;
        Some(LogonTo { account, host: *self.hosts.get(to.host as usize)?, ..to })
    }

    /// Moves a day.
    pub(crate) fn day(&self, day: DaySequence) -> Option<DaySequence> {
        let account = *self.accounts.get(day.account as usize)?;
        Some(DaySequence { account, host: *self.hosts.get(day.host as usize)?, ..day })
    }
}

/// Unites the node tables of imports, oldest first: where they disagree on a name, the oldest wins.
pub(crate) fn united(tables: &[&LogonGraph]) -> (LogonGraph, Vec<Places>) {
    let mut graph = LogonGraph::default();
    for table in tables {
        graph.packages.extend(table.packages.iter().cloned());
        graph.clears.extend(table.clears.iter().cloned());
        graph.policies.extend(table.policies.iter().cloned());
        graph.span = wider(graph.span, table.span);
    }
    graph.packages.sort_unstable();
    graph.packages.dedup();
    graph.clears.sort();
    graph.clears.dedup();
    graph.policies.sort();
    graph.policies.dedup();
    graph.accounts = accounts(tables);
    graph.hosts = hosts(tables);
    graph.domains = domains(tables);
    let places = tables.iter().map(|table| places(&graph, table)).collect();
    (graph, places)
}

fn places(graph: &LogonGraph, table: &LogonGraph) -> Places {
    let found = |result: Result<usize, usize>| result.unwrap_or_else(|at| at) as u32;
    let account = |a: &Account| graph.accounts.binary_search_by(|x| (&x.user, &x.domain).cmp(&(&a.user, &a.domain)));
    Places {
        hosts: table.hosts.iter().map(|h| found(graph.hosts.binary_search_by(|x| x.key.cmp(&h.key)))).collect(),
        accounts: table.accounts.iter().map(|a| found(account(a))).collect(),
        packages: table.packages.iter().map(|name| found(graph.packages.binary_search(name))).collect(),
    }
}

fn accounts(tables: &[&LogonGraph]) -> Vec<Account> {
    let mut all: BTreeMap<(&str, &str), Account> = BTreeMap::new();
    for account in tables.iter().flat_map(|table| &table.accounts) {
        let key = (account.user.as_str(), account.domain.as_str());
        let Some(known) = all.get_mut(&key) else {
            all.insert(key, account.clone());
            continue;
        };
        known.sid = known.sid.take().or_else(|| account.sid.clone());
        known.privileged |= account.privileged;
        known.well_known |= account.well_known;
        known.marks.extend(account.marks.iter().cloned());
        known.marks.sort();
        known.marks.dedup();
        known.span = wider(known.span, account.span);
    }
    all.into_values().collect()
}

fn hosts(tables: &[&LogonGraph]) -> Vec<Host> {
    let mut all: BTreeMap<&str, Host> = BTreeMap::new();
    for host in tables.iter().flat_map(|table| &table.hosts) {
        let Some(known) = all.get_mut(host.key.as_str()) else {
            all.insert(&host.key, host.clone());
            continue;
        };
        known.name = known.name.take().or_else(|| host.name.clone());
        known.controller |= host.controller;
        known.addresses.extend(host.addresses.iter().cloned());
        known.addresses.sort();
        known.addresses.dedup();
        known.span = wider(known.span, host.span);
    }
    all.into_values().collect()
}

fn domains(tables: &[&LogonGraph]) -> Vec<Domain> {
    let mut all: BTreeMap<&str, Domain> = BTreeMap::new();
    for domain in tables.iter().flat_map(|table| &table.domains) {
        let Some(known) = all.get_mut(domain.name.as_str()) else {
            all.insert(&domain.name, domain.clone());
            continue;
        };
        known.sid = known.sid.take().or_else(|| domain.sid.clone());
        known.aliases.extend(domain.aliases.iter().cloned());
        known.aliases.sort();
        known.aliases.dedup();
    }
    all.into_values().collect()
}

fn wider(one: Option<Span>, other: Option<Span>) -> Option<Span> {
    match (one, other) {
        (Some(mut one), Some(other)) => {
            one.cover(other);
            Some(one)
        }
        (one, other) => one.or(other),
    }
}

/// Sorts edges and counts those of one kind and hour together.
pub(crate) fn sum_edges(edges: &mut Vec<LogonEdge>) {
    edges.sort_unstable();
    edges.dedup_by(|next, kept| {
        let same = LogonEdge { count: kept.count, first: kept.first, last: kept.last, ..*next } == *kept;
        if same {
            kept.count = kept.count.saturating_add(next.count);
            kept.first = kept.first.min(next.first);
            kept.last = kept.last.max(next.last);
        }
        same
    });
}

/// Sorts arrivals and counts those of one account at one host together.
pub(crate) fn sum_reached(reached: &mut Vec<LogonTo>) {
    reached.sort_unstable();
    reached.dedup_by(|next, kept| {
        let same = (next.account, next.host) == (kept.account, kept.host);
        if same {
            kept.count = kept.count.saturating_add(next.count);
            kept.first = kept.first.min(next.first);
            kept.last = kept.last.max(next.last);
        }
        same
    });
}

/// Sorts days and joins those of one host, account and day; steps of one moment keep their imports'
/// order.
pub(crate) fn join_days(days: &mut Vec<DaySequence>) {
    days.sort_by_key(|day| (day.host, day.account, day.day));
    days.dedup_by(|next, kept| {
        let same = (next.host, next.account, next.day) == (kept.host, kept.account, kept.day);
        if same {
            kept.steps.append(&mut next.steps);
            kept.steps.sort_by_key(|step| step.ms_of_day());
        }
        same
    });
}
