//! Why a node has its rank, in short sentences.
//!
//! Each sentence weighs what it takes off the account's damping; the number of neighbours weighs its
//! share of the busiest node's.

use model::{Account, Reason, Time};

use super::activity::Peak;
use super::{ACCOUNT_DAMPING, ANOMALY_DIVISOR, Evidence, PRIVILEGED_DAMPING, SEQUENCE_WEIGHT};
use crate::pagerank::Network;

/// How many neighbours nodes have.
pub(super) struct Reach<'a> {
    network: &'a Network,
    busiest_account: usize,
    busiest_host: usize,
}

impl<'a> Reach<'a> {
    /// The first `accounts` nodes are accounts.
    pub(super) fn of(network: &'a Network, accounts: usize) -> Self {
        let busiest = |nodes: std::ops::Range<usize>| nodes.map(|node| network.neighbours(node)).max().unwrap_or(0);
        Self { network, busiest_account: busiest(0..accounts), busiest_host: busiest(accounts..network.len()) }
    }

    pub(super) fn host(&self, node: usize) -> Vec<Reason> {
        let accounts = self.network.neighbours(node);
        let text = format!("logons of {}", plural(accounts, "account"));
        vec![Reason { text, weight: accounts as f64 / self.busiest_host.max(1) as f64 }]
    }

    pub(super) fn account(&self, node: usize, account: &Account, evidence: &Evidence) -> Vec<Reason> {
        let hosts = self.network.neighbours(node);
        let text = format!("logons from {}", plural(hosts, "host"));
        let mut reasons = vec![Reason { text, weight: hosts as f64 / self.busiest_account.max(1) as f64 }];
        if account.privileged {
            reasons.push(Reason { text: "privileged".to_owned(), weight: ACCOUNT_DAMPING - PRIVILEGED_DAMPING });
        }
        if evidence.days > 0 {
            let text = format!("unusual order of events on {}", plural(evidence.days as usize, "day"));
            reasons.push(Reason { text, weight: SEQUENCE_WEIGHT });
        }
        reasons.extend(burst(evidence.peak));
        reasons.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        reasons
    }
}

fn burst(peak: Peak) -> Option<Reason> {
    let time = Time::from_ms(i64::from(peak.hour) * 3_600_000).to_string();
    let minute = time.strip_suffix(":00").unwrap_or(&time);
    let text = format!("activity burst: anomaly {:.1} at {minute}", peak.score);
    (peak.score > 0.0).then(|| Reason { text, weight: (peak.score / ANOMALY_DIVISOR).min(1.0) })
}

fn plural(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_read_well() {
        assert_eq!(plural(1, "host"), "1 host");
        assert_eq!(plural(12, "host"), "12 hosts");
        let reason = burst(Peak { score: 21.44, hour: 473_362 }).unwrap();
        assert_eq!(reason.text, "activity burst: anomaly 21.4 at 2024-01-01 10:00");
        assert_eq!(burst(Peak { score: 0.0, hour: 0 }), None);
    }
}
