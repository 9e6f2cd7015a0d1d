//! What can be counted, decided before anything is read.

mod columns;

use std::collections::BTreeMap;
use std::sync::Arc;

use events::Read;
use futures::future::try_join_all;
use model::Channel;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::fields::{COUNTABLE, Caps, FOR_FINDINGS, Source, Use, What, data, few, moved};
use super::fit::Fit;
use super::{Kind, Reduction};
use crate::ask::Types;
use crate::call::{Call, index_path};
use crate::page::Hits;
use crate::{Ask, Client, ElasticError, Result, survey};

/// Documents of each id that are looked at as a sample.
const SAMPLE: usize = 20;

/// What keeps events from being counted, in words.
type Why = String;

#[derive(Deserialize)]
struct Answer<T> {
    aggregations: T,
}

#[derive(Deserialize)]
struct Found {
    hits: survey::Hits,
}

#[derive(Deserialize)]
struct ByFilter {
    by: Buckets,
}

#[derive(Deserialize)]
struct Buckets {
    buckets: BTreeMap<String, Bucket>,
}

#[derive(Deserialize)]
struct Bucket {
    doc_count: u64,
}

/// What planning looks at.
struct Plan<'a> {
    client: &'a Client,
    ask: &'a Ask,
    caps: Caps,
    /// Everything that would be read.
    query: Value,
    /// Where the shape of document keeps what is Windows' own: with a dot at its end, or empty.
    head: String,
    id_field: String,
}

impl Client {
    /// What of a reading can be counted in the cluster, or why nothing is.
    pub(crate) async fn plan(&self, ask: &Ask, types: &Types) -> Result<std::result::Result<Reduction, Why>> {
        let known: Vec<String> = ask.id_fields().into_iter().filter(|field| types.contains_key(field)).collect();
        let [id_field] = known.as_slice() else {
            return Ok(Err(format!("events' ids stand in more than one field: {}", known.join(", "))));
        };
        let Some(head) = id_field.strip_suffix("event_id") else {
            return Ok(Err(format!("documents whose event id is in `{id_field}` are read one by one")));
        };
        let caps = self.caps(ask, head).await?;
        let (head, id_field) = (head.to_owned(), id_field.clone());
        Plan { client: self, ask, caps, query: ask.query(types), head, id_field }.reduction().await
    }

    async fn caps(&self, ask: &Ask, head: &str) -> Result<Caps> {
        let own = ["event_data", "event_data.*", "user_data", "user_data.*"].map(|name| format!("{head}{name}"));
        let more = ["event_id", "channel", "log_name", "computer_name", "record_id", "record_number"]
            .map(|name| format!("{head}{name}"));
        let moved = columns::MOVED.map(str::to_owned);
        let twins = more.iter().chain(&moved).map(|path| format!("{path}.keyword"));
        let fields: Vec<String> = own.iter().chain(&more).chain(&moved).cloned().chain(twins).collect();
        let path = format!("{}/_field_caps", index_path(&ask.index)?);
        self.json(&Call::get("look at the fields", path).with("fields", fields.join(","))).await
    }
}

