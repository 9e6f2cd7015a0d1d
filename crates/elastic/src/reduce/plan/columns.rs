//! Which of the events that are not counted can be read from columns.

use std::collections::{BTreeMap, HashMap};

use events::Read;
use model::Field;
use serde_json::{Value, json};

use super::super::columns::{Column, Columns};
use super::super::fields::Use;
use super::{Answer, ByFilter, Plan, is_small};
use crate::page::Page;
use crate::reduce::fit::Fit;
use crate::settings::DEFAULT_PREFIX;
use crate::{Result, document};

/// Fewer events of an id are read as documents: what deciding costs would not come back.
const WORTH: u64 = 1_000;
/// Documents of each id that are read both ways before all are read from columns.
const SAMPLE: usize = 50;
/// Columns that an index lets a search ask for: Elasticsearch's `index.max_docvalue_fields_search`.
const MOST: usize = 100;

/// What the security pipeline may have moved out of an event's own values.
pub(super) const MOVED: [&str; 6] =
    ["source.ip", "source.port", "source.domain", "process.executable", "user.name", "user.domain"];

/// A place where a value may be.
struct Place {
    column: Column,
    /// Whether the column says what the document does.
    exact: bool,
}

impl Plan<'_> {
    /// What of `ids` can be read from columns. Nothing where any of their values is in no column.
    pub(super) async fn columns(&self, fit: &Fit, ids: impl Iterator<Item = u32>) -> Result<Option<Columns>> {
        let least = if is_small(self.ask) { 1 } else { WORTH };
        let counts = self.counts(ids, fit).await?;
        let ids: Vec<u32> = counts.into_iter().filter(|(_, count)| *count >= least).map(|(id, _)| id).collect();
        let Some(own) = self.own_columns().filter(|_| !ids.is_empty()) else { return Ok(None) };
        let there = self.there(fit, &ids).await?;
        if there.iter().any(|place| !place.exact) || own.len() + there.len() > MOST {
            return Ok(None);
        }
        let all = own.into_iter().chain(there.into_iter().map(|place| place.column)).collect();
        let mut columns = Columns::new(all);
        let mut same = Vec::new();
        for id in ids {
            if self.same(fit, &columns, id).await {
                same.push(id);
            }
        }
        columns.clause = fit.sound(&same, self.anywhere());
        Ok(Some(columns).filter(|_| !same.is_empty()))
    }

    /// What every event has.
    fn own_columns(&self) -> Option<Vec<Column>> {
        let [log, number] = if self.head.is_empty() { ["log_name", "record_number"] } else { ["channel", "record_id"] };
        let column = |name: &str| Some(Column { place: self.placed(&[name]), path: self.own(name).ok()? });
        let time = Column { place: vec!["@timestamp".to_owned()], path: "@timestamp".to_owned() };
        let needed = ["event_id", log, "computer_name", number].into_iter().map(column).collect::<Option<Vec<_>>>()?;
        Some(std::iter::once(time).chain(needed).collect())
    }

    /// Where a document of winlogbeat's has what is Windows' own, whatever prefix the sender chose.
    fn placed(&self, names: &[&str]) -> Vec<String> {
        let head = (!self.head.is_empty()).then_some(DEFAULT_PREFIX);
        head.iter().chain(names).map(|name| (*name).to_owned()).collect()
    }

    /// Where any value may be.
    fn anywhere(&self) -> impl Iterator<Item = String> {
        let data = ["event_data", "user_data"].map(|data| format!("{}{data}", self.head));
        let own = ["computer_name", "record_id", "record_number"].map(|name| format!("{}{name}", self.head));
        let fields = data
            .clone()
            .into_iter()
            .flat_map(|data| Field::ALL.iter().map(move |field| format!("{data}.{}", field.name())));
        fields.chain(data).chain(own).chain(MOVED.map(str::to_owned))
    }

    /// The places where any of these events has a value.
    async fn there(&self, fit: &Fit, ids: &[u32]) -> Result<Vec<Place>> {
        let mut places: BTreeMap<String, Place> = BTreeMap::new();
        for data in ["event_data", "user_data"] {
            for field in Field::ALL {
                let path = format!("{}{data}.{}", self.head, field.name());
                let place = self.place(&path, self.placed(&[data, field.name()]));
                places.extend(place.map(|place| (path, place)));
            }
        }
        for path in MOVED {
            let place = self.place(path, path.split('.').map(str::to_owned).collect());
            places.extend(place.map(|place| (path.to_owned(), place)));
        }
        let filters: BTreeMap<&String, Value> =
            places.keys().map(|path| (path, json!({"exists": {"field": path}}))).collect();
        let query = json!({"bool": {"filter": [self.query, fit.any(ids)]}});
        let body = json!({"size": 0, "track_total_hits": false, "query": query,
            "aggs": {"by": {"filters": {"filters": filters}}}});
        let found: Answer<ByFilter> = self.search(&body).await?;
        let counts = found.aggregations.by.buckets;
        places.retain(|path, _| counts.get(path).is_some_and(|bucket| bucket.doc_count > 0));
        Ok(places.into_values().collect())
    }

    fn place(&self, path: &str, place: Vec<String>) -> Option<Place> {
        let (path, exact) = match self.caps.usable(path) {
            Use::Absent => return None,
            Use::By(path) => (path, true),
            Use::No(_) => (path.to_owned(), false),
        };
        Some(Place { column: Column { place, path }, exact })
    }

    /// Whether some documents of an id say the same both ways.
    async fn same(&self, fit: &Fit, columns: &Columns, id: u32) -> bool {
        let query = json!({"bool": {"filter": [self.query, fit.sound(&[id], self.anywhere())]}});
        let mut body = json!({"size": SAMPLE, "track_total_hits": false, "query": query});
        columns.ask_too(&mut body);
        let answer = match self.sample(&body).await {
            Ok(answer) => answer,
            Err(error) => {
                tracing::debug!(id, error = %error, "no columns are given out, so documents are read");
                return false;
            }
        };
        let Ok(page) = serde_json::from_slice::<Page<'_>>(&answer) else { return false };
        // An index may keep no documents to compare with.
        page.hits().count() == page.len()
            && page.hits().zip(page.columns()).all(|((_, _, source), fields)| {
                let whole = document::event(source.get(), self.ask.prefix(), self.ask.window);
                let event = columns.event(fields, self.ask.window);
                event.is_ok_and(|event| event.is_none_or(|event| alike(&event, &whole)))
            })
    }
}

/// Whether two readings of a document came to the same.
fn alike(one: &Read, other: &Read) -> bool {
    let (one, other) = match (one, other) {
        (Read::Kept(one), Read::Kept(other)) => (one, other),
        (one, other) => return matches!((one, other), (Read::Skipped { .. }, Read::Skipped { .. })),
    };
    let about = |event: &model::Event| (event.id, event.time, event.channel, event.record);
    let values = |event: &model::Event| -> HashMap<Field, String> {
        Field::ALL.iter().filter_map(|field| Some((*field, event.get(*field)?.to_owned()))).collect()
    };
    about(one) == about(other) && one.computer() == other.computer() && values(one) == values(other)
}
