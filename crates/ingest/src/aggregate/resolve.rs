//! From spellings to accounts and machines: the second step of aggregation.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use foldhash::fast::RandomState;
use model::{Account, DaySequence, Finding, Host, LogonEdge, LogonGraph, LogonTo, Mark, Span, Step};

use super::domains::{Names, Spellings};
use super::findings::{self, Admitted};
use super::ties::Owners;
use super::who::Seen;
use super::{Aggregator, RawEdge, RawHost};

type Map<K, V> = HashMap<K, V, RandomState>;

pub(super) fn finish(aggregator: Aggregator, owners: &Owners, drafts: Vec<Admitted>) -> (LogonGraph, Vec<Finding>) {
    let names = domain_names(&aggregator);
    let accounts = Accounts::resolve(&aggregator, &names);
    let hosts = Hosts::resolve(&aggregator, owners, &drafts);
    let mut graph = LogonGraph { span: aggregator.span, ..LogonGraph::default() };
    let (packages, package_index) = packages(&aggregator);
    graph.packages = packages;
    graph.logons = edges(&aggregator, &accounts, &hosts, &package_index);
    graph.reached = reached(&graph.logons);
    graph.sequences = sequences(&aggregator, &accounts, &hosts);
    graph.accounts = accounts.list;
    let (host_list, host_index) = (hosts.list, hosts.index);
    graph.hosts = host_list;
    let host = |raw, hour: i32| host_index.get(&(raw, hour.div_euclid(24))).copied();
    let findings = drafts
        .into_iter()
        .map(|draft| findings::finding(draft, &graph, |raw| accounts.index[raw as usize], host))
        .collect();
    let used: BTreeSet<&str> = graph.accounts.iter().map(|account| account.domain.as_str()).collect();
    graph.domains = names.into_domains().into_iter().filter(|domain| used.contains(domain.name.as_str())).collect();
    graph.clears = aggregator.clears;
    graph.clears.sort();
    graph.policies = aggregator.policies;
    graph.policies.sort();
    (graph, findings)
}

pub(super) fn domain_names(aggregator: &Aggregator) -> Names {
    let mut spellings = Spellings::default();
    for &(domain, sid) in &aggregator.spellings {
        let sid = aggregator.texts.text(sid);
        // Spellings want an account's SID; any last part does.
        let account = if sid.is_empty() { String::new() } else { format!("{sid}-0") };
        spellings.add(aggregator.texts.text(domain), &account);
    }
    for name in aggregator.all_controllers() {
        if let Some(&suffix) = aggregator.suffixes.get(name) {
            spellings.add(aggregator.texts.text(suffix), "");
        }
    }
    spellings.unite()
}

struct Accounts {
    list: Vec<Account>,
    /// Raw account -> index into `list`.
    index: Vec<u32>,
}

impl Accounts {
    fn resolve(aggregator: &Aggregator, names: &Names) -> Self {
        let by_sid = names_by_sid(aggregator, names);
        let keys: Vec<(String, String)> =
            aggregator.accounts.seen.iter().map(|seen| key(aggregator, names, &by_sid, seen)).collect();
        let mut groups: BTreeMap<&(String, String), Vec<u32>> = BTreeMap::new();
        for (raw, key) in keys.iter().enumerate() {
            groups.entry(key).or_default().push(raw as u32);
        }
        let mut index = vec![0; keys.len()];
        let mut list = Vec::with_capacity(groups.len());
        for (number, (key, members)) in groups.iter().enumerate() {
            for &raw in members {
                index[raw as usize] = number as u32;
            }
            list.push(account(aggregator, key, members));
        }
        for raw in &aggregator.marks {
            if let Some(what) = &raw.what {
                let mark = Mark { time: raw.time, what: what.clone() };
                list[index[raw.account as usize] as usize].marks.push(mark);
            }
        }
        for account in &mut list {
            account.marks.sort();
            account.marks.dedup();
        }
        Self { list, index }
    }
}

/// (user, domain) of an account, in its final form.
fn key(aggregator: &Aggregator, names: &Names, by_sid: &Map<&str, (String, String)>, seen: &Seen) -> (String, String) {
    let text = |number| aggregator.texts.text(number);
    let (user, sid) = (text(seen.raw.user), text(seen.raw.sid));
    // A group change names its member by SID, or by a display name that need not be the account's.
    if let Some(known) = by_sid.get(sid) {
        return known.clone();
    }
    if seen.raw.domain != 0 {
        return (user.to_owned(), names.name(text(seen.raw.domain)).to_owned());
    }
    let logger = seen.raw.logger;
    let domain = if aggregator.is_controller(logger) {
        aggregator.suffixes.get(&logger).map_or("", |suffix| names.name(text(*suffix)))
    } else {
        text(logger)
    };
    (user.to_owned(), domain.to_owned())
}

