//! Documents looked up again: the raw events behind an edge or a finding.

use std::collections::BTreeMap;

use events::find::{Raw, Wanted};
use events::{Read, Window};
use model::Event;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use crate::ask::{Types, any_of};
use crate::page::Page;
use crate::view::View;
use crate::{Ask, Client, ElasticError, Result, document};

/// Documents fetched at once.
const PAGE: usize = 1_000;
/// Documents looked at in one search, at most.
const MOST: usize = 50_000;

/// A document that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its index.
    pub index: String,
    /// Its id there.
    pub id: String,
    /// What it says: its fields by name, those of Windows without their prefix.
    pub raw: Raw,
}

/// What a search brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lookup {
    /// In the order of time.
    pub documents: Vec<Document>,
    /// Whether there may be more.
    pub cut: bool,
}

impl Client {
    /// Looks documents up in the order of time: those that `has` says yes to, at most `limit`.
    ///
    /// # Errors
    /// [`ElasticError::NoSuchIndex`], or what the server says.
    pub async fn find(
        &self,
        ask: &Ask,
        wanted: &Wanted,
        has: &(dyn Fn(&Event) -> bool + Sync),
        limit: usize,
    ) -> Result<Lookup> {
        let window = Window { from: wanted.from, to: wanted.to };
        let ask = Ask { window, ..ask.clone() };
        let types = self.fields(&ask).await?.1;
        let view = View::open(self, &ask).await?;
        let outcome = look(&view, &ask, query(&ask, &types, wanted), (has, limit)).await;
        view.close().await;
        outcome
    }
}

/// Who decides, and how many are enough.
type Choice<'a> = (&'a (dyn Fn(&Event) -> bool + Sync), usize);

async fn look(view: &View, ask: &Ask, query: Value, (has, limit): Choice<'_>) -> Result<Lookup> {
    let mut found = Lookup::default();
    let mut body = json!({
        "size": PAGE, "track_total_hits": false, "query": query,
        "sort": [{"@timestamp": {"order": "asc", "unmapped_type": "date"}}, {"_shard_doc": "asc"}],
    });
    for _ in 0..MOST / PAGE {
        let answer = view.search("look documents up", body.clone()).await?;
        let odd = |text: String| ElasticError::Answer { what: "look documents up", text };
        let page: Page<'_> = serde_json::from_slice(&answer).map_err(|error| odd(error.to_string()))?;
        if let Some(pit) = page.pit() {
            view.keep(pit);
        }
        for (index, id, source) in page.hits() {
            let Read::Kept(event) = document::event(source.get(), ask.prefix(), ask.window) else { continue };
            if !has(&event) {
                continue;
            }
            if found.documents.len() == limit {
                found.cut = true;
                return Ok(found);
            }
            found.documents.push(Document {
                index: index.to_owned(),
                id: id.to_owned(),
                raw: raw(&event, source, ask),
            });
        }
        let last = page.last().and_then(|last| serde_json::from_str::<Value>(last.get()).ok());
        let Some(last) = last.filter(|_| page.len() == PAGE) else { return Ok(found) };
        body["search_after"] = last;
    }
    found.cut = true;
    Ok(found)
}

/// The documents that may be it.
fn query(ask: &Ask, types: &Types, wanted: &Wanted) -> Value {
    let mut filter = vec![ask.query(types)];
    if !wanted.ids.is_empty() {
        let ids: Vec<String> = wanted.ids.iter().map(u32::to_string).collect();
        let known = ask.id_fields().into_iter().filter(|field| types.contains_key(field));
        filter.push(any_of(known.map(|field| json!({"terms": {field: ids}})).collect()));
    }
    if !wanted.records.is_empty() {
        let numbers: Vec<String> = wanted.records.iter().map(u64::to_string).collect();
        let own = format!("{}.record_id", ask.prefix());
        let fields = [own.as_str(), "winlog.record_id", "record_number", "RecordNumber"];
        filter.push(any_of(fields.map(|field| json!({"terms": {field: numbers}})).to_vec()));
    }
    // The cluster folds no letters but those of ASCII.
    if !wanted.texts.is_empty() && wanted.texts.iter().all(|text| text.is_ascii()) {
        filter.push(any_of(wanted.texts.iter().flat_map(|text| holding(ask, text)).collect()));
    }
    json!({"bool": {"filter": filter}})
}

/// A name or SID, wherever documents have such.
fn holding(ask: &Ask, text: &str) -> Vec<Value> {
    let mut pattern = String::from("*");
    for letter in text.chars() {
        if matches!(letter, '*' | '?' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('*');
    let within = |field: String| json!({"wildcard": {field: {"value": pattern, "case_insensitive": true}}});
    // Without a template of its own an index takes a text apart, and keeps it whole beside that.
    name_fields(ask).into_iter().flat_map(|field| [format!("{field}.keyword"), field]).map(within).collect()
}

/// Where an account's name or SID stands, by the shape of document.
fn name_fields(ask: &Ask) -> Vec<String> {
    let places = [format!("{}.event_data.", ask.prefix()), "event_data.".to_owned(), String::new()];
    let names = ["TargetUserName", "SubjectUserName", "AccountName", "TargetUserSid", "TargetSid", "SubjectUserSid"];
    let mut fields: Vec<String> = places.iter().flat_map(|place| names.map(|name| format!("{place}{name}"))).collect();
    fields.extend(["user.name", "user.id"].map(str::to_owned));
    fields
}

fn raw(event: &Event, source: &RawValue, ask: &Ask) -> Raw {
    let mut fields = BTreeMap::new();
    if let Ok(document) = serde_json::from_str::<Map<String, Value>>(source.get()) {
        flatten("", &document, &mut fields);
    }
    let own = [format!("{}.event_data.", ask.prefix()), format!("{}.", ask.prefix()), "event_data.".to_owned()];
    let plain = |name: String| own.iter().find_map(|own| name.strip_prefix(own).map(str::to_owned)).unwrap_or(name);
    Raw::of(event, fields.into_iter().map(|(name, value)| (plain(name), value)).collect())
}

fn flatten(path: &str, object: &Map<String, Value>, to: &mut BTreeMap<String, String>) {
    for (name, value) in object {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        match value {
            Value::Object(inner) => flatten(&path, inner, to),
            Value::String(text) => {
                to.insert(path, text.clone());
            }
            Value::Null => {}
            other => {
                to.insert(path, other.to_string());
            }
        }
    }
}
