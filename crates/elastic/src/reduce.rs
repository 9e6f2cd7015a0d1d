//! Frequent events counted in the cluster: a composite aggregation over all that the graph looks at,
//! so that time and traffic grow with what is different, not with how often it happened.
//!
//! Only what can be counted exactly is: an event whose values were not all indexed, or a stretch of
//! time where a value is a list, is read like any other.

mod columns;
mod fields;
mod fit;
mod plan;
mod rows;

use std::collections::BTreeMap;
use std::sync::Arc;

use model::{Event, Time};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tokio::task::JoinSet;

use crate::cut::Part;
use crate::read::Done;
use crate::survey::Hits;
use crate::view::View;
use crate::{ElasticError, Result};
pub(crate) use columns::Columns;
use fields::Source;
use fit::Fit;

/// Buckets of one answer: each further page looks at all events of the stretch again.
const PAGE: usize = 20_000;
/// One such part of a stretch's time is searched for events that stand there twice. A log that was
/// shipped twice shows anywhere, and counting different numbers takes as long as all the rest.
const SAMPLED: i64 = 16;
/// Different numbers of one computer up to which they are counted exactly; of more they are estimated with a standard
/// error below one percent. At the highest precision each computer takes 256 kB, and that takes longer than counting.
const PRECISE: u64 = 3_000;
const HOUR: i64 = 3_600_000;

/// Events that differ in nothing the graph looks at, within one hour.
#[derive(Clone, Debug)]
pub struct Row {
    /// The first of them, with the values they share. It has no record number.
    pub event: Event,
    /// How many there are.
    pub count: u32,
    /// The last of them.
    pub last: Time,
}

/// Which events are counted, and how.
#[derive(Clone, Debug)]
pub struct Reduction {
    kinds: Vec<Kind>,
    /// Events that the graph does not need, and that are too many to be read for findings alone:
    /// event id and how many there are.
    pub left: BTreeMap<u32, u64>,
    fit: Fit,
    computer: String,
    record: Option<String>,
    columns: Option<Arc<Columns>>,
}

/// One event id that is counted.
#[derive(Clone, Debug)]
struct Kind {
    id: u32,
    /// Which events: all of this id whose values can be counted by.
    clause: Value,
    sources: Vec<Source>,
}

/// What is still to be read of a stretch.
pub(crate) struct Rest(Value);

impl Rest {
    /// The query, without what was counted.
    pub(crate) fn of(self, query: &Value) -> Value {
        json!({"bool": {"filter": [query], "must_not": self.0}})
    }
}

/// A query, and how what it finds is read.
pub(crate) struct Way {
    pub(crate) query: Value,
    /// Columns that tell all of it; else documents are read.
    pub(crate) columns: Option<Arc<Columns>>,
}

/// What a stretch came to.
pub(crate) struct Counted {
    pub(crate) rows: Vec<Row>,
    pub(crate) rest: Rest,
    pub(crate) done: Done,
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    timed_out: bool,
    hits: Hits,
    aggregations: Option<Aggregations>,
}

#[derive(Deserialize)]
struct Aggregations {
    rows: Option<Buckets>,
}

#[derive(Deserialize)]
struct Buckets {
    after_key: Option<Map<String, Value>>,
    #[serde(default)]
    buckets: Vec<Bucket>,
}

#[derive(Deserialize)]
struct Bucket {
    key: rows::Key,
    doc_count: u64,
    first: Moment,
    last: Moment,
}

#[derive(Deserialize)]
struct Moment {
    value: f64,
}

impl Reduction {
    /// The event ids that are counted.
    pub fn ids(&self) -> Vec<u32> {
        self.kinds.iter().map(|kind| kind.id).collect()
    }

    /// How what a query finds is read: all of it, but not all in one way.
    pub(crate) fn ways(&self, query: Value) -> Vec<Way> {
        let Some(columns) = &self.columns else { return vec![Way { query, columns: None }] };
        let others = json!({"bool": {"filter": [query], "must_not": [columns.clause]}});
        let these = json!({"bool": {"filter": [query, columns.clause]}});
        vec![Way { query: others, columns: None }, Way { query: these, columns: Some(Arc::clone(columns)) }]
    }

