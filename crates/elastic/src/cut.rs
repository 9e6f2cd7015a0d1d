//! A reading cut into stretches of time that hold about as many documents each.
//!
//! A stretch of a few pages does not depend on any other, so several are fetched side by side and still
//! come in the order of time. Sorting by time in the cluster instead costs it half of its speed.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::Result;
use crate::view::View;

/// Buckets that one histogram has at most.
const BUCKETS: i64 = 10_000;

/// A part of a reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Documents without a time.
    Untimed,
    /// Those of this time, milliseconds since the Unix epoch.
    Between {
        /// The first millisecond.
        from: i64,
        /// The first one that is not in it.
        to: i64,
    },
}

/// A part and how many documents it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// The part.
    pub part: Part,
    /// Documents.
    pub count: u64,
}

impl Part {
    /// The clause of a query that means this part.
    pub(crate) fn filter(self) -> Value {
        match self {
            Self::Untimed => json!({"bool": {"must_not": [{"exists": {"field": "@timestamp"}}]}}),
            Self::Between { from, to } => {
                json!({"range": {"@timestamp": {"gte": from, "lt": to, "format": "epoch_millis"}}})
            }
        }
    }

    /// The query, for this part alone.
    pub(crate) fn of(self, query: &Value) -> Value {
        json!({"bool": {"filter": [query, self.filter()]}})
    }
}

#[derive(Deserialize)]
struct Answer<T> {
    aggregations: T,
}

#[derive(Deserialize)]
struct Bounds {
    first: Moment,
    last: Moment,
    untimed: Untimed,
}

#[derive(Deserialize)]
struct Moment {
    value: Option<f64>,
}

#[derive(Deserialize)]
struct Untimed {
    doc_count: u64,
}

#[derive(Deserialize)]
struct Histogram {
    over_time: Buckets,
}

#[derive(Deserialize)]
struct Buckets {
    buckets: Vec<Bucket>,
}

#[derive(Deserialize)]
struct Bucket {
    key: i64,
    doc_count: u64,
}

/// What the query finds: its stretch of time, and how many documents have none.
pub(crate) async fn bounds(view: &View, query: &Value) -> Result<(Option<(i64, i64)>, u64)> {
    let body = json!({"size": 0, "track_total_hits": false, "query": query, "aggs": {
        "first": {"min": {"field": "@timestamp"}}, "last": {"max": {"field": "@timestamp"}},
        "untimed": {"missing": {"field": "@timestamp"}}}});
    let Answer { aggregations: found } = view.json::<Answer<Bounds>>("look at the time", body).await?;
    let ends = found.first.value.zip(found.last.value).map(|(first, last)| (first as i64, last as i64 + 1));
    Ok((ends, found.untimed.doc_count))
}

/// The query's documents in `from..to` as stretches of at most `limit`, in the order of time and
/// without gaps. No stretch is cut below `unit` milliseconds, so a crowded one may hold more.
pub(crate) async fn cuts(view: &View, query: &Value, ends: (i64, i64), limit: u64, unit: i64) -> Result<Vec<Cut>> {
    let mut open = vec![ends];
    let mut found: Vec<Cut> = Vec::new();
    while let Some((from, to)) = open.pop() {
        let step = ((to - from).div_euclid(BUCKETS) / unit + 1) * unit;
        for Bucket { key, doc_count: count } in histogram(view, query, (from, to), step).await? {
            let (start, end) = (key.max(from), (key + step).min(to));
            if count > limit && step > unit {
                open.push((start, end));
            } else {
                found.push(Cut { part: Part::Between { from: start, to: end }, count });
            }
        }
    }
    Ok(packed(found, ends, limit))
}

async fn histogram(view: &View, query: &Value, (from, to): (i64, i64), step: i64) -> Result<Vec<Bucket>> {
    let over_time =
        json!({"date_histogram": {"field": "@timestamp", "fixed_interval": format!("{step}ms"), "min_doc_count": 1}});
    let part = Part::Between { from, to };
    let body = json!({"size": 0, "track_total_hits": false, "query": part.of(query), "aggs": {"over_time": over_time}});
    Ok(view.json::<Answer<Histogram>>("count the events", body).await?.aggregations.over_time.buckets)
}

/// Neighbours together while they fit, without gaps between them.
fn packed(mut found: Vec<Cut>, ends: (i64, i64), limit: u64) -> Vec<Cut> {
    found.sort_by_key(|cut| cut.part);
    let mut all: Vec<Cut> = Vec::new();
    for next in found {
        let Part::Between { from, to } = next.part else { continue };
        match all.last_mut() {
            Some(Cut { part: Part::Between { to: end, .. }, count }) => {
                *end = from;
                if *count + next.count <= limit {
                    (*end, *count) = (to, *count + next.count);
                    continue;
                }
                all.push(next);
            }
            _ => all.push(Cut { part: Part::Between { from: ends.0, to }, ..next }),
        }
    }
    if let Some(Cut { part: Part::Between { to, .. }, .. }) = all.last_mut() {
        *to = ends.1;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(from: i64, to: i64, count: u64) -> Cut {
        Cut { part: Part::Between { from, to }, count }
    }

    #[test]
    fn neighbours_go_together_and_leave_no_gap() {
        let found = vec![cut(50, 60, 9), cut(10, 20, 4), cut(20, 30, 5), cut(40, 50, 3)];
        assert_eq!(packed(found, (5, 100), 10), [cut(5, 40, 9), cut(40, 50, 3), cut(50, 100, 9)]);
        assert_eq!(packed(vec![cut(10, 11, 99)], (10, 11), 10), [cut(10, 11, 99)]);
        assert!(packed(Vec::new(), (0, 1), 10).is_empty());
    }
}