/// What logons call the account of each personal SID: the most frequent spelling.
fn names_by_sid<'a>(aggregator: &'a Aggregator, names: &Names) -> Map<&'a str, (String, String)> {
    let mut best: Map<&str, (u64, String, String)> = Map::default();
    let marked: BTreeSet<u32> = aggregator.marks.iter().map(|mark| mark.account).collect();
    let mut counts = aggregator.before.accounts.clone();
    for (number, seen) in (0..).zip(&aggregator.accounts.seen) {
        let known = counts.entry(seen.raw).or_default();
        *known = (known.0 + seen.count, known.1 || marked.contains(&number));
    }
    for (raw, (count, marked)) in counts {
        let sid = aggregator.texts.text(raw.sid);
        if !sid.starts_with("S-1-5-21-") || raw.domain == 0 {
            continue;
        }
        // A name that only group changes use weighs least.
        let weight = if marked { count.min(1) } else { count + 1 };
        let user = aggregator.texts.text(raw.user).to_owned();
        let domain = names.name(aggregator.texts.text(raw.domain)).to_owned();
        let entry = best.entry(sid).or_insert_with(|| (weight, user.clone(), domain.clone()));
        if (weight, &entry.1, &entry.2) > (entry.0, &user, &domain) {
            *entry = (weight, user, domain);
        }
    }
    best.into_iter().map(|(sid, (_, user, domain))| (sid, (user, domain))).collect()
}

fn account(aggregator: &Aggregator, key: &(String, String), members: &[u32]) -> Account {
    let mut sids: BTreeMap<&str, u64> = BTreeMap::new();
    let mut span: Option<Span> = None;
    let mut privileged = false;
    let mut well_known = false;
    for &raw in members {
        let seen = &aggregator.accounts.seen[raw as usize];
        let text = |number| aggregator.texts.text(number);
        let sid = text(seen.raw.sid);
        if !sid.is_empty() {
            *sids.entry(sid).or_default() += seen.count;
        }
        span.get_or_insert(seen.span).cover(seen.span);
        privileged |= seen.privileged;
        well_known |= model::who::well_known(text(seen.raw.user), text(seen.raw.domain), sid);
    }
    let sid = sids.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(a.0))).map(|(sid, _)| sid.to_owned());
    Account { user: key.0.clone(), domain: key.1.clone(), sid, privileged, well_known, marks: Vec::new(), span }
}

/// Who had which address when.
pub(super) fn owners(aggregator: &Aggregator) -> Owners {
    let mut accounts: HashSet<(u32, i32, u32), RandomState> = HashSet::default();
    let mut crowd: Map<(u32, i32), u32> = Map::default();
    for edge in aggregator.edges.keys().filter(|edge| edge.source.address != 0) {
        let day = edge.hour.div_euclid(24);
        if accounts.insert((edge.source.address, day, edge.account)) {
            *crowd.entry((edge.source.address, day)).or_default() += 1;
        }
    }
    for (&(address, day), raws) in &aggregator.before.crowds {
        let here =
            |raw| aggregator.accounts.number(raw).is_some_and(|account| accounts.contains(&(address, day, account)));
        let others = raws.iter().filter(|raw| !here(raw)).count() as u32;
        *crowd.entry((address, day)).or_default() += others;
    }
    aggregator.ties.decide(&crowd, |number| aggregator.texts.text(number))
}

struct Hosts {
    list: Vec<Host>,
    /// (raw host, day) -> index into `list`.
    index: Map<(RawHost, i32), u32>,
}

impl Hosts {
    fn resolve(aggregator: &Aggregator, owners: &Owners, drafts: &[Admitted]) -> Self {
        let mut spans: Map<(RawHost, i32), Span> = Map::default();
        for (edge, cell) in &aggregator.edges {
            let day = edge.hour.div_euclid(24);
            for host in [edge.source, edge.target] {
                if host != NOWHERE {
                    spans.entry((host, day)).or_insert(cell.span).cover(cell.span);
                }
            }
        }
        for &(_, host, time) in drafts.iter().flat_map(|draft| &draft.hosts) {
            spans.entry((host, time.day())).or_insert(Span::at(time)).cover(Span::at(time));
        }
        let mut hosts: BTreeMap<String, Host> = BTreeMap::new();
        let mut keys: Map<(RawHost, i32), String> = Map::default();
        for (&(raw, day), &span) in &spans {
            let host = describe(aggregator, owners, raw, day);
            keys.insert((raw, day), host.key.clone());
            let entry = hosts.entry(host.key.clone()).or_insert(host);
            entry.span.get_or_insert(span).cover(span);
        }
        let numbers: Map<&str, u32> = hosts.keys().enumerate().map(|(n, key)| (key.as_str(), n as u32)).collect();
        let index = keys.iter().map(|(place, key)| (*place, numbers[key.as_str()])).collect();
        Self { index, list: hosts.into_values().collect() }
    }

    fn find(&self, raw: RawHost, hour: i32) -> Option<u32> {
        self.index.get(&(raw, hour.div_euclid(24))).copied()
    }
}

