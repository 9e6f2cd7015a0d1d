//! Which edges are shown where not all can be.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use model::Severity;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{CaseView, EdgeRow};

/// What comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum By {
    /// Pairs that findings name together, then high ranks.
    #[default]
    Rank,
    /// Many events.
    Count,
    /// The newest.
    Time,
}

impl By {
    /// In words, for the sentence of what is left out.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Rank => "highest ranks first",
            Self::Count => "most events first",
            Self::Time => "newest first",
        }
    }
}

/// The best `limit` rows, the best first. Ties fall by the graph's order.
pub fn best(view: &CaseView, rows: &[EdgeRow], by: By, limit: usize) -> Vec<EdgeRow> {
    let named = if by == By::Rank { named_together(view) } else { HashMap::new() };
    let worth = |row: &EdgeRow| match by {
        By::Rank => (f64_key(rank(view, row, &named)), row.count),
        By::Count => (row.count, row.last.max(0) as u64),
        By::Time => (row.last.max(0) as u64, row.count),
    };
    first_by(rows, limit, |row| Reverse(worth(row)))
}

/// The first `limit` rows by this key. Ties fall by the order of the rows.
pub(super) fn first_by<'a, K: Ord>(rows: &'a [EdgeRow], limit: usize, key: impl Fn(&'a EdgeRow) -> K) -> Vec<EdgeRow> {
    // Ordered by their keys alone: of a million rows most are left out, and moving them costs more than choosing.
    let mut keyed: Vec<(K, u32)> = rows.iter().map(key).zip(0..).collect();
    if keyed.len() > limit && limit > 0 {
        keyed.select_nth_unstable(limit - 1);
    }
    keyed.truncate(limit);
    keyed.sort_unstable();
    keyed.into_iter().map(|(_, at)| rows[at as usize]).collect()
}

/// The sentence that owns up to what is missing.
pub fn left_out(shown: usize, total: usize, by: By) -> Option<String> {
    (shown < total).then(|| format!("Showing {shown} of {total} edges: {}", by.words()))
}

/// How suspicious an edge is: its ends' ranks, and more where one finding names both.
fn rank(view: &CaseView, row: &EdgeRow, named: &HashMap<(u32, u32), Severity>) -> f64 {
    let host = |host: u32| view.hosts[host as usize].rank.unwrap_or(0.0);
    let target = row.target.filter(|target| *target != row.host);
    let found = std::iter::once(row.host).chain(target).filter_map(|host| named.get(&(row.account, host))).max();
    // An account says more about an edge than a server that everybody uses.
    2.0 * view.accounts[row.account as usize].rank.unwrap_or(0.0)
        + host(row.host)
        + 0.5 * target.map_or(0.0, host)
        + found.map_or(0.0, |severity| 1.0 + f64::from(*severity as u8))
}

/// Pairs of account and host that one finding names, with the worst of such findings.
fn named_together(view: &CaseView) -> HashMap<(u32, u32), Severity> {
    let mut named = HashMap::new();
    for numbered in &view.findings {
        let finding = &numbered.finding;
        let accounts: HashSet<u32> = finding.accounts.iter().map(|(_, node)| *node).collect();
        let hosts: HashSet<u32> = finding.hosts.iter().map(|(_, node)| *node).collect();
        // A finding that names crowds says little about any one pair of them.
        if accounts.len() * hosts.len() > 1_000 {
            continue;
        }
        for account in accounts {
            for host in &hosts {
                let worst = named.entry((account, *host)).or_insert(finding.severity);
                *worst = (*worst).max(finding.severity);
            }
        }
    }
    named
}

/// A number that sorts as the float does; the floats here are not negative.
const fn f64_key(value: f64) -> u64 {
    value.to_bits()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::Filter;
    use crate::view::testing::company;

    #[test]
    fn the_best_are_chosen_and_the_rest_is_told() {
        let view = company();
        let rows = view.edges(&Filter::default());
        let (total, all) = (rows.len(), rows.clone());
        let shown = best(&view, &rows, By::Rank, 1);
        // The finding names mallory and ws01.
        assert_eq!((view.graph.accounts[shown[0].account as usize].user.as_str(), shown.len()), ("mallory", 1));
        assert_eq!(left_out(1, total, By::Rank).unwrap(), format!("Showing 1 of {total} edges: highest ranks first"));
        assert_eq!(left_out(total, total, By::Rank), None);
        let busiest = best(&view, &all, By::Count, 2);
        assert!(busiest[0].count >= busiest[1].count && busiest[0].count == all.iter().map(|r| r.count).max().unwrap());
        let newest = best(&view, &all, By::Time, 1);
        assert_eq!(newest[0].last, all.iter().map(|row| row.last).max().unwrap());
        assert!(best(&view, &all, By::Rank, 0).is_empty());
    }
}
