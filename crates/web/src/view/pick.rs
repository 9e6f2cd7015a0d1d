//! Which edges are shown where not all can be.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use model::Severity;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::case::Standing;
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

/// Rows to choose from, each with its place in their order.
pub trait Rows: ParallelIterator<Item = (u32, EdgeRow)> {}
impl<T: ParallelIterator<Item = (u32, EdgeRow)>> Rows for T {}

/// What is found out about all rows while some are chosen.
pub trait Tally: Default + Send {
    /// Takes a row in.
    fn see(&mut self, row: &EdgeRow);
    /// Takes in what another tally saw.
    fn add(&mut self, other: Self);
}

/// Nothing.
impl Tally for () {
    fn see(&mut self, _: &EdgeRow) {}
    fn add(&mut self, (): Self) {}
}

/// How many there are.
impl Tally for usize {
    fn see(&mut self, _: &EdgeRow) {
        *self += 1;
    }
    fn add(&mut self, other: Self) {
        *self += other;
    }
}

/// The best `limit` rows, the best first. Ties fall by the order of the rows.
pub fn best<T: Tally>(view: &CaseView, rows: impl Rows, by: By, limit: usize) -> (Vec<EdgeRow>, T) {
    match by {
        By::Rank => {
            let worth = Worth::of(view);
            first_by(rows, limit, |row| Reverse((f64_key(worth.rank(row)), row.count)))
        }
        By::Count => first_by(rows, limit, |row| Reverse((row.count, row.last))),
        By::Time => first_by(rows, limit, |row| Reverse((row.last, row.count))),
    }
}

/// The first `limit` rows by this key. Ties fall by the order of the rows.
pub(super) fn first_by<K: Ord + Copy + Send, T: Tally>(
    rows: impl Rows,
    limit: usize,
    key: impl Fn(&EdgeRow) -> K + Sync,
) -> (Vec<EdgeRow>, T) {
    // Boxed, since it is handed on from row to row.
    let none = || Box::new((Firsts::new(limit), T::default()));
    let one = |mut seen: Box<(Firsts<K>, T)>, (place, row)| {
        seen.1.see(&row);
        seen.0.see(key(&row), place, row);
        seen
    };
    let both = |mut seen: Box<(Firsts<K>, T)>, more: Box<(Firsts<K>, T)>| {
        let (firsts, tally) = *more;
        seen.1.add(tally);
        for (key, place, row) in firsts.kept {
            seen.0.see(key, place, row);
        }
        seen
    };
    let (firsts, tally) = *rows.fold(none, one).reduce(none, both);
    (firsts.rows(), tally)
}

/// The first of the rows seen. Hardly more are held than are asked for: of a million most are left out.
struct Firsts<K> {
    limit: usize,
    kept: Vec<(K, u32, EdgeRow)>,
    /// The last one that can still be among the first.
    last: Option<(K, u32)>,
}

impl<K: Ord + Copy> Firsts<K> {
    const fn new(limit: usize) -> Self {
        Self { limit, kept: Vec::new(), last: None }
    }

    fn see(&mut self, key: K, place: u32, row: EdgeRow) {
        if self.limit == 0 || self.last.is_some_and(|last| (key, place) >= last) {
            return;
        }
        self.kept.push((key, place, row));
        if self.kept.len() >= self.limit.saturating_mul(2).max(1_000) {
            self.kept.select_nth_unstable_by_key(self.limit - 1, |(key, place, _)| (*key, *place));
            self.kept.truncate(self.limit);
            self.last = self.kept.last().map(|(key, place, _)| (*key, *place));
        }
    }

    fn rows(mut self) -> Vec<EdgeRow> {
        self.kept.sort_unstable_by_key(|(key, place, _)| (*key, *place));
        self.kept.truncate(self.limit);
        self.kept.into_iter().map(|(_, _, row)| row).collect()
    }
}

/// Rows in their order.
pub fn numbered(rows: &[EdgeRow]) -> impl Rows {
    rows.par_iter().enumerate().map(|(place, row)| (place as u32, *row))
}

/// The sentence that owns up to what is missing.
pub fn left_out(shown: usize, total: usize, by: By) -> Option<String> {
    (shown < total).then(|| format!("Showing {shown} of {total} edges: {}", by.words()))
}

/// How suspicious edges are.
struct Worth {
    accounts: Vec<f64>,
    hosts: Vec<f64>,
    /// Whether a finding names the account together with any host.
    found: Vec<bool>,
    named: HashMap<(u32, u32), Severity>,
}

impl Worth {
    fn of(view: &CaseView) -> Self {
        let ranks = |all: &[Standing]| all.iter().map(|standing| standing.rank.unwrap_or(0.0)).collect();
        let named = named_together(view);
        let mut found = vec![false; view.accounts.len()];
        for (account, _) in named.keys() {
            found[*account as usize] = true;
        }
        Self { accounts: ranks(&view.accounts), hosts: ranks(&view.hosts), found, named }
    }

    /// An edge's ends' ranks, and more where one finding names both.
    fn rank(&self, row: &EdgeRow) -> f64 {
        let host = |host: u32| self.hosts[host as usize];
        let target = row.target.filter(|target| *target != row.host);
        // An account says more about an edge than a server that everybody uses.
        let ends = 2.0 * self.accounts[row.account as usize] + host(row.host) + 0.5 * target.map_or(0.0, host);
        if !self.found[row.account as usize] {
            return ends;
        }
        let hosts = std::iter::once(row.host).chain(target);
        let found = hosts.filter_map(|host| self.named.get(&(row.account, host))).max();
        ends + found.map_or(0.0, |severity| 1.0 + f64::from(*severity as u8))
    }
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
        let all = view.edges(&Filter::default());
        let (total, best) = (all.len(), |by, limit| best(&view, numbered(&all), by, limit));
        let (shown, counted): (_, usize) = best(By::Rank, 1);
        assert_eq!(counted, total);
        // The finding names mallory and ws01.
        assert_eq!((view.graph.accounts[shown[0].account as usize].user.as_str(), shown.len()), ("mallory", 1));
        assert_eq!(left_out(1, total, By::Rank).unwrap(), format!("Showing 1 of {total} edges: highest ranks first"));
        assert_eq!(left_out(total, total, By::Rank), None);
        let busiest = best(By::Count, 2).0;
        assert!(busiest[0].count >= busiest[1].count && busiest[0].count == all.iter().map(|r| r.count).max().unwrap());
        let newest = best(By::Time, 1).0;
        assert_eq!(newest[0].last, all.iter().map(|row| row.last).max().unwrap());
        assert!(best(By::Rank, 0).0.is_empty());
    }

    #[test]
    fn the_first_of_many_are_those_of_the_whole_in_order() {
        let one = company().edges(&Filter::default())[0];
        let rows: Vec<EdgeRow> =
            (0..5_000_u64).map(|n| EdgeRow { count: n * 7_919 % 101, first: n as i64, ..one }).collect();
        let mut all = rows.clone();
        all.sort_by_key(|row| Reverse(row.count));
        for limit in [1, 700, 4_999, 6_000] {
            let (first, count): (_, usize) = first_by(numbered(&rows), limit, |row| Reverse(row.count));
            assert_eq!((first.as_slice(), count), (&all[..limit.min(5_000)], 5_000), "{limit}");
        }
    }
}