pub(super) const NOWHERE: RawHost = RawHost { address: 0, name: 0 };

/// The machine that a spelling means on a day.
fn describe(aggregator: &Aggregator, owners: &Owners, raw: RawHost, day: i32) -> Host {
    let text = |number| aggregator.texts.text(number);
    let machine = if raw.address == 0 { Some(raw.name) } else { owners.machine(raw.address, day) };
    let Some(machine) = machine else {
        return Host {
            key: text(raw.address).to_owned(),
            name: None,
            addresses: vec![text(raw.address).to_owned()],
            controller: false,
            span: None,
        };
    };
    let own = owners.own_address(machine, |a, b| text(a) < text(b));
    let mut addresses: Vec<String> = owners.addresses(machine).map(|address| text(address).to_owned()).collect();
    addresses.sort();
    Host {
        key: text(own.unwrap_or(machine)).to_owned(),
        name: Some(text(machine).to_owned()),
        addresses,
        controller: aggregator.is_controller(machine),
        span: None,
    }
}

fn packages(aggregator: &Aggregator) -> (Vec<String>, Map<u32, u32>) {
    let used: BTreeSet<u32> =
        aggregator.edges.keys().map(|edge| edge.package).filter(|package| *package != 0).collect();
    let mut named: Vec<(&str, u32)> = used.into_iter().map(|number| (aggregator.texts.text(number), number)).collect();
    named.sort_unstable();
    let index = named.iter().enumerate().map(|(at, (_, number))| (*number, at as u32)).collect();
    (named.into_iter().map(|(text, _)| text.to_owned()).collect(), index)
}

fn edges(aggregator: &Aggregator, accounts: &Accounts, hosts: &Hosts, packages: &Map<u32, u32>) -> Vec<LogonEdge> {
    let mut edges: Vec<LogonEdge> = aggregator
        .edges
        .iter()
        .filter_map(|(raw, cell)| edge(raw, cell.count, cell.span, accounts, hosts, packages))
        .collect();
    edges.sort_unstable();
    edges.dedup_by(|next, kept| {
        let same = key_of(next) == key_of(kept);
        if same {
            kept.count = kept.count.saturating_add(next.count);
            kept.first = kept.first.min(next.first);
            kept.last = kept.last.max(next.last);
        }
        same
    });
    edges
}

type EdgeKey = (u32, u32, Option<u32>, u32, u32, Option<u32>, Option<u32>, i32);

const fn key_of(edge: &LogonEdge) -> EdgeKey {
    (edge.host, edge.account, edge.target, edge.id, edge.logon_type, edge.status, edge.package, edge.hour)
}

fn edge(
    raw: &RawEdge,
    count: u32,
    span: Span,
    accounts: &Accounts,
    hosts: &Hosts,
    packages: &Map<u32, u32>,
) -> Option<LogonEdge> {
    Some(LogonEdge {
        host: hosts.find(raw.source, raw.hour)?,
        account: accounts.index[raw.account as usize],
        target: hosts.find(raw.target, raw.hour),
        id: raw.id,
        logon_type: raw.logon_type,
        status: raw.status,
        package: packages.get(&raw.package).copied(),
        hour: raw.hour,
        count,
        first: span.start,
        last: span.end,
    })
}

/// Which accounts got into which hosts: events that only a successful logon leaves on its target.
fn reached(logons: &[LogonEdge]) -> Vec<LogonTo> {
    let mut all: BTreeMap<(u32, u32), LogonTo> = BTreeMap::new();
    for edge in logons.iter().filter(|edge| matches!(edge.id, 4624 | 4778 | 21 | 25)) {
        let Some(host) = edge.target else { continue };
        let new = LogonTo { account: edge.account, host, count: 0, first: edge.first, last: edge.last };
        let entry = all.entry((edge.account, host)).or_insert(new);
        entry.count = entry.count.saturating_add(edge.count);
        entry.first = entry.first.min(edge.first);
        entry.last = entry.last.max(edge.last);
    }
    all.into_values().collect()
}

fn sequences(aggregator: &Aggregator, accounts: &Accounts, hosts: &Hosts) -> Vec<DaySequence> {
    let mut all: BTreeMap<(u32, u32, i32), Vec<Step>> = BTreeMap::new();
    let mut raws: Vec<_> = aggregator.steps.iter().collect();
    // Equal times keep an order that does not depend on the hash.
    raws.sort_by_key(|((host, account, day), _)| (*host, *account, *day));
    for (&(raw, account, day), steps) in raws {
        let Some(host) = hosts.find(raw, day * 24) else { continue };
        all.entry((host, accounts.index[account as usize], day)).or_default().extend(steps);
    }
    all.into_iter()
        .map(|((host, account, day), mut steps)| {
            steps.sort_by_key(|step| step.ms_of_day());
            DaySequence { host, account, day, steps }
        })
        .collect()
}
