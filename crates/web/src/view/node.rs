//! Everything about one node.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::edges::failed;
use super::filter::touches;
use super::findings::{FindingView, finding};
use super::keys::Kind;
use super::lists::{AccountView, HostView, account, host};
use super::{CaseView, Node};

/// Sessions, neighbours and findings told of one node; the most telling first.
const MOST: usize = 200;

/// Somebody's stays at hosts by one kind of logon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Session {
    /// Key of the host it came from.
    pub from_host: String,
    /// That host's name.
    pub from_name: String,
    /// Key of the account.
    pub account: String,
    /// Key of the host it went to, where the events name one.
    pub target: Option<String>,
    /// That host's name.
    pub target_name: Option<String>,
    /// Windows' logon type; 0 where the events have none.
    #[serde(rename = "type")]
    pub logon_type: u32,
    /// The first.
    pub first: i64,
    /// The last.
    pub last: i64,
    /// How many.
    pub count: u64,
}

/// A node that this one met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Neighbour {
    /// Its key.
    pub key: String,
    /// What it is.
    pub kind: Kind,
    /// Its name for people.
    pub name: String,
    /// Logon events between the two.
    pub count: u64,
    /// Failures among them.
    pub failures: u64,
    /// The first.
    pub first: i64,
    /// The last.
    pub last: i64,
}

/// A node's hourly scores.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Scores {
    /// The first hour, seconds since the Unix epoch.
    pub start: i64,
    /// One score an hour.
    pub hours: Vec<f64>,
}

/// What happened to groups an account is or was in, or to the account itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct GroupChange {
    /// When.
    pub at: i64,
    /// What, in LogonTracer's words.
    pub what: String,
}

/// Everything about one node.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct NodeView {
    /// The case's version.
    pub version: String,
    /// What it is.
    pub kind: Kind,
    /// The account, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountView>,
    /// The host, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<HostView>,
    /// What was found about it, the gravest first.
    pub findings: Vec<FindingView>,
    /// Changes of an account's groups.
    pub groups: Vec<GroupChange>,
    /// Successful logons: as this account, or from or to this host. The latest first.
    pub sessions: Vec<Session>,
    /// Whom it met, the busiest first.
    pub neighbours: Vec<Neighbour>,
    /// An account's hourly scores, where they are kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anomaly: Option<Scores>,
    /// The sentence of what was left out, where something was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_out: Option<String>,
}

/// A node in full, but for its scores.
pub fn node(view: &CaseView, node: Node) -> NodeView {
    let mut findings: Vec<_> = view.findings_of(node).collect();
    findings.sort_by_key(|numbered| std::cmp::Reverse(numbered.finding.severity));
    let (sessions, neighbours) = (sessions(view, node), neighbours(view, node));
    let left_out = left_out(findings.len(), sessions.len(), neighbours.len());
    let (account, host, groups) = match node {
        Node::Account(number) => (Some(account(view, number)), None, groups(view, number)),
        Node::Host(number) => (None, Some(host(view, number)), Vec::new()),
    };
    NodeView {
        version: view.version.clone(),
        kind: node.kind(),
        account,
        host,
        findings: findings.into_iter().take(MOST).map(|numbered| finding(view, numbered)).collect(),
        groups,
        sessions: sessions.into_iter().take(MOST).collect(),
        neighbours: neighbours.into_iter().take(MOST).collect(),
        anomaly: None,
        left_out,
    }
}

fn left_out(findings: usize, sessions: usize, neighbours: usize) -> Option<String> {
    let parts = [(findings, "findings"), (sessions, "sessions"), (neighbours, "neighbours")];
    let cut: Vec<String> =
        parts.into_iter().filter(|(n, _)| *n > MOST).map(|(n, what)| format!("{MOST} of {n} {what}")).collect();
    (!cut.is_empty()).then(|| format!("Showing {}", cut.join(", ")))
}

fn groups(view: &CaseView, account: u32) -> Vec<GroupChange> {
    let group = |mark: &&model::Mark| mark.what.contains("Group");
    let change = |mark: &model::Mark| GroupChange { at: mark.time.ms(), what: mark.what.clone() };
    view.graph.accounts[account as usize].marks.iter().filter(group).map(change).collect()
}

