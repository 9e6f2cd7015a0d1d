//! Accounts and hosts as lists.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::columns::rounded;
use super::keys::{Node, called};
use super::{CaseView, Page};

/// What a list is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Sort {
    /// The most suspicious first.
    #[default]
    Rank,
    /// By name.
    Name,
    /// The last seen first.
    Last,
    /// The busiest first.
    Count,
    /// The most failures first.
    Failures,
}

/// One reason of a rank.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct ReasonView {
    /// What was seen.
    pub text: String,
    /// Its weight, 0..=1.
    pub weight: f64,
    /// When it began, where it is a finding.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<i64>,
    /// When it ended, where it is a finding.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<i64>,
}

/// An account.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct AccountView {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Its domain, or the computer of a local account; empty where no event said.
    pub domain: String,
    /// Security identifier.
    pub sid: Option<String>,
    /// 0..=1; null when it is not ranked.
    pub rank: Option<f64>,
    /// Place in the ranking, 1 the most suspicious.
    pub place: Option<u32>,
    /// Whether it has special privileges.
    pub privileged: bool,
    /// Whether it is a machine's own account.
    pub machine: bool,
    /// Whether it is one of Windows' own accounts.
    pub well_known: bool,
    /// What happened to it, in one text; empty where nothing did.
    pub status: String,
    /// What happened to it.
    pub marks: Vec<MarkView>,
    /// First event that names it.
    pub first: Option<i64>,
    /// Last event that names it.
    pub last: Option<i64>,
    /// Logon events.
    pub count: u64,
    /// Failures among them.
    pub failures: u64,
    /// Hosts it came from or went to.
    pub hosts: u32,
    /// The highest hourly anomaly score.
    pub anomaly: Option<f64>,
    /// Whether the order of its events looks unlike normal use.
    pub odd_order: bool,
    /// Why it has its rank, the most weighty first.
    pub reasons: Vec<ReasonView>,
    /// How many findings name it.
    pub findings: usize,
    /// The worst of them; empty where there are none.
    pub worst: &'static str,
}

/// Something that happened to an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct MarkView {
    /// When.
    pub at: i64,
    /// What.
    pub what: String,
}

/// A host.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct HostView {
    /// Its key.
    pub key: String,
    /// Its name, or its address where no name is known.
    pub name: String,
    /// Every address tied to it.
    pub addresses: Vec<String>,
    /// 0..=1; null when it is not ranked.
    pub rank: Option<f64>,
    /// Place in the ranking, 1 the most suspicious.
    pub place: Option<u32>,
    /// Whether it is a domain controller.
    pub dc: bool,
    /// First event that names it.
    pub first: Option<i64>,
    /// Last event that names it.
    pub last: Option<i64>,
    /// Logon events from or to it.
    pub count: u64,
    /// Failures among them.
    pub failures: u64,
    /// Accounts that came from it or got to it.
    pub accounts: u32,
    /// Why it has its rank, the most weighty first.
    pub reasons: Vec<ReasonView>,
    /// How many findings name it.
    pub findings: usize,
    /// The worst of them; empty where there are none.
    pub worst: &'static str,
}

/// A page of accounts.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct AccountList {
    /// The case's version.
    pub version: String,
    /// How many there are on all pages.
    pub total: usize,
    /// The page.
    pub rows: Vec<AccountView>,
}

/// A page of hosts.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct HostList {
    /// The case's version.
    pub version: String,
    /// How many there are on all pages.
    pub total: usize,
    /// The page.
    pub rows: Vec<HostView>,
}

/// Accounts whose name, domain or SID has the text.
pub fn accounts(view: &CaseView, sort: Sort, text: &str, page: Page) -> AccountList {
    let found = found(&view.accounts_by_place, text, |number, word| view.account_says(number, word));
    let sorted = sorted(view, found, sort, Node::Account);
    AccountList {
        version: view.version.clone(),
        total: sorted.len(),
        rows: page.cut(&sorted).iter().map(|number| account(view, *number)).collect(),
    }
}

/// Hosts whose name or addresses have the text.
pub fn hosts(view: &CaseView, sort: Sort, text: &str, page: Page) -> HostList {
    let found = found(&view.hosts_by_place, text, |number, word| view.host_says(number, word));
    let sorted = sorted(view, found, sort, Node::Host);
    HostList {
        version: view.version.clone(),
        total: sorted.len(),
        rows: page.cut(&sorted).iter().map(|number| host(view, *number)).collect(),
    }
}

fn found(all: &[u32], text: &str, says: impl Fn(u32, &str) -> bool) -> Vec<u32> {
    let text = text.trim().to_lowercase();
    all.iter().copied().filter(|number| text.is_empty() || says(*number, &text)).collect()
}

