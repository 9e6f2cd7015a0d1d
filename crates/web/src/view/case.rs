//! An opened case: its graph, ranks and findings, and what is looked up in them again and again.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use model::{Finding, LogonGraph, Severity, Time};
use store::{Place, Places};

use super::build::{self, Uses};
use super::keys::{self, Node};
use super::layout::Positions;

/// A finding and the id by which the API names it.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbered {
    /// Its id.
    pub id: String,
    /// What was found.
    pub finding: Finding,
}

/// A time without records of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Which computer's.
    pub computer: String,
    /// Which log.
    pub log: String,
    /// The last record before it.
    pub from: Time,
    /// The first record behind it.
    pub to: Time,
}

/// Where a node stands in the ranking.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Standing {
    /// 0..=1; absent when it is not ranked.
    pub rank: Option<f64>,
    /// 1 is the most suspicious; absent when it is not ranked.
    pub place: Option<u32>,
    /// Why, the most weighty first, each with its weight 0..=1.
    pub reasons: Vec<(String, f64)>,
    /// The highest hourly score.
    pub anomaly: Option<f64>,
    /// Whether the order of its events looks unlike normal use.
    pub sequence: bool,
}

/// A case as it was at one version.
pub struct CaseView {
    /// The version.
    pub version: String,
    /// The graph, without day sequences, which no view needs.
    pub graph: LogonGraph,
    /// By index of account.
    pub accounts: Vec<Standing>,
    /// By index of host.
    pub hosts: Vec<Standing>,
    /// In the order of time.
    pub findings: Vec<Numbered>,
    /// In the order of time.
    pub gaps: Vec<Gap>,
    /// Accounts by rank, those without rank last, by name.
    pub accounts_by_place: Vec<u32>,
    /// Hosts by rank, those without rank last, by key.
    pub hosts_by_place: Vec<u32>,
    pub(super) account_uses: Vec<Uses>,
    pub(super) host_uses: Vec<Uses>,
    pub(super) account_keys: Vec<String>,
    pub(super) host_keys: Vec<String>,
    by_key: HashMap<String, Node>,
    account_texts: Vec<String>,
    host_texts: Vec<String>,
    /// Where rows begin in the graph's logons, and their length at the end.
    pub(super) starts: Vec<u32>,
    /// Findings that name a node, by node.
    pub(super) account_findings: Vec<Vec<u32>>,
    pub(super) host_findings: Vec<Vec<u32>>,
    /// Where the nodes of the usual picture are drawn.
    pub(super) usual: OnceLock<Positions>,
}

impl CaseView {
    /// Opens a case. `findings` have indices into `graph`, whose lists are sorted as it says.
    pub fn new(
        version: String,
        mut graph: LogonGraph,
        places: Places,
        findings: Vec<Numbered>,
        mut gaps: Vec<Gap>,
    ) -> Self {
        graph.sequences = Vec::new();
        gaps.sort_by(|a, b| (a.from, &a.computer, &a.log).cmp(&(b.from, &b.computer, &b.log)));
        let account_keys: Vec<String> = graph.accounts.iter().map(keys::of_account).collect();
        let host_keys: Vec<String> = graph.hosts.iter().map(keys::of_host).collect();
        let nodes = (0..).map(Node::Account).zip(&account_keys).map(|(node, key)| (node, key.clone()));
        let hosts = (0..).map(Node::Host).zip(&host_keys).map(|(node, key)| (node, key.clone()));
        let by_key: HashMap<String, Node> = nodes.chain(hosts).map(|(node, key)| (key, node)).collect();
        let accounts = build::standings(places.accounts, "a:", account_keys.len(), &by_key);
        let hosts = build::standings(places.hosts, "h:", host_keys.len(), &by_key);
        let (account_uses, host_uses) = build::uses(&graph);
        let (account_findings, host_findings) = build::findings_by_node(&graph, &findings);
        Self {
            accounts_by_place: build::by_place(&accounts),
            hosts_by_place: build::by_place(&hosts),
            starts: build::starts(&graph),
            account_texts: graph.accounts.iter().map(build::account_text).collect(),
            host_texts: graph.hosts.iter().map(build::host_text).collect(),
            usual: OnceLock::new(),
            version,
            graph,
            accounts,
            hosts,
            findings,
            gaps,
            account_uses,
            host_uses,
            account_keys,
            host_keys,
            by_key,
            account_findings,
            host_findings,
        }
    }

    /// The node of a key.
    pub fn node(&self, key: &str) -> Option<Node> {
        self.by_key.get(key).copied()
    }

    /// The key of a node.
    pub fn key(&self, node: Node) -> &str {
        match node {
            Node::Account(account) => &self.account_keys[account as usize],
            Node::Host(host) => &self.host_keys[host as usize],
        }
    }

    /// Where a node stands.
    pub fn standing(&self, node: Node) -> &Standing {
        match node {
            Node::Account(account) => &self.accounts[account as usize],
            Node::Host(host) => &self.hosts[host as usize],
        }
    }

    /// The findings that name a node, in the order of time.
    pub fn findings_of(&self, node: Node) -> impl Iterator<Item = &Numbered> {
        let numbers = match node {
            Node::Account(account) => &self.account_findings[account as usize],
            Node::Host(host) => &self.host_findings[host as usize],
        };
        numbers.iter().map(|number| &self.findings[*number as usize])
    }

    /// The worst that was found about a node.
    pub fn worst(&self, node: Node) -> Option<Severity> {
        self.findings_of(node).map(|numbered| numbered.finding.severity).max()
    }

    /// How many edges the view holds, which is most of its memory.
    pub fn weight(&self) -> usize {
        self.graph.logons.len() + 20 * (self.graph.accounts.len() + self.graph.hosts.len())
    }

    /// Ranges of the graph's logons that are one row each.
    pub(super) fn kinds(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        self.starts.windows(2).map(|pair| pair[0] as usize..pair[1] as usize)
    }

    /// What of an account can be searched: lower case, one thing a line.
    pub(super) fn account_text(&self, account: u32) -> &str {
        &self.account_texts[account as usize]
    }

    /// What of a host can be searched: lower case, one thing a line.
    pub(super) fn host_text(&self, host: u32) -> &str {
        &self.host_texts[host as usize]
    }

    /// Whether a word in lower case is in an account's name, domain or SID.
    pub(super) fn account_says(&self, account: u32, word: &str) -> bool {
        self.account_text(account).contains(word)
    }

    /// Whether a word in lower case is in a host's name, key or addresses.
    pub(super) fn host_says(&self, host: u32, word: &str) -> bool {
        self.host_text(host).contains(word)
    }
}

impl From<Place> for Standing {
    fn from(place: Place) -> Self {
        Self {
            rank: Some(place.rank),
            place: None,
            reasons: place.reasons.into_iter().zip(place.weights).collect(),
            anomaly: place.anomaly,
            sequence: place.sequence,
        }
    }
}
