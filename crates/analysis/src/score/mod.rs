//! The default ranking: one score, 0..=1, that says why.
//!
//! Evidence against each account and host (findings, new pairs, fan-out, chains, odd hours) is
//! capped per kind and joined by noisy-or (`hint`); then what suspicious neighbours are worth is
//! added (`spread`). Where the capture is too short to know what is usual, everything that needs a
//! baseline stays silent, and [`Scored::baseline`] says so.

pub mod behaviour;
mod chains;
mod circles;
mod common;
mod evidence;
mod fanout;
mod hint;
mod moves;
mod novelty;
mod order;
mod plain;
mod present;
mod season;
mod spread;
#[cfg(test)]
mod tests;
mod weights;

use hint::Hint;
pub use plain::Plain;

use model::{AccountRank, CaseRanks, Finding, HostRank, LogonGraph};

use evidence::Evidence;
use hint::{join, reasons};
use spread::Net;

/// Ranks, and what was found on the way.
pub struct Scored {
    /// Accounts and hosts, the most suspicious first.
    pub ranks: CaseRanks,
    /// What the graph itself gave away, in the order of time.
    pub findings: Vec<Finding>,
    /// Whether the capture is long enough to know what is usual.
    pub baseline: bool,
}

/// Ranks accounts and hosts by all evidence. `findings` are those of events, with indices into
/// `graph`, `classic` is its classic ranking. Windows' own accounts take no part.
///
/// The graph's lists must be sorted as [`LogonGraph`] says.
pub fn rank(graph: &LogonGraph, findings: &[Finding], classic: CaseRanks) -> Scored {
    let mut evidence = Evidence::of(graph, findings, &classic);
    let own: Vec<f64> = evidence.accounts.iter().chain(&evidence.hosts).map(|hints| join(hints)).collect();
    evidence.neighbours(graph, &Net::of(graph), &own);
    let Evidence { accounts, hosts, findings, baseline } = evidence;
    let ranks = ranks(graph, classic, accounts, hosts);
    Scored { ranks, findings, baseline }
}

/// Sorts by score; where scores are equal (no evidence at all, mostly) the classic ranking decides.
fn ranks(graph: &LogonGraph, classic: CaseRanks, accounts: Vec<Vec<Hint>>, hosts: Vec<Vec<Hint>>) -> CaseRanks {
    let first_hour = classic.first_hour;
    let mut known: Vec<Option<AccountRank>> = vec![None; graph.accounts.len()];
    for rank in classic.accounts {
        let account = rank.account as usize;
        known[account] = Some(rank);
    }
    let mut classic_hosts = vec![0.0; graph.hosts.len()];
    for rank in classic.hosts {
        classic_hosts[rank.host as usize] = rank.rank;
    }
    let mut accounts: Vec<(f64, AccountRank)> = (0..)
        .zip(accounts.into_iter().zip(known))
        .filter(|(account, _)| !graph.accounts[*account as usize].well_known)
        .map(|(account, (hints, known))| account_rank(account, hints, known))
        .collect();
    accounts.sort_by(|(a_classic, a), (b_classic, b)| {
        b.rank.total_cmp(&a.rank).then(b_classic.total_cmp(a_classic)).then(a.account.cmp(&b.account))
    });
    let mut hosts: Vec<HostRank> =
        (0..).zip(hosts).map(|(host, hints)| HostRank { host, rank: join(&hints), reasons: reasons(hints) }).collect();
    hosts.sort_by(|a, b| {
        let classic = |rank: &HostRank| classic_hosts[rank.host as usize];
        b.rank.total_cmp(&a.rank).then(classic(b).total_cmp(&classic(a))).then(a.host.cmp(&b.host))
    });
    CaseRanks { accounts: accounts.into_iter().map(|(_, rank)| rank).collect(), hosts, first_hour }
}

/// The account's classic rank, and its new one.
fn account_rank(account: u32, hints: Vec<Hint>, known: Option<AccountRank>) -> (f64, AccountRank) {
    let (rank, reasons) = (join(&hints), reasons(hints));
    let Some(known) = known else {
        let (anomaly, hourly, sequence_flag) = (0.0, Vec::new(), false);
        return (0.0, AccountRank { account, rank, anomaly, hourly, sequence_flag, reasons });
    };
    (known.rank, AccountRank { rank, reasons, ..known })
}
