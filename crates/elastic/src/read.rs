//! Reading events in the order of time: a point in time, cut into stretches of about a page, several
//! of which are fetched and parsed side by side.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use events::Read;
use model::{Channel, Time};
use serde_json::value::RawValue;
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::cut::{Cut, Part, bounds, cuts};
use crate::page::{Hits, Size};
use crate::reduce::Row;
use crate::view::View;
use crate::{Ask, Client, ElasticError, Result, Survey};

/// Documents of a stretch that is looked at as a whole before it is cut into pages.
const STRETCH: u64 = 500_000;
/// The same where it is counted in the cluster, in whole hours.
const COUNTED: u64 = 250_000;
const HOUR: i64 = 3_600_000;
/// Pages of a stretch that is fetched page after page and put into order here. The cluster reads
/// neighbours of one index from its disk together, which pages at the edges of a stretch are not.
const PAGES: u64 = 6;
/// Events that are put into order together at most: a stretch has more only where one millisecond does.
const TOGETHER: usize = 60_000;

/// Some events, in the order of time.
#[derive(Debug, Default)]
pub struct Batch {
    /// What became of each document.
    pub reads: Vec<Read>,
    /// Events that were counted in the cluster.
    pub rows: Vec<Row>,
    /// How many bytes they came in.
    pub bytes: u64,
}

/// How much was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Documents that were fetched.
    pub documents: u64,
    /// Pages.
    pub pages: u64,
    /// Documents that were counted in the cluster instead.
    pub counted: u64,
    /// What they were counted into.
    pub rows: u64,
    /// Documents because of which a stretch of time was read after all: they stand there twice, or
    /// have lists for values, and would have counted more than once.
    pub fallen: u64,
}

impl Done {
    /// Adds another reading's figures.
    pub fn add(&mut self, other: Self) {
        self.documents += other.documents;
        self.pages += other.pages;
        self.counted += other.counted;
        self.rows += other.rows;
        self.fallen += other.fallen;
    }
}

impl Client {
    /// Reads all that `survey` counted, or the `part` of it, and hands it on. Ends early, without an
    /// error, when nobody takes it any more.
    ///
    /// # Errors
    /// [`ElasticError::Stopped`] once `stop` is set, or what the server says.
    pub async fn read(
        &self,
        ask: &Ask,
        survey: &Survey,
        part: Option<Part>,
        to: mpsc::Sender<Batch>,
        stop: &Arc<AtomicBool>,
    ) -> Result<Done> {
        let view = View::open(self, ask).await?;
        let reader = Reader {
            view: view.clone(),
            ask: ask.clone(),
            survey: survey.clone(),
            query: ask.query(&survey.types),
            size: Mutex::new(Size::new(ask.page)),
            stop: Arc::clone(stop),
        };
        let outcome = Arc::new(reader).run(part, to).await;
        view.close().await;
        outcome
    }

    /// Cuts what `survey` counted into parts of at most `limit` documents, each of whole hours.
    ///
    /// # Errors
    /// What the server says.
    pub async fn parts(&self, ask: &Ask, survey: &Survey, limit: u64) -> Result<Vec<Cut>> {
        let view = View::open(self, ask).await?;
        let outcome = parts(&view, &ask.query(&survey.types), None, limit, HOUR).await;
        view.close().await;
        outcome
    }
}

/// Everything in the query, or in a part of it, cut into parts.
async fn parts(view: &View, query: &Value, part: Option<Part>, limit: u64, unit: i64) -> Result<Vec<Cut>> {
    let whole = part.map_or_else(|| query.clone(), |part| part.of(query));
    let (ends, untimed) = bounds(view, &whole).await?;
    let mut all = Vec::new();
    if untimed > 0 {
        all.push(Cut { part: Part::Untimed, count: untimed });
    }
    if let Some(ends) = ends {
        all.extend(cuts(view, &whole, ends, limit, unit).await?);
    }
    Ok(all)
}

/// What all searches of a reading share.
struct Reader {
    view: View,
    ask: Ask,
    survey: Survey,
    query: Value,
    size: Mutex<Size>,
    stop: Arc<AtomicBool>,
}

/// A stretch on its way.
struct Flight {
    from: mpsc::Receiver<Batch>,
    task: JoinHandle<Result<Done>>,
}

impl Flight {
    /// Hands on what comes. `None` when nobody takes it any more.
    async fn land(mut self, to: &mpsc::Sender<Batch>) -> Result<Option<Done>> {
        while let Some(batch) = self.from.recv().await {
            if to.send(batch).await.is_err() {
                return Ok(None);
            }
        }
        let broke = |error| ElasticError::Answer { what: "read events", text: format!("a reader broke: {error}") };
        self.task.await.map_err(broke)?.map(Some)
    }
}

