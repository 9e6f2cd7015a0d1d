//! The compact form of a batch: a version byte and postcard. These structs are the stored format;
//! they change only together with [`VERSION`].

use std::fmt;

use model::{
    Account, Clear, DaySequence, Domain, Host, LogonEdge, LogonGraph, LogonTo, Mark, PolicyChange, Span, Step, Time,
};
use serde::de::{DeserializeOwned, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::{Result, StoreError};

const VERSION: u8 = 1;
const HOUR_MS: i64 = 3_600_000;

/// Bytes of a value.
pub(crate) fn encode<T: Serialize>(value: &T) -> Result<Vec<u8>> {
    postcard::to_extend(value, vec![VERSION]).map_err(|error| StoreError::Damaged(error.to_string()))
}

/// The value of bytes.
pub(crate) fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    match bytes.split_first() {
        Some((&VERSION, rest)) => postcard::from_bytes(rest).map_err(|error| StoreError::Damaged(error.to_string())),
        Some((version, _)) => Err(StoreError::Damaged(format!("batch format {version} is not known"))),
        None => Err(StoreError::Damaged("empty batch".to_owned())),
    }
}

/// Bytes as the driver gives them.
pub(crate) struct Bytes(pub(crate) Vec<u8>);

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Taker;
        impl Visitor<'_> for Taker {
            type Value = Bytes;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("bytes")
            }
            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Bytes, E> {
                Ok(Bytes(bytes.to_vec()))
            }
        }
        deserializer.deserialize_bytes(Taker)
    }
}

/// Everything of a graph but its edges.
#[derive(Serialize, Deserialize)]
pub(crate) struct Nodes {
    accounts: Vec<AccountRow>,
    hosts: Vec<HostRow>,
    domains: Vec<(String, Vec<String>, Option<String>)>,
    clears: Vec<(i64, String, String, String, String)>,
    policies: Vec<(i64, [String; 6])>,
    packages: Vec<String>,
    span: Option<(i64, i64)>,
}

#[derive(Serialize, Deserialize)]
struct AccountRow {
    user: String,
    domain: String,
    sid: Option<String>,
    privileged: bool,
    well_known: bool,
    marks: Vec<(i64, String)>,
    span: Option<(i64, i64)>,
}

#[derive(Serialize, Deserialize)]
struct HostRow {
    key: String,
    name: Option<String>,
    addresses: Vec<String>,
    controller: bool,
    span: Option<(i64, i64)>,
}

/// Logons of one host and account.
#[derive(Serialize, Deserialize)]
pub(crate) struct Pair {
    host: u32,
    account: u32,
    edges: Vec<Edge>,
}

impl Pair {
    /// Host and account.
    pub(crate) const fn ends(&self) -> (u32, u32) {
        (self.host, self.account)
    }
}

/// Times are kept as distances, which are short numbers.
#[derive(Serialize, Deserialize)]
struct Edge {
    target: Option<u32>,
    id: u32,
    logon_type: u32,
    status: Option<u32>,
    package: Option<u32>,
    hour: i32,
    count: u32,
    first_in_hour: i64,
    last_after_first: i64,
}

/// An account reached a host: account, host, count, first, distance of last.
#[derive(Serialize, Deserialize)]
pub(crate) struct Arrival(u32, u32, u32, i64, i64);

/// A day's sequence: host, account, day, steps.
#[derive(Serialize, Deserialize)]
pub(crate) struct Day(u32, u32, i32, Vec<u32>);

/// Groups sorted edges by host and account.
pub(crate) fn pairs(edges: &[LogonEdge]) -> Vec<Pair> {
    edges
        .chunk_by(|a, b| (a.host, a.account) == (b.host, b.account))
        .map(|same| Pair { host: same[0].host, account: same[0].account, edges: same.iter().map(Edge::from).collect() })
        .collect()
}

/// The edges of pairs.
pub(crate) fn edges(pairs: &[Pair]) -> impl Iterator<Item = LogonEdge> + '_ {
    pairs.iter().flat_map(|pair| pair.edges.iter().map(|edge| edge.of(pair)))
}

impl From<&LogonEdge> for Edge {
    fn from(edge: &LogonEdge) -> Self {
        Self {
            target: edge.target,
            id: edge.id,
            logon_type: edge.logon_type,
            status: edge.status,
            package: edge.package,
            hour: edge.hour,
            count: edge.count,
            first_in_hour: edge.first.ms().wrapping_sub(i64::from(edge.hour) * HOUR_MS),
            last_after_first: edge.last.ms().wrapping_sub(edge.first.ms()),
        }
    }
}

