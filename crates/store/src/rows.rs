//! Relationships as rows of a parameter.

use model::{LogonEdge, LogonGraph, LogonTo};
use neo4rs::BoltType;

use crate::link::{list, row};
use crate::names::{account_key, plain_key};

/// The keys of a graph's nodes, in the order of its lists.
pub(crate) struct Keys {
    hosts: Vec<String>,
    accounts: Vec<String>,
}

impl Keys {
    /// Those of `graph`.
    pub(crate) fn of(graph: &LogonGraph) -> Self {
        Self {
            hosts: graph.hosts.iter().map(|host| plain_key(&host.key)).collect(),
            accounts: graph.accounts.iter().map(|a| account_key(&a.user, &a.domain)).collect(),
        }
    }

    /// Sorted logons by host, then by account: a node is looked for once for all that follows it.
    pub(crate) fn logons(&self, graph: &LogonGraph, edges: &[LogonEdge]) -> BoltType {
        let hosts = edges
            .chunk_by(|a, b| a.host == b.host)
            .map(|same| row![self.hosts[same[0].host as usize].as_str(), self.of_accounts(graph, same)]);
        list(hosts.collect())
    }

    /// A host's logons.
    fn of_accounts(&self, graph: &LogonGraph, edges: &[LogonEdge]) -> BoltType {
        let accounts = edges.chunk_by(|a, b| a.account == b.account).map(|same| {
            let events = same.iter().map(|edge| event_row(graph, edge)).collect();
            row![self.accounts[same[0].account as usize].as_str(), list(events)]
        });
        list(accounts.collect())
    }

    /// Accounts' arrivals at hosts.
    pub(crate) fn reached(&self, arrivals: &[LogonTo]) -> BoltType {
        let rows = arrivals.iter().map(|to| {
            row![
                self.accounts[to.account as usize].as_str(),
                self.hosts[to.host as usize].as_str(),
                to.first.ms(),
                to.last.ms(),
                to.count
            ]
        });
        list(rows.collect())
    }
}

/// The properties of a logon, in LogonTracer's form: `-` for what is not there.
fn event_row(graph: &LogonGraph, edge: &LogonEdge) -> BoltType {
    let package = edge.package.and_then(|index| graph.packages.get(index as usize));
    let target = edge.target.and_then(|index| graph.hosts.get(index as usize));
    row![
        edge.id,
        edge.logon_type,
        edge.status.map_or_else(|| "-".to_owned(), |status| format!("0x{status:08x}")),
        package.map_or("-", String::as_str),
        edge.count,
        i64::from(edge.hour) * 3600,
        edge.first.ms(),
        edge.last.ms(),
        target.map_or("-", |host| host.key.as_str()),
    ]
}
