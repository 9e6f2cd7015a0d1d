//! Events over time.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::filter::Sieve;
use super::{CaseView, Filter, edges};

/// Buckets at most: more are no better to see, and a wrong clock must not make a million.
const MOST: i64 = 4_000;
const HOUR_S: i64 = 3_600;
const DAY_S: i64 = 86_400;

/// How long a bucket is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Bucket {
    /// An hour, or a day where that would be more than a month of hours.
    #[default]
    Auto,
    /// An hour.
    Hour,
    /// A day (UTC).
    Day,
}

/// Events of one id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Series {
    /// Event id.
    pub id: u32,
    /// One number a bucket.
    pub count: Vec<u64>,
}

/// A log was cleared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ClearView {
    /// When.
    pub at: i64,
    /// Who.
    pub user: String,
    /// Of which domain.
    pub domain: String,
    /// On which computer.
    pub computer: String,
    /// Which log.
    pub channel: String,
}

/// A time without records of a log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct GapView {
    /// The last record before it.
    pub from: i64,
    /// The first record behind it.
    pub to: i64,
    /// Whose log.
    pub computer: String,
    /// Which log.
    pub log: String,
}

/// Events over time. All lists of numbers have one a bucket.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Timeline {
    /// The case's version.
    pub version: String,
    /// When the first bucket begins, milliseconds since the Unix epoch.
    pub start: i64,
    /// How long a bucket is, in seconds. Longer than asked for where there would be more than 4000.
    pub bucket_s: i64,
    /// By event id, in the order of ids.
    pub series: Vec<Series>,
    /// Failures among them.
    pub failures: Vec<u64>,
    /// The highest hourly anomaly score of the accounts whose scores were looked at.
    pub anomaly: Vec<f64>,
    /// Whose scores those are.
    pub anomaly_of: String,
    /// Clearings of logs.
    pub clears: Vec<ClearView>,
    /// Times without records.
    pub gaps: Vec<GapView>,
}

/// Hourly scores of accounts: the first hour in seconds since the Unix epoch, and the scores.
pub type Hours<'a> = (i64, &'a [f64]);

/// Events of the edges that pass the filter. `scores` are hourly ones of the accounts named by `of`.
pub fn timeline<'a>(
    view: &CaseView,
    filter: &Filter,
    bucket: Bucket,
    scores: impl Iterator<Item = Hours<'a>>,
    of: String,
) -> Timeline {
    let sieve = Sieve::new(view, filter);
    let (start, bucket_s, length) = span(view, filter, bucket);
    let at = |seconds: i64| usize::try_from((seconds - start).div_euclid(bucket_s)).ok().filter(|at| *at < length);
    let mut series: BTreeMap<u32, Vec<u64>> = BTreeMap::new();
    let mut failures = vec![0; length];
    for edge in sieve.hours() {
        let Some(at) = at(i64::from(edge.hour) * HOUR_S) else { continue };
        series.entry(edge.id).or_insert_with(|| vec![0; length])[at] += u64::from(edge.count);
        if edges::failed(edge.id, edge.status) {
            failures[at] += u64::from(edge.count);
        }
    }
    let mut anomaly = vec![0.0_f64; length];
    for (first, hours) in scores {
        for (score, seconds) in hours.iter().zip((first..).step_by(HOUR_S as usize)) {
            if let Some(at) = at(seconds) {
                anomaly[at] = anomaly[at].max(*score);
            }
        }
    }
    Timeline {
        version: view.version.clone(),
        start: start * 1000,
        bucket_s,
        series: series.into_iter().map(|(id, count)| Series { id, count }).collect(),
        failures,
        anomaly,
        anomaly_of: of,
        clears: clears(view, filter),
        gaps: gaps(view, filter),
    }
}