    /// Counts a part. Several kinds are counted at a time.
    pub(crate) async fn count(&self, view: &View, part: Part, at_once: usize) -> Result<Counted> {
        let mut counted = Counted { rows: Vec::new(), rest: Rest(json!(self.unread())), done: Done::default() };
        if part == Part::Untimed {
            return Ok(counted);
        }
        let doubled = self.doubled(view, part).await?;
        if doubled > 0 {
            tracing::info!(doubled, ?part, "events stand there twice, so they are read one by one");
            counted.done.fallen = doubled;
            return Ok(counted);
        }
        let mut taken = self.unread();
        let (mut tasks, mut waiting) = (JoinSet::new(), self.kinds.iter());
        loop {
            while tasks.len() < at_once.max(1)
                && let Some(kind) = waiting.next()
            {
                let (view, kind, query) = (view.clone(), kind.clone(), part.of(&kind.clause));
                tasks.spawn(async move { (kind.rows(&view, &query).await, kind.clause) });
            }
            let Some(joined) = tasks.join_next().await else { break };
            let broke =
                |error: tokio::task::JoinError| ElasticError::Answer { what: "count events", text: error.to_string() };
            let (outcome, clause) = joined.map_err(broke)?;
            match outcome? {
                Outcome::Exact { rows, events } => {
                    counted.done.counted += events;
                    counted.done.rows += rows.len() as u64;
                    counted.rows.extend(rows);
                    taken.push(clause);
                }
                Outcome::Lists { events } => counted.done.fallen += events,
            }
        }
        counted.rows.sort_by_key(|row| (row.event.time, row.event.id));
        counted.rest = Rest(json!(taken));
        Ok(counted)
    }

    /// What is left out.
    fn unread(&self) -> Vec<Value> {
        if self.left.is_empty() { Vec::new() } else { vec![self.fit.ids(self.left.keys().copied())] }
    }

    /// About how many of a part's counted events stand in the indices twice: a log has each number once.
    async fn doubled(&self, view: &View, part: Part) -> Result<u64> {
        let (Some(record), Part::Between { from, to }) = (&self.record, part) else { return Ok(0) };
        // Small parts are searched as a whole.
        let length = if to - from > SAMPLED * HOUR { (to - from) / SAMPLED } else { to - from };
        let middle = from + (to - from - length) / 2;
        let part = Part::Between { from: middle, to: middle + length };
        let numbered = json!({"exists": {"field": record}});
        let query = json!({"bool": {"filter": [self.fit.any(&self.ids()), numbered]}});
        let computers = json!({"terms": {"field": self.computer, "size": 1_000},
            "aggs": {"numbers": {"cardinality": {"field": record, "precision_threshold": PRECISE}}}});
        let logs = json!({"terms": {"field": self.fit.channel}, "aggs": {"computers": computers}});
        let body = json!({"size": 0, "track_total_hits": false, "query": part.of(&query), "aggs": {"logs": logs}});
        let answer: rows::Doubled = view.json("look for doubled events", body).await?;
        Ok(answer.doubled())
    }
}

/// How counting one kind went.
enum Outcome {
    Exact {
        rows: Vec<Row>,
        events: u64,
    },
    /// Some value is a list, which would count once for each of its parts.
    Lists {
        events: u64,
    },
}

impl Kind {
    async fn rows(&self, view: &View, query: &Value) -> Result<Outcome> {
        let (mut rows, mut found, mut after) = (Vec::new(), 0, None);
        loop {
            let answer = self.page(view, query, after.as_ref()).await?;
            let events = answer.hits.total.value;
            let Some(Buckets { after_key, buckets }) = answer.aggregations.and_then(|all| all.rows) else {
                return Ok(Outcome::Exact { rows, events });
            };
            found += buckets.iter().map(|bucket| bucket.doc_count).sum::<u64>();
            if found > events {
                return Ok(Outcome::Lists { events });
            }
            let full = buckets.len() == PAGE;
            rows.extend(buckets.iter().map(|bucket| self.row(bucket)));
            match after_key {
                Some(key) if full => after = Some(key),
                _ if found == events => return Ok(Outcome::Exact { rows, events }),
                _ => {
                    let text = format!("{found} of {events} events were counted");
                    return Err(ElasticError::Answer { what: "count events", text });
                }
            }
        }
    }

    async fn page(&self, view: &View, query: &Value, after: Option<&Map<String, Value>>) -> Result<Answer> {
        let mut composite = json!({"size": PAGE, "sources": self.clauses()});
        if let Some(after) = after {
            composite["after"] = Value::Object(after.clone());
        }
        // The cluster writes each moment as text too: as a number of milliseconds that is quickly done. To leave it
        // out (`filter_path`) takes it as long as all the counting.
        let moment = json!({"field": "@timestamp", "format": "epoch_millis"});
        let ends = json!({"first": {"min": moment}, "last": {"max": moment}});
        let body = json!({"size": 0, "track_total_hits": true, "query": query,
            "aggs": {"rows": {"composite": composite, "aggs": ends}}});
        let odd = |text: String| ElasticError::Answer { what: "count events", text };
        let answer = view.search("count events", body).await?;
        let answer: Answer = serde_json::from_slice(&answer).map_err(|error| odd(error.to_string()))?;
        if answer.timed_out { Err(odd("the search was cut off".to_owned())) } else { Ok(answer) }
    }
}
