//! One account's hours: events by id beside its scores.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::{CaseView, edges};

/// An account's hours in which anything happened or was scored; the lists are of one length.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Anomalies {
    /// The case's version.
    pub version: String,
    /// The first hour, seconds since the Unix epoch.
    pub start_s: i64,
    /// Hours from the first.
    pub hour: Vec<u32>,
    /// Events of each hour by event id.
    #[schema(value_type = BTreeMap<String, Vec<u64>>)]
    pub ids: BTreeMap<u32, Vec<u64>>,
    /// Failures of each hour.
    pub failures: Vec<u64>,
    /// The anomaly score of each hour; 0 where none is kept.
    pub score: Vec<f64>,
    /// The highest score of all hours; null where the account is not ranked.
    pub detect: Option<f64>,
}

/// The hours of an account. `detect` has its scores, one an hour from `start` (seconds) on.
pub fn anomalies(view: &CaseView, account: u32, start: i64, detect: &[f64]) -> Anomalies {
    let mut counts: BTreeMap<i64, (BTreeMap<u32, u64>, u64)> = BTreeMap::new();
    for edge in view.graph.logons.iter().filter(|edge| edge.account == account) {
        let (ids, failures) = counts.entry(i64::from(edge.hour)).or_default();
        *ids.entry(edge.id).or_default() += u64::from(edge.count);
        if edges::failed(edge.id, edge.status) {
            *failures += u64::from(edge.count);
        }
    }
    let first_scored = start.div_euclid(3600);
    for (hour, score) in (first_scored..).zip(detect) {
        if *score != 0.0 {
            counts.entry(hour).or_default();
        }
    }
    let first = counts.keys().next().copied().unwrap_or(0);
    let all: std::collections::BTreeSet<u32> = counts.values().flat_map(|(ids, _)| ids.keys().copied()).collect();
    let of = |id: u32| counts.values().map(|(ids, _)| ids.get(&id).copied().unwrap_or(0)).collect();
    let score = |hour: &i64| {
        let at = usize::try_from(hour - first_scored).ok();
        at.and_then(|at| detect.get(at)).copied().unwrap_or(0.0)
    };
    Anomalies {
        version: view.version.clone(),
        start_s: first * 3600,
        hour: counts.keys().map(|hour| (hour - first) as u32).collect(),
        ids: all.into_iter().map(|id| (id, of(id))).collect(),
        failures: counts.values().map(|(_, failures)| *failures).collect(),
        score: counts.keys().map(score).collect(),
        detect: view.accounts[account as usize].anomaly,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::testing::{HOUR, START, company};

    #[test]
    fn counts_stand_beside_scores() {
        let view = company();
        let answer = anomalies(&view, 0, START / 1000, &[0.0, 3.0, 7.5]);
        assert_eq!((answer.start_s, answer.hour.as_slice()), (START / 1000, &[0, 1, 2, 4][..]));
        assert_eq!(answer.ids[&4624], [40, 0, 0, 1]);
        assert_eq!((answer.ids[&4625].as_slice(), answer.failures.as_slice()), (&[0, 0, 7, 0][..], &[0, 0, 7, 0][..]));
        assert_eq!(answer.score, [0.0, 3.0, 7.5, 0.0]);
        assert_eq!(anomalies(&view, 2, (START + 9 * HOUR) / 1000, &[]).score, [0.0, 0.0]);
    }
}