/// Keeps the order of the ranking among equals.
fn sorted(view: &CaseView, mut found: Vec<u32>, sort: Sort, node: fn(u32) -> Node) -> Vec<u32> {
    let uses = |number: u32| match node(number) {
        Node::Account(account) => view.account_uses[account as usize],
        Node::Host(host) => view.host_uses[host as usize],
    };
    let last = |number: u32| match node(number) {
        Node::Account(account) => view.graph.accounts[account as usize].span,
        Node::Host(host) => view.graph.hosts[host as usize].span,
    };
    match sort {
        Sort::Rank => {}
        Sort::Name => found.sort_by_cached_key(|number| view.name(node(*number))),
        Sort::Last => found.sort_by_key(|number| std::cmp::Reverse(last(*number).map(|span| span.end))),
        Sort::Count => found.sort_by_key(|number| std::cmp::Reverse(uses(*number).count)),
        Sort::Failures => found.sort_by_key(|number| std::cmp::Reverse(uses(*number).failures)),
    }
    found
}

/// An account in full.
pub fn account(view: &CaseView, number: u32) -> AccountView {
    let node = Node::Account(number);
    let (account, standing, uses) =
        (&view.graph.accounts[number as usize], view.standing(node), view.account_uses[number as usize]);
    AccountView {
        key: view.key(node).to_owned(),
        name: account.user.clone(),
        domain: account.domain.clone(),
        sid: account.sid.clone(),
        rank: standing.rank.map(rounded),
        place: standing.place,
        privileged: account.privileged,
        machine: account.user.ends_with('$'),
        well_known: account.well_known,
        status: if account.marks.is_empty() { String::new() } else { account.status() },
        marks: account.marks.iter().map(|mark| MarkView { at: mark.time.ms(), what: mark.what.clone() }).collect(),
        first: account.span.map(|span| span.start.ms()),
        last: account.span.map(|span| span.end.ms()),
        count: uses.count,
        failures: uses.failures,
        hosts: uses.partners,
        anomaly: standing.anomaly,
        odd_order: standing.sequence,
        reasons: reasons(view, node),
        findings: view.findings_of(node).count(),
        worst: view.worst(node).map_or("", model::Severity::name),
    }
}

/// A host in full.
pub fn host(view: &CaseView, number: u32) -> HostView {
    let node = Node::Host(number);
    let (host, standing, uses) =
        (&view.graph.hosts[number as usize], view.standing(node), view.host_uses[number as usize]);
    HostView {
        key: view.key(node).to_owned(),
        name: called(host).to_owned(),
        addresses: host.addresses.clone(),
        rank: standing.rank.map(rounded),
        place: standing.place,
        dc: host.controller,
        first: host.span.map(|span| span.start.ms()),
        last: host.span.map(|span| span.end.ms()),
        count: uses.count,
        failures: uses.failures,
        accounts: uses.partners,
        reasons: reasons(view, node),
        findings: view.findings_of(node).count(),
        worst: view.worst(node).map_or("", model::Severity::name),
    }
}

/// Why a node has its rank. A reason that is a finding has its times.
fn reasons(view: &CaseView, node: Node) -> Vec<ReasonView> {
    let reason = |(text, weight): &(String, f64)| {
        // The ranking tells a finding in the finding's own words.
        let mut findings = view.findings_of(node).map(|numbered| &numbered.finding);
        let finding = findings.find(|finding| !finding.text.is_empty() && text.starts_with(&finding.text));
        ReasonView {
            text: text.clone(),
            weight: *weight,
            from: finding.map(|finding| finding.first.ms()),
            to: finding.map(|finding| finding.last.ms()),
        }
    };
    view.standing(node).reasons.iter().map(reason).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::testing::{HOSTILE, company};

    const WHOLE: Page = Page { limit: 100, offset: 0 };

    fn names(list: &AccountList) -> Vec<&str> {
        list.rows.iter().map(|row| row.name.as_str()).collect()
    }

    #[test]
    fn the_most_suspicious_come_first_and_windows_own_last() {
        let view = company();
        let list = accounts(&view, Sort::Rank, "", WHOLE);
        assert_eq!(names(&list), ["mallory", HOSTILE, "alice", "anonymous logon"]);
        let mallory = &list.rows[0];
        assert_eq!((mallory.place, mallory.rank, mallory.findings, mallory.worst), (Some(1), Some(0.9), 1, "high"));
        assert_eq!((mallory.count, mallory.failures, mallory.hosts), (7, 0, 2));
        assert_eq!(list.rows[3].place, None);
    }

    #[test]
    fn lists_are_searched_sorted_and_cut() {
        let view = company();
        assert_eq!(names(&accounts(&view, Sort::Rank, "MALL", WHOLE)), ["mallory"]);
        assert_eq!(names(&accounts(&view, Sort::Rank, "corp\\ali", WHOLE)), ["alice"]);
        assert_eq!(names(&accounts(&view, Sort::Count, "", WHOLE))[0], "alice");
        let page = accounts(&view, Sort::Rank, "", Page { limit: 1, offset: 2 });
        assert_eq!((page.total, names(&page)), (4, vec!["alice"]));
        let found = hosts(&view, Sort::Rank, "10.0.0.2", WHOLE);
        assert_eq!((found.total, found.rows[0].name.as_str()), (1, "ws01"));
        assert_eq!(hosts(&view, Sort::Failures, "", WHOLE).rows[1].key, "h:fs01");
    }
}