impl Reader {
    async fn run(self: Arc<Self>, part: Option<Part>, to: mpsc::Sender<Batch>) -> Result<Done> {
        let reduction = self.survey.reduction.as_ref();
        let (limit, unit) = if reduction.is_some() { (COUNTED, HOUR) } else { (STRETCH, 1) };
        let mut done = Done::default();
        let mut flights = VecDeque::new();
        for cut in parts(&self.view, &self.query, part, limit, unit).await? {
            let mut whole = self.query.clone();
            if let Some(reduction) = reduction {
                self.go_on()?;
                let counted = reduction.count(&self.view, cut.part, self.ask.slices).await?;
                done.add(counted.done);
                whole = counted.rest.of(&whole);
                if to.send(Batch { rows: counted.rows, ..Batch::default() }).await.is_err() {
                    return Ok(done);
                }
            }
            let Some(landed) = self.stretch(cut.part, whole, &mut flights, &to).await? else { return Ok(done) };
            done.add(landed);
        }
        for flight in flights {
            let Some(landed) = flight.land(&to).await? else { return Ok(done) };
            done.add(landed);
        }
        Ok(done)
    }

    /// Sends a flight out for each few pages of a stretch, and hands on what the oldest ones bring.
    async fn stretch(
        self: &Arc<Self>,
        part: Part,
        query: Value,
        flights: &mut VecDeque<Flight>,
        to: &mpsc::Sender<Batch>,
    ) -> Result<Option<Done>> {
        let mut done = Done::default();
        let parts = match part {
            Part::Untimed => vec![Cut { part, count: 0 }],
            Part::Between { from, to } => {
                let limit = PAGES * Size::new(self.ask.page).page as u64;
                cuts(&self.view, &query, (from, to), limit, 1).await?
            }
        };
        let query = Arc::new(query);
        for Cut { part, .. } in parts {
            self.go_on()?;
            // One more than are fetched at a time, so that the server works while a page is parsed.
            if flights.len() > self.ask.slices.max(1)
                && let Some(oldest) = flights.pop_front()
            {
                let Some(landed) = oldest.land(to).await? else { return Ok(None) };
                done.add(landed);
            }
            let (lane, from) = mpsc::channel(1);
            let task = tokio::spawn(Arc::clone(self).fly(part, Arc::clone(&query), lane));
            flights.push_back(Flight { from, task });
        }
        Ok(Some(done))
    }

    fn go_on(&self) -> Result<()> {
        if self.stop.load(Ordering::Relaxed) { Err(ElasticError::Stopped) } else { Ok(()) }
    }

    /// Fetches a stretch.
    async fn fly(self: Arc<Self>, part: Part, query: Arc<Value>, to: mpsc::Sender<Batch>) -> Result<Done> {
        let query = part.of(&query);
        let mut done = Done::default();
        let mut after: Option<Box<RawValue>> = None;
        let mut held = Batch::default();
        loop {
            self.go_on()?;
            let asked = self.size().page;
            let Some(body) = self.fetch(&query, after.as_deref()).await? else { continue };
            let (this, bytes) = (Arc::clone(&self), body.len());
            let parsed = tokio::task::spawn_blocking(move || this.parse(&body)).await;
            let broke =
                |error: tokio::task::JoinError| ElasticError::Answer { what: "read events", text: error.to_string() };
            let (reads, last) = parsed.map_err(broke)??;
            let found = reads.len();
            done.documents += found as u64;
            done.pages += 1;
            held.reads.extend(reads);
            held.bytes += bytes as u64;
            after = last;
            let through = found < asked;
            if (through || held.reads.len() >= TOGETHER) && !held.reads.is_empty() {
                let mut batch = std::mem::take(&mut held);
                sort(&mut batch.reads);
                if to.send(batch).await.is_err() {
                    return Ok(done);
                }
            }
            if through {
                return Ok(done);
            }
        }
    }

    /// The next page, or nothing where a smaller one is to be tried.
    async fn fetch(&self, query: &Value, after: Option<&RawValue>) -> Result<Option<Vec<u8>>> {
        let size = self.size();
        match self.view.search("read events", body(size, query, after)).await {
            Ok(body) => Ok(Some(body)),
            Err(error) if error.is_too_large() && self.with_size(Size::halve) => {
                tracing::info!(error = %error, page = self.size().page, "smaller pages");
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    fn parse(&self, body: &[u8]) -> Result<(Vec<Read>, Option<Box<RawValue>>)> {
        let odd = |text: String| ElasticError::Answer { what: "read events", text };
        let found = Hits::read(body, self.ask.prefix(), self.ask.window).map_err(|error| odd(error.to_string()))?;
        if found.timed_out {
            return Err(odd("the search was cut off".to_owned()));
        }
        if let Some(pit) = &found.pit {
            self.view.keep(pit);
        }
        self.with_size(|size| size.after(found.reads.len(), body.len()));
        if !found.reads.is_empty() && found.last.is_none() {
            return Err(odd("a hit without its place in the order".to_owned()));
        }
        Ok((found.reads, found.last))
    }

    fn size(&self) -> Size {
        self.with_size(|size| *size)
    }

    fn with_size<T>(&self, change: impl FnOnce(&mut Size) -> T) -> T {
        change(&mut self.size.lock().unwrap_or_else(PoisonError::into_inner))
    }
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
