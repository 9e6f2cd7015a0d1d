//! What is to be read, and the query that means it.

use std::collections::BTreeMap;

use events::Window;
use model::Channel;
use serde_json::{Value, json};

use crate::settings::{DEFAULT_INDEX, DEFAULT_PREFIX};

/// A day: how far clocks and time zones may put the time of collection before the event's own.
const SLACK_MS: i64 = 86_400_000;

/// Whether frequent events are counted in the cluster instead of read one by one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reduce {
    /// Where there are many and their fields allow it.
    #[default]
    Auto,
    /// Always; it is an error where the fields do not allow it.
    Always,
    /// Never.
    Never,
}

/// Which events are counted and which left out, where that was decided for a larger reading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Only {
    /// Event ids that are counted; in a part where that is not exact they are read.
    pub ids: Vec<u32>,
    /// Event ids that are left out.
    pub left: Vec<u32>,
}

/// What is to be read.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Index, pattern, or a list of them with commas.
    pub index: String,
    /// The field under which documents keep what is Windows' own; `winlog` is understood always.
    pub prefix: String,
    /// Which part of the logs.
    pub window: Window,
    /// How many readers work side by side.
    pub slices: usize,
    /// How many documents a reader takes at a time, at most.
    pub page: usize,
    /// Whether frequent events are counted in the cluster.
    pub reduce: Reduce,
    /// So many documents are many.
    pub reduce_from: u64,
    /// What was decided already, for a part of a larger reading.
    pub only: Option<Only>,
    /// Times that are not read, first and last millisecond; events are there by their `@timestamp`.
    pub except: Vec<(i64, i64)>,
}

impl Default for Ask {
    fn default() -> Self {
        Self {
            index: DEFAULT_INDEX.to_owned(),
            prefix: DEFAULT_PREFIX.to_owned(),
            window: Window::default(),
            slices: 2,
            page: 5_000,
            reduce: Reduce::Auto,
            reduce_from: 5_000_000,
            only: None,
            except: Vec::new(),
        }
    }
}

/// The types that each field has in the indices asked.
pub(crate) type Types = BTreeMap<String, Vec<String>>;

impl Ask {
    /// The prefix without dots around it.
    pub(crate) fn prefix(&self) -> &str {
        match self.prefix.trim().trim_matches('.') {
            "" => DEFAULT_PREFIX,
            prefix => prefix,
        }
    }

    /// Fields that hold an event's id, by the shape of document.
    pub(crate) fn id_fields(&self) -> Vec<String> {
        let mut fields = vec![format!("{}.event_id", self.prefix())];
        fields.extend(["winlog.event_id", "event.code", "event_id", "EventID"].map(str::to_owned));
        fields.dedup();
        fields
    }

    /// The query for the events wanted.
    pub(crate) fn query(&self, types: &Types) -> Value {
        let ids: Vec<String> = (1..10_000).filter(|id| Channel::any_wants(*id)).map(|id| id.to_string()).collect();
        let known = self.id_fields().into_iter().filter(|field| types.contains_key(field));
        let shapes: Vec<Value> = known
            .map(|field| {
                let is_one = json!({"terms": {field.as_str(): ids}});
                if field != "event.code" {
                    return is_one;
                }
                // Others than Windows have codes too. Whether an object is there is asked of each of its
                // fields, which takes as long as all the rest, so one that all of Windows' have is asked for.
                let own = ["channel", "computer_name"].map(|field| format!("{}.{field}", self.prefix()));
                let own =
                    own.into_iter().find(|field| types.contains_key(field)).unwrap_or_else(|| self.prefix().to_owned());
                json!({"bool": {"filter": [is_one, {"exists": {"field": own}}]}})
            })
            .collect();
        // Sysmon shares ids with the terminal services, and writes a thousand times as much.
        let channels = [format!("{}.channel", self.prefix()), "Channel".to_owned(), "log_name".to_owned()];
        let sysmon: Vec<Value> =
            channels.iter().map(|field| json!({"term": {field: "Microsoft-Windows-Sysmon/Operational"}})).collect();
        let mut filter = vec![any_of(shapes)];
        filter.extend(self.range(types));
        let out = [sysmon, self.excepted()].concat();
        json!({"bool": {"filter": filter, "must_not": out}})
    }

    /// Clauses of the times that are not read.
    pub(crate) fn excepted(&self) -> Vec<Value> {
        self.except.iter().map(|(first, last)| between("@timestamp", Some(*first), Some(*last))).collect()
    }

    /// The time asked for. Flat documents have the event's own time beside that of their collection.
    fn range(&self, types: &Types) -> Option<Value> {
        let second = |ms: i64| ms.div_euclid(1000) * 1000;
        let from = self.window.from.map(|time| second(time.ms()));
        let to = self.window.to.map(|time| second(time.ms()) + 999);
        if from.is_none() && to.is_none() {
            return None;
        }
        let between = |field: &str| between(field, from, to);
        if !types.contains_key("EventTime") {
            return Some(between("@timestamp"));
        }
        let own = json!({"exists": {"field": "EventTime"}});
        let flat = if types["EventTime"].iter().all(|kind| is_date(kind)) {
            between("EventTime")
        } else {
            // A text cannot be compared; it is collected after it happened, and the reader looks closer.
            self::between("@timestamp", from.map(|ms| ms - SLACK_MS), None)
        };
        Some(any_of(vec![
            json!({"bool": {"filter": [between("@timestamp")], "must_not": [own]}}),
            json!({"bool": {"filter": [own, flat]}}),
        ]))
    }
}

pub(crate) fn is_date(kind: &str) -> bool {
    matches!(kind, "date" | "date_nanos")
}

/// At least one of the clauses holds.
#[expect(clippy::needless_pass_by_value, reason = "clauses are made for it alone")]
pub(crate) fn any_of(clauses: Vec<Value>) -> Value {
    json!({"bool": {"should": clauses, "minimum_should_match": 1}})
}

fn between(field: &str, from: Option<i64>, to: Option<i64>) -> Value {
    let mut ends = serde_json::Map::from_iter([("format".to_owned(), json!("epoch_millis"))]);
    ends.extend(from.map(|ms| ("gte".to_owned(), json!(ms))));
    ends.extend(to.map(|ms| ("lte".to_owned(), json!(ms))));
    json!({"range": {field: ends}})
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Time;

    #[test]
    fn both_ends_of_a_time_count_to_the_second() {
        let window = Window { from: Some(Time::from_ms(1_500)), to: Some(Time::from_ms(3_200)) };
        let ask = Ask { window, ..Ask::default() };
        let range = ask.range(&Types::default()).unwrap();
        assert_eq!(range["range"]["@timestamp"], json!({"format": "epoch_millis", "gte": 1000, "lte": 3999}));
        assert!(Ask::default().range(&Types::default()).is_none());
    }

    #[test]
    fn only_fields_that_are_there_are_asked_for() {
        let types = Types::from([("event_id".to_owned(), vec!["long".to_owned()])]);
        let query = Ask::default().query(&types);
        let shapes = query["bool"]["filter"][0]["bool"]["should"].as_array().unwrap();
        assert_eq!(shapes.len(), 1);
        let ids = shapes[0]["terms"]["event_id"].as_array().unwrap();
        assert!(ids.contains(&json!("4624")) && ids.contains(&json!("1149")) && !ids.contains(&json!("4907")));
    }
}
