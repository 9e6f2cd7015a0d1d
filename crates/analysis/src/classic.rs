//! LogonTracer's own ranking, reproduced: a PageRank of accounts and hosts that unusual activity and
//! unusual orders of events push up.
//!
//! Where it differs from the original on purpose: nodes are matched by their whole name, not by a
//! part of it; Windows' own accounts are left out; ChangeFinder starts from fixed values; and the
//! NTLM rule, which a misspelling keeps from ever taking effect, is not there.

mod activity;
mod links;
mod reasons;

pub use activity::{HOURLY_ACCOUNTS, HOURLY_VALUES, KEPT_VALUES, MAX_HOURS};

use model::{AccountRank, CaseRanks, HostRank, LogonGraph};

use crate::{hmm, pagerank};
use activity::Activity;
use links::Links;

/// Damping of a privileged account; LogonTracer's.
pub const PRIVILEGED_DAMPING: f64 = 0.6;
/// Damping of any other account; LogonTracer's.
pub const ACCOUNT_DAMPING: f64 = 0.85;
/// Damping of a host; LogonTracer's.
pub const HOST_DAMPING: f64 = 0.8;
/// Taken off the damping for an unusual order of events; LogonTracer's.
pub const SEQUENCE_WEIGHT: f64 = 0.2;
/// The highest ChangeFinder score divided by this is taken off the damping; LogonTracer's.
pub const ANOMALY_DIVISOR: f64 = 200.0;

/// What can be chosen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Options {
    /// The model of normal days; LogonTracer's by default.
    pub model: hmm::Model,
}

/// What is known of an account before the ranking, by its place among the nodes.
struct Evidence {
    /// Days with an unusual order of events.
    days: u32,
    peak: activity::Peak,
}

/// Ranks the accounts and hosts of a graph, the most suspicious first.
///
/// Only 4624, 4625, 4768, 4769 and 4776 count. Accounts and hosts without any of them, and Windows'
/// own accounts, take no part. [`AccountRank::hourly`] covers the case's span (at most its last
/// [`MAX_HOURS`] hours) from [`CaseRanks::first_hour`] on. Where that would make more than
/// [`HOURLY_VALUES`] values, only the highest ranked accounts keep theirs: at most
/// [`HOURLY_ACCOUNTS`] of them and [`KEPT_VALUES`] values; the others' lists are empty.
///
/// The graph's lists must be sorted as [`LogonGraph`] says.
pub fn rank(graph: &LogonGraph, options: &Options) -> CaseRanks {
    let links = Links::of(graph);
    let activity = Activity::of(graph, &links);
    let days = hmm::flagged_days(graph, &options.model);
    let evidence: Vec<Evidence> = (activity.peaks().into_iter().zip(&links.accounts))
        .map(|(peak, &account)| Evidence { peak, days: days[account as usize] })
        .collect();
    let network = pagerank::Network::both_ways(links.len(), &links.pairs);
    let ranks = pagerank::ranks(&network, &damping(graph, &links, &evidence));
    let reach = reasons::Reach::of(&network, links.accounts.len());
    let mut accounts: Vec<AccountRank> = (evidence.iter().enumerate())
        .map(|(node, evidence)| account_rank(graph, &links, &reach, evidence, node, ranks[node]))
        .collect();
    let mut hosts: Vec<HostRank> = (links.accounts.len()..links.len())
        .map(|node| HostRank { host: links.host(node), rank: ranks[node], reasons: reach.host(node) })
        .collect();
    accounts.sort_by(|a, b| b.rank.total_cmp(&a.rank).then(a.account.cmp(&b.account)));
    hosts.sort_by(|a, b| b.rank.total_cmp(&a.rank).then(a.host.cmp(&b.host)));
    activity.fill(&links, &mut accounts);
    CaseRanks { accounts, hosts, first_hour: activity.first_hour() }
}

fn damping(graph: &LogonGraph, links: &Links, evidence: &[Evidence]) -> Vec<f64> {
    let accounts = links.accounts.iter().zip(evidence).map(|(&account, evidence)| {
        let privileged = graph.accounts[account as usize].privileged;
        account_damping(privileged, evidence.days > 0, evidence.peak.score)
    });
    accounts.chain(links.hosts.iter().map(|_| HOST_DAMPING)).collect()
}

/// How much of its rank an account passes on, never less than nothing. `anomaly` is its highest
/// ChangeFinder score.
pub fn account_damping(privileged: bool, flagged: bool, anomaly: f64) -> f64 {
    let base = if privileged { PRIVILEGED_DAMPING } else { ACCOUNT_DAMPING };
    let sequence = if flagged { SEQUENCE_WEIGHT } else { 0.0 };
    (base - sequence - anomaly / ANOMALY_DIVISOR).max(0.0)
}

fn account_rank(
    graph: &LogonGraph,
    links: &Links,
    reach: &reasons::Reach<'_>,
    evidence: &Evidence,
    node: usize,
    rank: f64,
) -> AccountRank {
    let account = links.accounts[node];
    AccountRank {
        account,
        rank,
        anomaly: evidence.peak.score,
        hourly: Vec::new(),
        sequence_flag: evidence.days > 0,
        reasons: reach.account(node, &graph.accounts[account as usize], evidence),
    }
}
