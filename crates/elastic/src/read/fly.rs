//! A stretch on its way: page after page, each way that its events are read, then put into the order of time.

use std::sync::{Arc, PoisonError};

use events::Read;
use model::{Channel, Time};
use serde_json::value::RawValue;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::{Batch, Done, Reader, broke};
use crate::cut::Part;
use crate::page::{Hits, Size};
use crate::reduce::{Columns, Way};
use crate::{ElasticError, Result};

/// Events that are put into order together at most: a stretch has more only where one millisecond does.
const TOGETHER: usize = 60_000;

/// Some events, and behind which hit the next page begins.
type Page = (Vec<Read>, Option<Box<RawValue>>);

/// One way through a stretch.
struct Course<'w> {
    way: &'w Way,
    query: Value,
    after: Option<Box<RawValue>>,
    through: bool,
}

impl Reader {
    /// Fetches a stretch.
    pub(super) async fn fly(self: Arc<Self>, part: Part, ways: Arc<Vec<Way>>, to: mpsc::Sender<Batch>) -> Result<Done> {
        let (mut done, mut held) = (Done::default(), Batch::default());
        for way in ways.iter() {
            let mut course = Course { way, query: part.of(&way.query), after: None, through: false };
            while let Some((reads, bytes)) = self.next(&mut course).await? {
                done.documents += reads.len() as u64;
                done.pages += 1;
                held.reads.extend(reads);
                held.bytes += bytes;
                if held.reads.len() >= TOGETHER && !hand_on(&mut held, &to).await {
                    return Ok(done);
                }
            }
        }
        hand_on(&mut held, &to).await;
        Ok(done)
    }

    /// The next page and its bytes; nothing behind the last one.
    async fn next(self: &Arc<Self>, course: &mut Course<'_>) -> Result<Option<(Vec<Read>, u64)>> {
        let mut columns = course.way.columns.as_ref();
        while !course.through {
            self.go_on()?;
            // Other flights change it meanwhile: by what was asked for here, the last page is known.
            let size = self.size();
            let mut body = body(size, &course.query, course.after.as_deref());
            if let Some(columns) = columns {
                columns.ask(&mut body);
            }
            let Some(body) = self.fetch(body).await? else { continue };
            let bytes = body.len() as u64;
            let Some((reads, last)) = self.parsed(body, columns.cloned()).await? else {
                // Once more, as documents.
                columns = None;
                continue;
            };
            course.after = last;
            course.through = reads.len() < size.page;
            return Ok(Some((reads, bytes)));
        }
        Ok(None)
    }

    /// What a search gives, or nothing where a smaller page is to be tried.
    async fn fetch(&self, body: Value) -> Result<Option<Vec<u8>>> {
        match self.view.search("read events", body).await {
            Ok(body) => Ok(Some(body)),
            Err(error) if error.is_too_large() && self.with_size(Size::halve) => {
                tracing::info!(error = %error, page = self.size().page, "smaller pages");
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// What came, parsed beside everything else.
    async fn parsed(self: &Arc<Self>, body: Vec<u8>, columns: Option<Arc<Columns>>) -> Result<Option<Page>> {
        let this = Arc::clone(self);
        let parsed = tokio::task::spawn_blocking(move || this.parse(&body, columns.as_deref())).await;
        parsed.map_err(broke)?
    }

    /// A page of events; nothing where columns do not tell them.
    fn parse(&self, body: &[u8], columns: Option<&Columns>) -> Result<Option<Page>> {
        let odd = |text: String| ElasticError::Answer { what: "read events", text };
        let found = match columns {
            Some(columns) => columns.read(body, self.ask.window),
            None => Hits::read(body, self.ask.prefix(), self.ask.window).map(Some),
        };
        let Some(found) = found.map_err(|error| odd(error.to_string()))? else { return Ok(None) };
        if found.timed_out {
            return Err(odd("the search was cut off".to_owned()));
        }
        if let Some(pit) = &found.pit {
            self.view.keep(pit);
        }
        // Columns are small, and say nothing of how large the next documents are.
        if columns.is_none() {
            self.with_size(|size| size.after(found.reads.len(), body.len()));
        }
        if !found.reads.is_empty() && found.last.is_none() {
            return Err(odd("a hit without its place in the order".to_owned()));
        }
        Ok(Some((found.reads, found.last)))
    }

    fn size(&self) -> Size {
        self.with_size(|size| *size)
    }

    fn with_size<T>(&self, change: impl FnOnce(&mut Size) -> T) -> T {
        change(&mut self.size.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Hands on what is held, in the order of time. Whether anybody takes it.
async fn hand_on(held: &mut Batch, to: &mpsc::Sender<Batch>) -> bool {
    let mut batch = std::mem::take(held);
    sort(&mut batch.reads);
    batch.reads.is_empty() || to.send(batch).await.is_ok()
}

fn body(size: Size, query: &Value, after: Option<&RawValue>) -> Value {
    let mut body = json!({
        "size": size.page, "track_total_hits": false, "query": query, "sort": [{"_shard_doc": "asc"}],
    });
    if let Some(after) = after.and_then(|after| serde_json::from_str(after.get()).ok()) {
        body["search_after"] = after;
    }
    if size.trimmed {
        body["_source"] = json!({"excludes": ["message", "Message", "event.original"]});
    }
    body
}

/// Puts events into the order of time, whatever order they came in; what is no event goes first.
fn sort(reads: &mut [Read]) {
    reads.sort_by_cached_key(key);
    // Two computers may give their records of one moment the same number.
    for same in reads.chunk_by_mut(|one, other| key(one) == key(other)).filter(|same| same.len() > 1) {
        same.sort_by(|one, other| place(one).cmp(&place(other)));
    }
}

fn key(read: &Read) -> (Time, u64) {
    match read {
        Read::Kept(event) => (event.time, event.record),
        _ => (Time::from_ms(i64::MIN), 0),
    }
}

fn place(read: &Read) -> Option<(Channel, Option<&str>)> {
    if let Read::Kept(event) = read { Some((event.channel, event.computer())) } else { None }
}