fn sessions(view: &CaseView, node: Node) -> Vec<Session> {
    type Stays = BTreeMap<(u32, u32, Option<u32>, u32), (i64, i64, u64)>;
    let mut stays: Stays = BTreeMap::new();
    let logon = |edge: &&model::LogonEdge| super::edges::arrives(edge.id) && !failed(edge.id, edge.status);
    for edge in view.graph.logons.iter().filter(|edge| touches(edge, node)).filter(logon) {
        let key = (edge.host, edge.account, edge.target, edge.logon_type);
        let stay = stays.entry(key).or_insert((edge.first.ms(), edge.last.ms(), 0));
        *stay = (stay.0.min(edge.first.ms()), stay.1.max(edge.last.ms()), stay.2 + u64::from(edge.count));
    }
    let mut stays: Vec<_> = stays.into_iter().collect();
    stays.sort_by_key(|(key, (_, last, _))| (std::cmp::Reverse(*last), *key));
    let session =
        |((from, account, target, logon_type), (first, last, count)): ((u32, u32, Option<u32>, u32), _)| Session {
            from_host: view.key(Node::Host(from)).to_owned(),
            from_name: view.name(Node::Host(from)),
            account: view.key(Node::Account(account)).to_owned(),
            target: target.map(|target| view.key(Node::Host(target)).to_owned()),
            target_name: target.map(|target| view.name(Node::Host(target))),
            logon_type,
            first,
            last,
            count,
        };
    stays.into_iter().map(session).collect()
}

fn neighbours(view: &CaseView, node: Node) -> Vec<Neighbour> {
    let mut met: BTreeMap<Node, Neighbour> = BTreeMap::new();
    for edge in view.graph.logons.iter().filter(|edge| touches(edge, node)) {
        let others = match node {
            Node::Account(_) => {
                let target = edge.target.filter(|target| *target != edge.host);
                [Some(Node::Host(edge.host)), target.map(Node::Host)]
            }
            Node::Host(_) => [Some(Node::Account(edge.account)), None],
        };
        let failures = if failed(edge.id, edge.status) { u64::from(edge.count) } else { 0 };
        for other in others.into_iter().flatten() {
            let entry = met.entry(other).or_insert_with(|| Neighbour {
                key: view.key(other).to_owned(),
                kind: other.kind(),
                name: view.name(other),
                count: 0,
                failures: 0,
                first: edge.first.ms(),
                last: edge.last.ms(),
            });
            entry.count += u64::from(edge.count);
            entry.failures += failures;
            entry.first = entry.first.min(edge.first.ms());
            entry.last = entry.last.max(edge.last.ms());
        }
    }
    let mut met: Vec<Neighbour> = met.into_values().collect();
    met.sort_by_key(|neighbour| std::cmp::Reverse(neighbour.count));
    met
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::testing::company;

    #[test]
    fn an_account_has_its_sessions_and_neighbours() {
        let view = company();
        let alice = node(&view, Node::Account(0));
        assert_eq!(alice.account.as_ref().unwrap().name, "alice");
        assert!(alice.host.is_none() && alice.findings.is_empty());
        let sessions: Vec<_> = alice.sessions.iter().map(|s| (s.from_name.as_str(), s.count)).collect();
        assert_eq!(sessions, [("fs01", 1), ("ws02", 40)]);
        let met: Vec<_> = alice.neighbours.iter().map(|n| (n.name.as_str(), n.count, n.failures)).collect();
        assert_eq!(met, [("dc01", 48, 7), ("ws02", 47, 7), ("fs01", 1, 0)]);
    }

    #[test]
    fn a_host_has_who_came_and_went() {
        let view = company();
        let server = node(&view, Node::Host(3));
        assert_eq!((server.kind, server.findings.len(), server.neighbours.len()), (Kind::Host, 1, 4));
        assert_eq!(server.sessions[0].account, "a:corp\\anonymous logon");
        assert_eq!(server.left_out, None);
    }
}
