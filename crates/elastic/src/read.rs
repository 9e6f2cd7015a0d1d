//! Reading events: a point in time, sliced, each slice page by page in the order of time.
//!
//! A point in time is a frozen view, so documents that arrive meanwhile neither shift pages nor
//! appear twice. The slices are merged, so that events come as if there were one.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use events::Read;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::ask::Types;
use crate::call::{Call, index_path};
use crate::merge::merge;
use crate::page::{Page, Size};
use crate::{Ask, Client, ElasticError, Result, Survey};

/// How long the view is kept after each page.
const KEEP: &str = "10m";

/// Some events, in the order of time.
#[derive(Debug)]
pub struct Batch {
    /// What became of each document.
    pub reads: Vec<Read>,
    /// How many bytes they came in.
    pub bytes: u64,
}

/// How much was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Documents.
    pub documents: u64,
    /// Pages.
    pub pages: u64,
}

#[derive(Deserialize)]
struct Pit {
    id: String,
}

impl Client {
    /// Reads all that `survey` counted and hands it on. Ends early, without an error, when nobody
    /// takes it any more.
    ///
    /// # Errors
    /// [`ElasticError::Stopped`] once `stop` is set, or what the server says.
    pub async fn read(
        &self,
        ask: &Ask,
        survey: &Survey,
        to: mpsc::Sender<Batch>,
        stop: &Arc<AtomicBool>,
    ) -> Result<Done> {
        let path = format!("{}/_pit", index_path(&ask.index)?);
        let open = Call::post("open a point in time", path).with("keep_alive", KEEP);
        let Pit { id } = self.json(&open).await.map_err(|error| match error {
            error if error.is_no_index() => ElasticError::NoSuchIndex(ask.index.clone()),
            other => other,
        })?;
        let outcome = self.slices(ask, &survey.types, &id, to, stop).await;
        let close = Call::delete("close the point in time", "_pit").json(&json!({"id": id})).tries(1);
        if let Err(error) = self.call(&close).await {
            tracing::debug!(error = %error, "the point in time ends by itself");
        }
        outcome
    }

    async fn slices(
        &self,
        ask: &Ask,
        types: &Types,
        pit: &str,
        to: mpsc::Sender<Batch>,
        stop: &Arc<AtomicBool>,
    ) -> Result<Done> {
        let slices = ask.slices.max(1);
        let query = Arc::new(ask.query(types));
        let (mut tasks, mut lanes) = (JoinSet::new(), Vec::new());
        for id in 0..slices {
            let slice = Slice {
                client: self.clone(),
                ask: ask.clone(),
                query: Arc::clone(&query),
                part: (slices > 1).then(|| json!({"id": id, "max": slices})),
                pit: pit.to_owned(),
                after: None,
                size: Size::new(ask.page),
                stop: Arc::clone(stop),
            };
            let (lane, from) = mpsc::channel(AHEAD);
            lanes.push(from);
            tasks.spawn(slice.run(lane));
        }
        let (done, ()) = tokio::join!(joined(tasks), merge(lanes, to));
        done
    }
}

/// Waits for all readers. One that fails ends the others: the set aborts them when it is dropped.
async fn joined(mut tasks: JoinSet<Result<Done>>) -> Result<Done> {
    let mut all = Done::default();
    while let Some(joined) = tasks.join_next().await {
        let done = joined.map_err(|error| ElasticError::Answer {
            what: "read events",
            text: format!("a reader broke: {error}"),
        })??;
        all.documents += done.documents;
        all.pages += done.pages;
    }
    Ok(all)
}

/// Pages that a slice reads ahead of the merge.
const AHEAD: usize = 2;

/// One reader.
struct Slice {
    client: Client,
    ask: Ask,
    query: Arc<Value>,
    part: Option<Value>,
    pit: String,
    after: Option<Box<RawValue>>,
    size: Size,
    stop: Arc<AtomicBool>,
}

impl Slice {
    async fn run(mut self, to: mpsc::Sender<Batch>) -> Result<Done> {
        let mut done = Done::default();
        loop {
            if self.stop.load(Ordering::Relaxed) {
                return Err(ElasticError::Stopped);
            }
            let asked = self.size.page;
            let Some(body) = self.fetch().await? else { continue };
            let (found, batch) = tokio::task::block_in_place(|| self.parse(&body))?;
            drop(body);
            done.documents += found as u64;
            done.pages += 1;
            if (found > 0 && to.send(batch).await.is_err()) || found < asked {
                return Ok(done);
            }
        }
    }

    /// The next page, or nothing where a smaller one is to be tried.
    async fn fetch(&mut self) -> Result<Option<Vec<u8>>> {
        let call =
            Call::post("read events", "_search").with("allow_partial_search_results", "false").json(&self.body());
        match self.client.call(&call).await {
            Ok(body) => Ok(Some(body)),
            Err(error) if error.is_too_large() && self.size.halve() => {
                tracing::info!(error = %error, page = self.size.page, "smaller pages");
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    fn body(&self) -> Value {
        let mut body = json!({
            "size": self.size.page, "track_total_hits": false, "query": self.query.as_ref(),
            "pit": {"id": self.pit, "keep_alive": KEEP}, "sort": [{"@timestamp": {"order": "asc", "unmapped_type": "date"}}, {"_shard_doc": "asc"}],
        });
        if let Some(part) = &self.part {
            body["slice"] = part.clone();
        }
        if let Some(after) = self.after.as_ref().and_then(|after| serde_json::from_str(after.get()).ok()) {
            body["search_after"] = after;
        }
        if self.size.trimmed {
            body["_source"] = json!({"excludes": ["message", "Message", "event.original"]});
        }
        body
    }

    fn parse(&mut self, body: &[u8]) -> Result<(usize, Batch)> {
        let odd = |text: String| ElasticError::Answer { what: "read events", text };
        let page: Page<'_> = serde_json::from_slice(body).map_err(|error| odd(error.to_string()))?;
        if page.timed_out {
            return Err(odd("the search was cut off".to_owned()));
        }
        if let Some(pit) = page.pit() {
            pit.clone_into(&mut self.pit);
        }
        let found = page.len();
        self.size.after(found, body.len());
        if found > 0 {
            self.after = page.last();
            if self.after.is_none() {
                return Err(odd("a hit without its place in the order".to_owned()));
            }
        }
        let reads = page.reads(self.ask.prefix(), self.ask.window);
        Ok((found, Batch { reads, bytes: body.len() as u64 }))
    }
}
