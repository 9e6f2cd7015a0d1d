//! Accounts and hosts as the page lists them, and which of them it lists.

use std::collections::BTreeMap;

use model::{LogonGraph, Reason, Span};
use serde_json::{Value, json};

use super::Case;
use crate::commands::triage::Counts;
use crate::shown;

/// Most accounts, and most hosts, that are listed.
const LISTED: usize = 500;

/// Most reasons that are told.
const REASONS: usize = 12;

/// Most addresses of a host that are told.
const ADDRESSES: usize = 20;

/// Most characters of a text from a log. Honest names are shorter; a page of hostile ones stays small.
const TEXT: usize = 400;

/// Where the graph's accounts and hosts are in the page's lists.
pub(super) struct Places {
    pub(super) accounts: BTreeMap<u32, usize>,
    pub(super) hosts: BTreeMap<u32, usize>,
}

impl Places {
    pub(super) fn of(case: &Case) -> Self {
        let ranks = &case.analysed.ranks;
        let accounts = ranks.accounts.iter().take(LISTED).enumerate().map(|(at, rank)| (rank.account, at));
        let hosts = ranks.hosts.iter().take(LISTED).enumerate().map(|(at, rank)| (rank.host, at));
        Self { accounts: accounts.collect(), hosts: hosts.collect() }
    }
}

/// The accounts, the most suspicious first.
pub(super) fn accounts(case: &Case, counts: &Counts) -> Vec<Value> {
    let graph = &case.analysed.graph;
    let row = |rank: &model::AccountRank| {
        let account = &graph.accounts[rank.account as usize];
        let (events, failed) = counts.accounts[rank.account as usize];
        json!({
            "name": clipped(&account.user), "domain": clipped(&account.domain),
            "sid": account.sid.as_deref().map(clipped),
            "privileged": account.privileged, "status": status(&account.status()),
            "rank": shown::rank(Some(rank.rank)), "span": span(account.span), "events": events, "failed": failed,
            "odd": rank.sequence_flag, "anomaly": shown::rank(Some(rank.anomaly)), "reasons": reasons(&rank.reasons),
        })
    };
    case.analysed.ranks.accounts.iter().take(LISTED).map(row).collect()
}

/// The hosts, the most suspicious first.
pub(super) fn hosts(case: &Case, counts: &Counts) -> Vec<Value> {
    let graph = &case.analysed.graph;
    let row = |rank: &model::HostRank| {
        let host = &graph.hosts[rank.host as usize];
        let (events, failed) = counts.hosts[rank.host as usize];
        let addresses: Vec<String> = host.addresses.iter().take(ADDRESSES).map(|text| clipped(text)).collect();
        json!({
            "key": clipped(&host.key), "name": host.name.as_deref().map(clipped), "addresses": addresses,
            "controller": host.controller, "rank": shown::rank(Some(rank.rank)), "span": span(host.span),
            "events": events, "failed": failed, "reasons": reasons(&rank.reasons),
        })
    };
    case.analysed.ranks.hosts.iter().take(LISTED).map(row).collect()
}

/// `domain\user`, or the user alone where no event told the domain.
pub(super) fn with_domain(domain: &str, user: &str) -> String {
    if domain.is_empty() { user.to_owned() } else { format!("{domain}\\{user}") }
}

/// An account's full name.
pub(super) fn account_name(graph: &LogonGraph, account: u32) -> String {
    let account = &graph.accounts[account as usize];
    clipped(&with_domain(&account.domain, &account.user))
}

/// A host's short name, or its key.
pub(super) fn host_name(graph: &LogonGraph, host: u32) -> String {
    let host = &graph.hosts[host as usize];
    clipped(host.name.as_deref().unwrap_or(&host.key))
}

/// The text, not longer than any honest one.
pub(super) fn clipped(text: &str) -> String {
    match text.char_indices().nth(TEXT) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// First and last moment, in milliseconds.
pub(super) fn span(span: Option<Span>) -> Value {
    json!(span.map(|span| [span.start.ms(), span.end.ms()]))
}

fn status(status: &str) -> String {
    clipped(status.trim_end().trim_start_matches('-'))
}

fn reasons(reasons: &[Reason]) -> Vec<Value> {
    reasons
        .iter()
        .take(REASONS)
        .map(|reason| json!([clipped(&reason.text), shown::rank(Some(reason.weight))]))
        .collect()
}
