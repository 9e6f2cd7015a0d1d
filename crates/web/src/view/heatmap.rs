//! Accounts over hours.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::filter::Sieve;
use super::keys::shown;
use super::timeline::{ClearView, clears};
use super::{CaseView, Filter, Node, Page};

/// What the rows are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    /// The most suspicious first.
    #[default]
    Place,
    /// By name.
    Name,
}

/// An account's hours in which anything happened; the lists are of one length.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct HeatRow {
    /// The account's key.
    pub key: String,
    /// The account.
    pub name: String,
    /// Its place in the ranking.
    pub place: Option<u32>,
    /// Hours from the first.
    pub hour: Vec<u32>,
    /// Events.
    pub count: Vec<u64>,
    /// The hour's anomaly score; 0 where none is kept.
    pub anomaly: Vec<f64>,
}

/// A page of accounts over hours.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Heatmap {
    /// The case's version.
    pub version: String,
    /// The first hour, seconds since the Unix epoch.
    pub start_s: i64,
    /// How many hours.
    pub hours: u32,
    /// How many accounts there are on all pages.
    pub total: usize,
    /// The page.
    pub rows: Vec<HeatRow>,
    /// Clearings of logs.
    pub clears: Vec<ClearView>,
}

/// The accounts of a page that have events under the filter, without their scores.
pub fn heatmap(view: &CaseView, filter: &Filter, order: Order, page: Page) -> Heatmap {
    let sieve = Sieve::new(view, filter);
    let mut seen = vec![false; view.graph.accounts.len()];
    let (mut first, mut last) = (i32::MAX, i32::MIN);
    for edge in sieve.hours() {
        seen[edge.account as usize] = true;
        (first, last) = (first.min(edge.hour), last.max(edge.hour));
    }
    let mut accounts: Vec<u32> = view.accounts_by_place.iter().copied().filter(|n| seen[*n as usize]).collect();
    if order == Order::Name {
        accounts.sort_by_cached_key(|account| shown(&view.graph.accounts[*account as usize]));
    }
    // Only a page's accounts are counted: a case may have fifty thousand.
    let page = page.cut(&accounts);
    let counts = counts(&sieve, page);
    let row = |(account, hours): (&u32, &BTreeMap<i32, u64>)| HeatRow {
        key: view.key(Node::Account(*account)).to_owned(),
        name: shown(&view.graph.accounts[*account as usize]),
        place: view.accounts[*account as usize].place,
        hour: hours.keys().map(|hour| hour.abs_diff(first)).collect(),
        count: hours.values().copied().collect(),
        anomaly: vec![0.0; hours.len()],
    };
    let rows: Vec<HeatRow> = page.iter().zip(&counts).map(row).collect();
    Heatmap {
        version: view.version.clone(),
        start_s: if first > last { 0 } else { i64::from(first) * 3600 },
        hours: if first > last { 0 } else { last.abs_diff(first) + 1 },
        total: accounts.len(),
        rows,
        clears: clears(view, filter),
    }
}

/// Events of some accounts by hour, in their order.
fn counts(sieve: &Sieve<'_>, accounts: &[u32]) -> Vec<BTreeMap<i32, u64>> {
    let number: HashMap<u32, usize> = accounts.iter().copied().zip(0..).collect();
    let mut counts = vec![BTreeMap::new(); accounts.len()];
    for edge in sieve.hours() {
        if let Some(at) = number.get(&edge.account) {
            *counts[*at].entry(edge.hour).or_default() += u64::from(edge.count);
        }
    }
    counts
}

impl Heatmap {
    /// Fills in the scores of the account with this key: `detect` has one an hour from `start` on.
    pub fn score(&mut self, key: &str, start: i64, detect: &[f64]) {
        let shift = (self.start_s - start).div_euclid(3600);
        for row in self.rows.iter_mut().filter(|row| row.key == key) {
            for (hour, score) in row.hour.iter().zip(&mut row.anomaly) {
                let at = usize::try_from(i64::from(*hour) + shift).ok();
                *score = at.and_then(|at| detect.get(at)).copied().unwrap_or(0.0);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::testing::{HOUR, START, company};

    #[test]
    fn rows_have_their_busy_hours_and_scores() {
        let view = company();
        let mut map = heatmap(&view, &Filter::default(), Order::Place, Page { limit: 2, offset: 0 });
        assert_eq!((map.total, map.rows.len(), map.start_s, map.hours), (4, 2, START / 1000, 7));
        assert_eq!((map.rows[0].hour.as_slice(), map.rows[0].count.as_slice()), (&[1, 3][..], &[5, 2][..]));
        // Scores that begin an hour before the picture does.
        map.score("a:corp\\mallory", (START - HOUR) / 1000, &[0.0, 0.0, 4.5]);
        assert_eq!(map.rows[0].anomaly, [4.5, 0.0]);
        let by_name = heatmap(&view, &Filter::default(), Order::Name, Page { limit: 9, offset: 0 });
        assert!(by_name.rows.is_sorted_by(|a, b| a.name <= b.name));
    }
}
