//! A look before reading: what is there, how much, and whether it can be searched.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::ask::{Types, is_date};
use crate::call::{Call, index_path};
use crate::{Ask, Client, ElasticError, Reduce, Reduction, Result};

/// What there is to read.
#[derive(Clone, Debug)]
pub struct Survey {
    /// How many documents fit.
    pub count: u64,
    /// The newest of them, milliseconds since the Unix epoch.
    pub newest: Option<i64>,
    /// The indices that were looked into.
    pub indices: Vec<String>,
    /// What of them is counted in the cluster instead of read.
    pub reduction: Option<Reduction>,
    /// Why nothing is, where it would have been.
    pub unreduced: Option<String>,
    pub(crate) types: Types,
}

#[derive(Deserialize)]
struct Caps {
    indices: Vec<String>,
    fields: BTreeMap<String, BTreeMap<String, Cap>>,
}

#[derive(Deserialize)]
struct Cap {
    searchable: bool,
}

#[derive(Deserialize)]
struct Answer {
    hits: Hits,
    aggregations: Option<Newest>,
}

/// How many documents a search found.
#[derive(Deserialize)]
pub(crate) struct Hits {
    pub(crate) total: Total,
}

#[derive(Deserialize)]
pub(crate) struct Total {
    pub(crate) value: u64,
}

#[derive(Deserialize)]
struct Newest {
    newest: Moment,
}

#[derive(Deserialize)]
struct Moment {
    value: Option<f64>,
}

impl Client {
    /// Looks at what there is to read. No event is read yet.
    ///
    /// # Errors
    /// [`ElasticError::NoSuchIndex`], [`ElasticError::NoEvents`], [`ElasticError::Mapping`], or what
    /// the server says.
    pub async fn survey(&self, ask: &Ask) -> Result<Survey> {
        let (indices, mut types) = self.fields(ask).await?;
        self.drop_code(ask, &mut types).await?;
        let body = json!({
            "size": 0, "track_total_hits": true, "query": ask.query(&types),
            "aggs": {"newest": {"max": {"field": "@timestamp"}}},
        });
        let path = format!("{}/_search", index_path(&ask.index)?);
        let call = Call::post("count the events", path).with("allow_partial_search_results", "false").json(&body);
        let answer: Answer = self.json(&call).await?;
        let count = answer.hits.total.value;
        if count == 0 {
            return Err(no_events(ask));
        }
        let newest = answer.aggregations.and_then(|found| found.newest.value).map(|ms| ms as i64);
        let (mut reduction, mut unreduced) = (None, None);
        let wanted = ask.reduce == Reduce::Always || ask.reduce == Reduce::Auto && count >= ask.reduce_from;
        if wanted || ask.only.is_some() {
            match self.plan(ask, &types).await? {
                Ok(plan) => reduction = Some(plan),
                // A part may hold nothing that can be counted.
                Err(_) if ask.only.is_some() => {}
                Err(why) if ask.reduce == Reduce::Always => return Err(ElasticError::NotReducible(why)),
                Err(why) => unreduced = Some(why),
            }
        }
        Ok(Survey { count, newest, indices, reduction, unreduced, types })
    }

    /// Takes the second place of an event's id out of the search where no document needs it: each
    /// page searches anew, and this clause alone costs more than all the rest.
    async fn drop_code(&self, ask: &Ask, types: &mut Types) -> Result<()> {
        #[derive(Deserialize)]
        struct Count {
            count: u64,
        }
        let own = format!("{}.event_id", ask.prefix());
        if !types.contains_key("event.code") || !types.contains_key(&own) {
            return Ok(());
        }
        let only = Types::from([("event.code".to_owned(), Vec::new())]);
        let query = json!({"bool": {"filter": [ask.query(&only)], "must_not": [{"exists": {"field": own}}]}});
        let path = format!("{}/_count", index_path(&ask.index)?);
        let call = Call::post("count the events", path).json(&json!({"query": query}));
        if self.json::<Count>(&call).await?.count == 0 {
            types.remove("event.code");
        }
        Ok(())
    }

    /// The types of the fields that are searched, where they can be.
    pub(crate) async fn fields(&self, ask: &Ask) -> Result<(Vec<String>, Types)> {
        let mut fields = ask.id_fields();
        fields.extend(["@timestamp".to_owned(), "EventTime".to_owned()]);
        fields.extend(["channel", "computer_name"].map(|field| format!("{}.{field}", ask.prefix())));
        let path = format!("{}/_field_caps", index_path(&ask.index)?);
        let call = Call::get("look at the fields", path).with("fields", fields.join(","));
        let caps: Caps = match self.json(&call).await {
            Err(error) if error.is_no_index() => return Err(ElasticError::NoSuchIndex(ask.index.clone())),
            other => other?,
        };
        if caps.indices.is_empty() {
            return Err(ElasticError::NoSuchIndex(ask.index.clone()));
        }
        let types = caps.fields.iter().map(|(field, kinds)| (field.clone(), kinds.keys().cloned().collect()));
        let types: Types = types.collect();
        if !ask.id_fields().iter().any(|field| types.contains_key(field)) {
            return Err(no_events(ask));
        }
        for field in ask.id_fields() {
            refuse(ask, &caps, &field, "an event's id", |_, cap| cap.searchable)?;
        }
        // Both where a time is asked for, and to know how far an earlier import came.
        refuse(ask, &caps, "@timestamp", "time", |kind, cap| cap.searchable && is_date(kind))?;
        Ok((caps.indices, types))
    }
}

fn no_events(ask: &Ask) -> ElasticError {
    let ranged = ask.window.from.is_some() || ask.window.to.is_some();
    ElasticError::NoEvents { index: ask.index.clone(), ranged }
}

/// An error where any index has the field in a form that is of no use.
fn refuse(ask: &Ask, caps: &Caps, field: &str, by: &'static str, fits: impl Fn(&str, &Cap) -> bool) -> Result<()> {
    let Some(kinds) = caps.fields.get(field) else { return Ok(()) };
    match kinds.iter().find(|(kind, cap)| !fits(kind, cap)) {
        Some((kind, _)) => {
            Err(ElasticError::Mapping { field: field.to_owned(), kind: kind.clone(), index: ask.index.clone(), by })
        }
        None => Ok(()),
    }
}

impl Survey {
    /// What makes two readings the same: where, what was asked for, and how much there was. In
    /// hexadecimal. A window that moves, or has grown, is another reading.
    pub fn fingerprint(&self, client: &Client, ask: &Ask) -> String {
        let ends = [ask.window.from, ask.window.to].map(|end| end.map(model::Time::ms));
        let whole = json!([
            "elasticsearch",
            client.address(),
            ask.index,
            ask.prefix(),
            ends,
            self.indices,
            self.count,
            self.newest,
            self.reduction.as_ref().map(|reduction| (reduction.ids(), &reduction.left)),
            ask.except,
        ]);
        crate::document::hex(&Sha256::digest(whole.to_string()))
    }
}