impl Plan<'_> {
    async fn reduction(self) -> Result<std::result::Result<Reduction, Why>> {
        let number = if self.head.is_empty() { "record_number" } else { "record_id" };
        let (fit, computer) = match (self.fit(), self.own("computer_name")) {
            (Ok(fit), Ok(computer)) => (fit, computer),
            (Err(why), _) | (_, Err(why)) => return Ok(Err(why)),
        };
        let countable = COUNTABLE.iter().map(|(id, _)| *id).chain(FOR_FINDINGS);
        let counts = self.counts(countable, &fit).await?;
        let many = |id: u32, least: u64| counts.get(&id).copied().filter(|count| *count >= least);
        let (mut kinds, mut reasons) = (Vec::new(), Vec::new());
        let decided = self.ask.only.as_ref();
        let wanted = |id: u32| {
            let least = least(self.ask, id);
            decided.map_or(many(id, least).is_some(), |only| only.ids.contains(&id) && many(id, 1).is_some())
        };
        let found = COUNTABLE.iter().filter(|(id, _)| wanted(*id)).map(|(id, _)| self.kind(*id, &computer, &fit));
        for kind in try_join_all(found).await? {
            match kind {
                Ok(kind) => kinds.push(kind),
                Err(why) => reasons.push(why),
            }
        }
        if kinds.is_empty() && decided.is_none() {
            let few = || "no event that can be counted is there often enough".to_owned();
            return Ok(Err(reasons.into_iter().next().unwrap_or_else(few)));
        }
        let too_many = |id: u32| match decided {
            Some(only) => many(id, 1).filter(|_| only.left.contains(&id)),
            None => many(id, few(id)),
        };
        let left: BTreeMap<u32, u64> = FOR_FINDINGS.iter().filter_map(|id| Some((*id, too_many(*id)?))).collect();
        let read = |id: &u32| {
            Channel::any_wants(*id) && !left.contains_key(id) && kinds.iter().all(|kind: &Kind| kind.id != *id)
        };
        let columns = self.columns(&fit, (1..10_000).filter(read)).await?.map(Arc::new);
        Ok(Ok(Reduction { kinds, left, fit, computer, record: self.own(number).ok(), columns }))
    }

    /// By which path something of Windows' own is counted.
    fn own(&self, name: &str) -> std::result::Result<String, Why> {
        match self.caps.usable(&format!("{}{name}", self.head)) {
            Use::By(path) => Ok(path),
            Use::Absent => Err(format!("`{}{name}` is not there", self.head)),
            Use::No(why) => Err(why),
        }
    }

    /// Whether the values under this name are indexed one by one.
    fn by_field(&self, data: &str) -> std::result::Result<(), Why> {
        let data = format!("{}{data}", self.head);
        match self.caps.fields.get(&data) {
            Some(kinds) if !kinds.keys().all(|kind| kind == "object") => {
                Err(format!("`{data}` is not mapped field by field"))
            }
            _ => Ok(()),
        }
    }

    /// Which events can be counted.
    fn fit(&self) -> std::result::Result<Fit, Why> {
        self.by_field("event_data")?;
        let channel = self.own(if self.head.is_empty() { "log_name" } else { "channel" })?;
        let whole = json!({"bool": {"filter": [{"exists": {"field": "@timestamp"}}], "must_not": self.ask.excepted()}});
        Ok(Fit { id_field: self.id_field.clone(), channel, whole })
    }

    /// How often each event is there.
    async fn counts(&self, ids: impl Iterator<Item = u32>, fit: &Fit) -> Result<BTreeMap<u32, u64>> {
        let filters: BTreeMap<String, Value> = ids.map(|id| (id.to_string(), fit.of(id))).collect();
        let body = json!({"size": 0, "track_total_hits": false, "query": self.query,
            "aggs": {"by": {"filters": {"filters": filters}}}});
        let found: Answer<ByFilter> = self.search(&body).await?;
        let counts = found.aggregations.by.buckets.into_iter();
        Ok(counts.filter_map(|(id, bucket)| Some((id.parse().ok()?, bucket.doc_count))).collect())
    }

    /// Whether any event of this id fulfils the clause: the cluster stops at the first.
    async fn any(&self, id: u32, fit: &Fit, clause: Option<Value>) -> Result<bool> {
        let Some(clause) = clause else { return Ok(false) };
        let query = json!({"bool": {"filter": [self.query, fit.of(id), clause]}});
        let body = json!({"size": 0, "track_total_hits": true, "terminate_after": 1, "query": query});
        Ok(self.search::<Found>(&body).await?.hits.total.value > 0)
    }

    async fn search<T: DeserializeOwned>(&self, body: &Value) -> Result<T> {
        let path = format!("{}/_search", index_path(&self.ask.index)?);
        let call = Call::post("count the events", path).with("allow_partial_search_results", "false").json(body);
        self.client.json(&call).await
    }

    /// Where an event's values are.
    async fn kind(&self, id: u32, computer: &str, fit: &Fit) -> Result<std::result::Result<Kind, Why>> {
        let fields = COUNTABLE.iter().find(|(countable, _)| *countable == id).map_or(&[][..], |(_, fields)| fields);
        if let Err(why) = self.by_field(data(id)) {
            return Ok(Err(why));
        }
        let (mut places, mut absent) = (Vec::new(), Vec::new());
        for &field in fields {
            let own = self.caps.usable(&format!("{}{}.{}", self.head, data(id), field.name()));
            let twin = moved(id, field).map_or(Use::Absent, |path| self.caps.usable(path));
            match (own, twin) {
                (Use::No(why), _) | (_, Use::No(why)) => return Ok(Err(why)),
                (Use::Absent, Use::Absent) => absent.push(field),
                (own, twin) => places.push(Place { field, own: own.path(), twin: twin.path() }),
            }
        }
        let sources = self.sources(id, computer, fit, places).await?;
        Ok(match self.unmapped(id, fit, &absent).await? {
            Some(field) => Err(format!("`{}` of {id} is in documents and in no index", field.name())),
            None => Ok(Kind { id, clause: fit.sound(&[id], self.asked(id, fields)), sources }),
        })
    }

    /// Where an event's values may be that are counted by.
    fn asked(&self, id: u32, fields: &[model::Field]) -> Vec<String> {
        let object = format!("{}{}", self.head, data(id));
        let own = fields.iter().map(|field| format!("{object}.{}", field.name()));
        let moved = fields.iter().filter_map(|field| moved(id, *field)).map(str::to_owned);
        own.chain(moved).chain([format!("{}computer_name", self.head), object.clone()]).collect()
    }

    /// What is counted by: each place that any event has a value in. Each further one costs.
    async fn sources(&self, id: u32, computer: &str, fit: &Fit, places: Vec<Place>) -> Result<Vec<Source>> {
        let mut sources = vec![Source { what: What::Computer, path: computer.to_owned() }];
        for place in places {
            let exists = place.own.as_ref().map(|own| json!({"exists": {"field": own}}));
            let only_twin = place.twin.as_ref().map(|twin| place.only_twin(twin, &self.caps));
            let own = self.any(id, fit, exists).await?.then_some(place.own).flatten();
            let twin = self.any(id, fit, only_twin).await?.then_some(place.twin).flatten();
            let what = What::Value(place.field);
            sources.extend(own.into_iter().chain(twin).map(|path| Source { what, path }));
        }
        Ok(sources)
    }

    /// Some events, as they came.
    async fn sample(&self, body: &Value) -> Result<Vec<u8>> {
        let path = format!("{}/_search", index_path(&self.ask.index)?);
        self.client.call(&Call::post("look at some events", path).json(body)).await
    }

    /// A value that documents have although no index knows its field.
    async fn unmapped(&self, id: u32, fit: &Fit, absent: &[model::Field]) -> Result<Option<model::Field>> {
        if absent.is_empty() {
            return Ok(None);
        }
        let query = json!({"bool": {"filter": [self.query, fit.of(id)]}});
        let body = json!({"size": SAMPLE, "track_total_hits": false, "query": query});
        let answer = self.sample(&body).await?;
        let odd =
            |error: serde_json::Error| ElasticError::Answer { what: "look at some events", text: error.to_string() };
        let reads = Hits::read(&answer, self.ask.prefix(), self.ask.window).map_err(odd)?.reads;
        let events = reads.iter().filter_map(|read| match read {
            Read::Kept(event) if event.channel == Channel::logging(id) => Some(event),
            _ => None,
        });
        Ok(events.into_iter().find_map(|event| absent.iter().copied().find(|field| event.get(*field).is_some())))
    }
}

/// Where a value may stand: its own field, and where the security pipeline moves it.
struct Place {
    field: model::Field,
    own: Option<String>,
    twin: Option<String>,
}

impl Place {
    /// Events that have a value in the second place alone.
    fn only_twin(&self, twin: &str, caps: &Caps) -> Value {
        let there = json!({"exists": {"field": twin}});
        let Some(own) = &self.own else { return there };
        let mut silent = vec![json!({"bool": {"must_not": [{"exists": {"field": own}}]}})];
        if caps.holds_words(own) {
            silent.push(json!({"terms": {own.as_str(): ["-", ""]}}));
        }
        json!({"bool": {"filter": [there], "should": silent, "minimum_should_match": 1}})
    }
}

/// So many events of an id are counted.
const fn least(ask: &Ask, id: u32) -> u64 {
    if is_small(ask) { 1 } else { few(id) }
}

/// Whether a small reading may be counted: only because it was asked for, and then wholly.
const fn is_small(ask: &Ask) -> bool {
    ask.reduce_from < few(4624)
}
