//! Finding nodes by what one knows of them: a name, an address, a SID, a domain.

use serde::Serialize;
use utoipa::ToSchema;

use super::columns::rounded;
use super::keys::{Kind, called, of_domain};
use super::{CaseView, Node};

/// What was found by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Matched {
    /// The name.
    Name,
    /// The security identifier.
    Sid,
    /// An address.
    Address,
    /// The domain.
    Domain,
}

/// A node that was found.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Hit {
    /// Its key.
    pub key: String,
    /// What it is.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// An account's domain; empty otherwise.
    pub domain: String,
    /// By what it was found.
    pub matched: Matched,
    /// 0..=1; null when it is not ranked.
    pub rank: Option<f64>,
    /// Place in the ranking of its kind.
    pub place: Option<u32>,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Hits {
    /// The case's version.
    pub version: String,
    /// Whole names first, then beginnings, then what only contains the text; by rank among equals.
    pub hits: Vec<Hit>,
    /// Whether there are more.
    pub more: bool,
}

/// How well a text fits; the smaller the better.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Whole,
    Start,
    Inside,
}

/// Nodes in which the text is found, the best first.
pub fn search(view: &CaseView, text: &str, limit: usize) -> Hits {
    let text = text.trim().to_lowercase();
    let mut found: Vec<(Fit, u32, bool, Node)> = Vec::new();
    if !text.is_empty() {
        let accounts = (0..).map(Node::Account).zip(&view.accounts);
        let hosts = (0..).map(Node::Host).zip(&view.hosts);
        for (node, standing) in accounts.chain(hosts) {
            let lines = match node {
                Node::Account(account) => view.account_text(account),
                Node::Host(host) => view.host_text(host),
            };
            if let Some(fit) = fit(lines, &text) {
                found.push((fit, standing.place.unwrap_or(u32::MAX), matches!(node, Node::Host(_)), node));
            }
        }
    }
    let domains = domains(view, &text);
    let more = found.len() + domains.len() > limit;
    if found.len() > limit && limit > 0 {
        found.select_nth_unstable(limit - 1);
    }
    found.truncate(limit);
    found.sort_unstable();
    let mut hits: Vec<Hit> = found.into_iter().map(|(.., node)| hit(view, node, &text)).collect();
    hits.extend(domains);
    hits.truncate(limit);
    Hits { version: view.version.clone(), hits, more }
}

fn fit(lines: &str, text: &str) -> Option<Fit> {
    // Most nodes have it nowhere: one search tells.
    if !lines.contains(text) {
        return None;
    }
    let fit = |line: &str| match line.find(text)? {
        0 if line.len() == text.len() => Some(Fit::Whole),
        0 => Some(Fit::Start),
        _ => Some(Fit::Inside),
    };
    lines.split('\n').filter_map(fit).min()
}

fn domains(view: &CaseView, text: &str) -> Vec<Hit> {
    let has = |domain: &&model::Domain| {
        let sid = domain.sid.as_deref().unwrap_or_default().to_lowercase();
        !text.is_empty()
            && (domain.name.contains(text) || domain.aliases.iter().any(|alias| alias.contains(text)) || sid == text)
    };
    let hit = |domain: &model::Domain| Hit {
        key: of_domain(&domain.name),
        kind: Kind::Domain,
        name: domain.name.clone(),
        domain: String::new(),
        matched: Matched::Domain,
        rank: None,
        place: None,
    };
    view.graph.domains.iter().filter(has).map(hit).collect()
}

fn hit(view: &CaseView, node: Node, text: &str) -> Hit {
    let standing = view.standing(node);
    let (name, domain, matched) = match node {
        Node::Account(account) => {
            let account = &view.graph.accounts[account as usize];
            let sid = account.sid.as_deref().unwrap_or_default().to_lowercase();
            let matched = if account.user.to_lowercase().contains(text) || text.contains('\\') {
                Matched::Name
            } else if sid.contains(text) {
                Matched::Sid
            } else {
                Matched::Domain
            };
            (account.user.clone(), account.domain.clone(), matched)
        }
        Node::Host(host) => {
            let host = &view.graph.hosts[host as usize];
            let by_name = host.name.as_ref().is_some_and(|name| name.to_lowercase().contains(text))
                || (host.addresses.is_empty() && host.key.contains(text));
            (called(host).to_owned(), String::new(), if by_name { Matched::Name } else { Matched::Address })
        }
    };
    let (rank, place) = (standing.rank.map(rounded), standing.place);
    Hit { key: view.key(node).to_owned(), kind: node.kind(), name, domain, matched, rank, place }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::testing::{HOSTILE, company};

    fn keys(hits: &Hits) -> Vec<&str> {
        hits.hits.iter().map(|hit| hit.key.as_str()).collect()
    }

    #[test]
    fn everything_one_may_know_finds_its_node() {
        let view = company();
        let first = |text: &str| search(&view, text, 20).hits[0].clone();
        assert_eq!((first("Mall").key.as_str(), first("Mall").matched), ("a:corp\\mallory", Matched::Name));
        assert_eq!(first("corp\\alice").key, "a:corp\\alice");
        assert_eq!((first("s-1-5-7").name.as_str(), first("S-1-5-7").matched), ("anonymous logon", Matched::Sid));
        assert_eq!((first("10.0.0.3").key.as_str(), first("10.0.0.3").matched), ("h:10.0.0.3", Matched::Address));
        assert_eq!((first("ws02").key.as_str(), first("ws02").matched), ("h:10.0.0.3", Matched::Name));
        assert_eq!(first("corp.local").kind, Kind::Domain);
        assert_eq!(first("onerror=alert").name, HOSTILE);
    }

    #[test]
    fn better_fits_and_higher_ranks_come_first() {
        let view = company();
        assert_eq!(keys(&search(&view, "10.0.0.", 3)), ["h:10.0.0.2", "h:10.0.0.1", "h:10.0.0.3"]);
        let cut = search(&view, "10.0.0.", 2);
        assert_eq!((cut.hits.len(), cut.more), (2, true));
        assert!(keys(&search(&view, "  ", 20)).is_empty() && keys(&search(&view, "nobody", 20)).is_empty());
    }
}
