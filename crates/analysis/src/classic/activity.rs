//! Each account's events by the hour, and how unusual each hour is.

use model::{AccountRank, LogonGraph, Span};
use rayon::prelude::*;

use super::links::{Links, counts};
use crate::changefinder::{ChangeFinder, rounded};

/// Most hours that are looked at, about ten years. Of a longer span (a clock was wrong) only the
/// last ones are.
pub const MAX_HOURS: usize = 87_660;
/// Up to this many hourly scores every account keeps its own.
pub const HOURLY_VALUES: usize = 10_000_000;
/// Beyond, at most this many of the highest ranked accounts do.
pub const HOURLY_ACCOUNTS: usize = 10_000;
/// And at most this many scores are kept then: 400 MB.
pub const KEPT_VALUES: usize = 50_000_000;

/// An account's most unusual hour.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Peak {
    /// The highest hourly score.
    pub(super) score: f64,
    /// Whole hours since the Unix epoch.
    pub(super) hour: i32,
}

/// Events of an account in an hour.
#[derive(Clone, Copy)]
struct Busy {
    node: u32,
    /// Counted from the first hour.
    hour: u32,
    count: u32,
}

/// The events of all accounts, by the hour; hours without any take no space.
pub(super) struct Activity {
    first_hour: i32,
    hours: usize,
    /// Sorted by node and hour; may repeat.
    busy: Vec<Busy>,
    /// Node `n` has `busy[starts[n]..starts[n + 1]]`.
    starts: Vec<usize>,
    /// The state after the series of all accounts' mean, which every account begins from.
    primed: ChangeFinder,
}

impl Activity {
    pub(super) fn of(graph: &LogonGraph, links: &Links) -> Self {
        let (first_hour, hours) = range(graph.span);
        let mut busy = busy(graph, links, first_hour, hours);
        busy.par_sort_unstable_by_key(|entry| (entry.node, entry.hour));
        let starts = starts(&busy, links.accounts.len());
        let primed = primed(&busy, hours, links.accounts.len());
        Self { first_hour, hours, busy, starts, primed }
    }

    /// Whole hours since the Unix epoch.
    pub(super) const fn first_hour(&self) -> i32 {
        self.first_hour
    }

    /// Each account's most unusual hour.
    pub(super) fn peaks(&self) -> Vec<Peak> {
        (0..self.starts.len() - 1).into_par_iter().map(|node| self.peak(node)).collect()
    }

    fn peak(&self, node: usize) -> Peak {
        let mut peak = Peak { score: f64::NEG_INFINITY, hour: self.first_hour };
        for (hour, score) in (self.first_hour..).zip(self.scores(node)) {
            if score > peak.score {
                peak = Peak { score, hour };
            }
        }
        if self.hours == 0 { Peak::default() } else { Peak { score: rounded(peak.score), ..peak } }
    }

    /// Gives the accounts, sorted by rank, their hourly scores as far as they are kept.
    pub(super) fn fill(&self, links: &Links, accounts: &mut [AccountRank]) {
        let kept = kept(accounts.len(), self.hours);
        accounts[..kept].par_iter_mut().for_each(|account| {
            if let Some(node) = links.node(account.account) {
                account.hourly = self.scores(node as usize).map(rounded).collect();
            }
        });
    }

    /// The account's hourly scores, not yet rounded.
    fn scores(&self, node: usize) -> impl Iterator<Item = f64> {
        let mut left = &self.busy[self.starts[node]..self.starts[node + 1]];
        let mut finder = self.primed.clone();
        (0..self.hours as u32).map(move |hour| {
            let now = left.iter().take_while(|entry| entry.hour == hour).count();
            let (entries, rest) = left.split_at(now);
            left = rest;
            finder.update(entries.iter().map(|entry| f64::from(entry.count)).sum())
        })
    }
}

/// How many of the highest ranked accounts keep their hourly scores.
fn kept(accounts: usize, hours: usize) -> usize {
    if accounts.saturating_mul(hours) <= HOURLY_VALUES {
        return accounts;
    }
    accounts.min(HOURLY_ACCOUNTS).min(KEPT_VALUES / hours)
}

/// The first hour and how many there are.
fn range(span: Option<Span>) -> (i32, usize) {
    let Some(Span { start, end }) = span else { return (0, 0) };
    let (first, last) = (i64::from(start.hour()), i64::from(end.hour()));
    let first = first.max(last - (MAX_HOURS as i64 - 1));
    (first as i32, (last - first + 1).max(0) as usize)
}

fn busy(graph: &LogonGraph, links: &Links, first_hour: i32, hours: usize) -> Vec<Busy> {
    let entry = |edge: &model::LogonEdge| {
        let hour = u32::try_from(edge.hour.checked_sub(first_hour)?).ok()?;
        let node = links.node(edge.account)?;
        ((hour as usize) < hours && counts(graph, edge)).then_some(Busy { node, hour, count: edge.count })
    };
    graph.logons.iter().filter_map(entry).collect()
}

fn starts(busy: &[Busy], accounts: usize) -> Vec<usize> {
    let mut starts = vec![0; accounts + 1];
    for entry in busy {
        starts[entry.node as usize + 1] += 1;
    }
    for node in 0..accounts {
        starts[node + 1] += starts[node];
    }
    starts
}

fn primed(busy: &[Busy], hours: usize, accounts: usize) -> ChangeFinder {
    let mut totals = vec![0.0; hours];
    for entry in busy {
        totals[entry.hour as usize] += f64::from(entry.count);
    }
    let mut finder = ChangeFinder::new();
    for total in totals {
        finder.update(total / accounts.max(1) as f64);
    }
    finder
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Time;

    #[test]
    fn a_wrong_clock_does_not_stretch_the_series() {
        let span = |start, end| Some(Span { start: Time::from_ms(start), end: Time::from_ms(end) });
        assert_eq!(range(span(3_600_000, 7_200_000)), (1, 2));
        let (first, hours) = range(span(-11_644_473_600_000, 3_600_000 * 400_000));
        assert_eq!((first, hours), (400_000 - 87_659, MAX_HOURS));
        assert_eq!(range(None), (0, 0));
    }

    #[test]
    fn only_the_first_keep_hours_in_big_cases() {
        assert_eq!(kept(15, 940), 15);
        assert_eq!(kept(50_000, 1_000), 10_000);
        assert_eq!(kept(50_000, 50_000), 1_000);
    }
}