impl Edge {
    fn of(&self, pair: &Pair) -> LogonEdge {
        let first = self.first_in_hour.wrapping_add(i64::from(self.hour) * HOUR_MS);
        LogonEdge {
            host: pair.host,
            account: pair.account,
            target: self.target,
            id: self.id,
            logon_type: self.logon_type,
            status: self.status,
            package: self.package,
            hour: self.hour,
            count: self.count,
            first: Time::from_ms(first),
            last: Time::from_ms(first.wrapping_add(self.last_after_first)),
        }
    }
}

impl From<&LogonTo> for Arrival {
    fn from(to: &LogonTo) -> Self {
        Self(to.account, to.host, to.count, to.first.ms(), to.last.ms().wrapping_sub(to.first.ms()))
    }
}

impl From<Arrival> for LogonTo {
    fn from(Arrival(account, host, count, first, length): Arrival) -> Self {
        let last = Time::from_ms(first.wrapping_add(length));
        Self { account, host, count, first: Time::from_ms(first), last }
    }
}

impl From<&DaySequence> for Day {
    fn from(day: &DaySequence) -> Self {
        Self(day.host, day.account, day.day, day.steps.iter().map(|step| step.to_bits()).collect())
    }
}

impl From<Day> for DaySequence {
    fn from(Day(host, account, day, steps): Day) -> Self {
        Self { host, account, day, steps: steps.into_iter().map(Step::from_bits).collect() }
    }
}

fn ends(span: Option<Span>) -> Option<(i64, i64)> {
    span.map(|span| (span.start.ms(), span.end.ms()))
}

fn span(ends: Option<(i64, i64)>) -> Option<Span> {
    ends.map(|(start, end)| Span { start: Time::from_ms(start), end: Time::from_ms(end) })
}

impl From<&LogonGraph> for Nodes {
    fn from(graph: &LogonGraph) -> Self {
        Self {
            accounts: graph.accounts.iter().map(AccountRow::from).collect(),
            hosts: graph.hosts.iter().map(HostRow::from).collect(),
            domains: graph.domains.iter().map(|d| (d.name.clone(), d.aliases.clone(), d.sid.clone())).collect(),
            clears: graph
                .clears
                .iter()
                .cloned()
                .map(|Clear { time, user, domain, computer, channel }| (time.ms(), user, domain, computer, channel))
                .collect(),
            policies: graph
                .policies
                .iter()
                .cloned()
                .map(|p| (p.time.ms(), [p.user, p.domain, p.computer, p.category, p.subcategory, p.change]))
                .collect(),
            packages: graph.packages.clone(),
            span: ends(graph.span),
        }
    }
}

impl From<Nodes> for LogonGraph {
    fn from(nodes: Nodes) -> Self {
        let time = Time::from_ms;
        Self {
            accounts: nodes.accounts.into_iter().map(Account::from).collect(),
            hosts: nodes.hosts.into_iter().map(Host::from).collect(),
            domains: nodes.domains.into_iter().map(|(name, aliases, sid)| Domain { name, aliases, sid }).collect(),
            clears: nodes
                .clears
                .into_iter()
                .map(|(ms, user, domain, computer, channel)| Clear { time: time(ms), user, domain, computer, channel })
                .collect(),
            policies: nodes
                .policies
                .into_iter()
                .map(|(ms, [user, domain, computer, category, subcategory, change])| PolicyChange {
                    time: time(ms),
                    user,
                    domain,
                    computer,
                    category,
                    subcategory,
                    change,
                })
                .collect(),
            packages: nodes.packages,
            span: span(nodes.span),
            ..Self::default()
        }
    }
}

impl From<&Account> for AccountRow {
    fn from(account: &Account) -> Self {
        Self {
            user: account.user.clone(),
            domain: account.domain.clone(),
            sid: account.sid.clone(),
            privileged: account.privileged,
            well_known: account.well_known,
            marks: account.marks.iter().map(|mark| (mark.time.ms(), mark.what.clone())).collect(),
            span: ends(account.span),
        }
    }
}

impl From<AccountRow> for Account {
    fn from(row: AccountRow) -> Self {
        Self {
            user: row.user,
            domain: row.domain,
            sid: row.sid,
            privileged: row.privileged,
            well_known: row.well_known,
            marks: row.marks.into_iter().map(|(ms, what)| Mark { time: Time::from_ms(ms), what }).collect(),
            span: span(row.span),
        }
    }
}

impl From<&Host> for HostRow {
    fn from(host: &Host) -> Self {
        Self {
            key: host.key.clone(),
            name: host.name.clone(),
            addresses: host.addresses.clone(),
            controller: host.controller,
            span: ends(host.span),
        }
    }
}

impl From<HostRow> for Host {
    fn from(row: HostRow) -> Self {
        Self {
            key: row.key,
            name: row.name,
            addresses: row.addresses,
            controller: row.controller,
            span: span(row.span),
        }
    }
}
