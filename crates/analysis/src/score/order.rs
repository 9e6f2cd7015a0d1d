//! The order of events on a day, against how the case's own days run.

use model::{LogonGraph, Symbol};

use crate::hmm;

/// An account's least likely day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Unlikely {
    pub(super) account: u32,
    /// 0..=1.
    pub(super) strength: f64,
}

/// Days with fewer events have no order.
const SHORTEST: usize = 6;
/// Days that must be there to know how they spread.
const LEAST_DAYS: usize = 50;
/// Robust deviations below the median from which on a day is unlikely.
const FAR: f64 = 8.0;

/// Accounts with a day whose steps from event to event are unlikely by the case's own habits, in
/// the order of accounts.
pub(super) fn unlikely_days(graph: &LogonGraph) -> Vec<Unlikely> {
    let days: Vec<(u32, Vec<Symbol>)> = hmm::days(graph)
        .into_iter()
        .filter(|day| day.symbols.len() >= SHORTEST && !graph.accounts[day.account as usize].well_known)
        .map(|day| (day.account, day.symbols))
        .collect();
    if days.len() < LEAST_DAYS {
        return Vec::new();
    }
    let habits = Habits::of(days.iter().map(|day| day.1.as_slice()));
    let scores: Vec<(u32, f64)> = days.iter().map(|(account, day)| (*account, habits.likelihood(day))).collect();
    below(&scores)
}

fn below(scores: &[(u32, f64)]) -> Vec<Unlikely> {
    let middle = |mut values: Vec<f64>| {
        values.sort_unstable_by(f64::total_cmp);
        values[values.len() / 2]
    };
    let median = middle(scores.iter().map(|score| score.1).collect());
    let spread = 1.4826 * middle(scores.iter().map(|score| (score.1 - median).abs()).collect()) + 0.05;
    let mut lowest: std::collections::BTreeMap<u32, f64> = std::collections::BTreeMap::new();
    for &(account, score) in scores {
        let far = (median - score) / spread;
        let entry = lowest.entry(account).or_insert(far);
        *entry = entry.max(far);
    }
    lowest
        .into_iter()
        .filter(|(_, far)| *far > FAR)
        .map(|(account, far)| Unlikely { account, strength: ((far / FAR).log2() / 2.0).min(1.0) })
        .collect()
}

/// How often which event follows which.
struct Habits {
    logs: [[f64; 5]; 5],
}

impl Habits {
    fn of<'a>(days: impl Iterator<Item = &'a [Symbol]>) -> Self {
        // One of each to begin with: what was never seen is unlikely, not impossible.
        let mut counts = [[1.0_f64; 5]; 5];
        for day in days {
            for step in day.windows(2) {
                counts[step[0] as usize][step[1] as usize] += 1.0;
            }
        }
        let logs = counts.map(|row| row.map(|count| (count / row.iter().sum::<f64>()).ln()));
        Self { logs }
    }

    /// Mean log-likelihood of a step.
    fn likelihood(&self, day: &[Symbol]) -> f64 {
        let steps = day.windows(2).map(|step| self.logs[step[0] as usize][step[1] as usize]);
        steps.sum::<f64>() / (day.len() - 1) as f64
    }
}