/// First second, seconds of a bucket, how many buckets.
fn span(view: &CaseView, filter: &Filter, bucket: Bucket) -> (i64, i64, usize) {
    let Some(span) = view.graph.span else { return (0, HOUR_S, 0) };
    let whole = (span.start.ms(), span.end.ms());
    let from = filter.from.map_or(whole.0, |from| from.max(whole.0));
    let to = filter.to.map_or(whole.1, |to| to.min(whole.1));
    if to < from {
        return (from.div_euclid(1000), HOUR_S, 0);
    }
    let count = |length: i64| (to.div_euclid(1000).div_euclid(length)) - (from.div_euclid(1000).div_euclid(length)) + 1;
    let mut length = match bucket {
        Bucket::Hour => HOUR_S,
        Bucket::Auto if count(HOUR_S) <= 31 * 24 => HOUR_S,
        Bucket::Auto | Bucket::Day => DAY_S,
    };
    while count(length) > MOST {
        length = if length == HOUR_S { DAY_S } else { length * 2 };
    }
    (from.div_euclid(1000).div_euclid(length) * length, length, count(length) as usize)
}

/// Clearings of logs within the filter's time.
pub fn clears(view: &CaseView, filter: &Filter) -> Vec<ClearView> {
    let inside = |clear: &&model::Clear| {
        filter.from.is_none_or(|from| clear.time.ms() >= from) && filter.to.is_none_or(|to| clear.time.ms() <= to)
    };
    let shown = |clear: &model::Clear| ClearView {
        at: clear.time.ms(),
        user: clear.user.clone(),
        domain: clear.domain.clone(),
        computer: clear.computer.clone(),
        channel: clear.channel.clone(),
    };
    view.graph.clears.iter().filter(inside).map(shown).collect()
}

fn gaps(view: &CaseView, filter: &Filter) -> Vec<GapView> {
    let inside = |gap: &&super::Gap| {
        filter.from.is_none_or(|from| gap.to.ms() >= from) && filter.to.is_none_or(|to| gap.from.ms() <= to)
    };
    let shown = |gap: &super::Gap| GapView {
        from: gap.from.ms(),
        to: gap.to.ms(),
        computer: gap.computer.clone(),
        log: gap.log.clone(),
    };
    view.gaps.iter().filter(inside).map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::testing::{HOUR, START, company};
    use model::{Span, Time};

    fn plain(view: &CaseView, filter: &Filter, bucket: Bucket) -> Timeline {
        let scores = [0.0, 1.0, 9.0];
        timeline(view, filter, bucket, [(START / 1000, &scores[..])].into_iter(), "all".to_owned())
    }

    #[test]
    fn every_event_is_in_one_bucket() {
        let view = company();
        let answer = plain(&view, &Filter::default(), Bucket::Auto);
        assert_eq!((answer.start, answer.bucket_s, answer.failures.len()), (START, 3600, 8));
        assert_eq!(answer.series.iter().map(|s| s.count.iter().sum::<u64>()).sum::<u64>(), 67);
        assert_eq!(answer.failures, [0, 0, 7, 0, 0, 9, 0, 0]);
        assert_eq!(&answer.anomaly[..3], [0.0, 1.0, 9.0]);
        assert_eq!((answer.clears.len(), answer.gaps.len()), (1, 1));
        let days = plain(&view, &Filter::default(), Bucket::Day);
        assert_eq!((days.bucket_s, days.failures.as_slice()), (86_400, &[16][..]));
    }

    #[test]
    fn a_filter_cuts_time_and_events() {
        let view = company();
        let filter =
            Filter { from: Some(START + 2 * HOUR), to: Some(START + 4 * HOUR), ids: vec![4625], ..Filter::default() };
        let answer = plain(&view, &filter, Bucket::Hour);
        assert_eq!((answer.start, answer.failures.as_slice()), (START + 2 * HOUR, &[7, 0, 0][..]));
        assert!(answer.clears.is_empty() && answer.gaps.is_empty());
    }

    #[test]
    fn a_wrong_clock_makes_no_million_buckets() {
        let mut view = company();
        view.graph.span = Some(Span { start: Time::from_ms(-11_644_473_600_000), end: Time::from_ms(START) });
        let answer = plain(&view, &Filter::default(), Bucket::Hour);
        assert!(answer.failures.len() as i64 <= MOST && answer.failures.iter().sum::<u64>() == 16);
    }
}
