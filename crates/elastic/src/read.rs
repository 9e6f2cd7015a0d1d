//! Reading events in the order of time: a point in time, cut into stretches of about a page, several
//! of which are fetched and parsed side by side.

mod fly;

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use events::Read;
use serde_json::Value;
use tokio::sync::mpsc;
use tokio::task::{JoinError, JoinHandle};

use crate::cut::{Cut, Part, bounds, cuts};
use crate::page::Size;
use crate::reduce::{Row, Way};
use crate::view::View;
use crate::{Ask, Client, ElasticError, Result, Survey};

/// Documents of a stretch that is looked at as a whole before it is cut into pages, or counted in the cluster.
const STRETCH: u64 = 500_000;
const HOUR: i64 = 3_600_000;
/// Pages of a stretch that is fetched page after page and put into order here. The cluster reads
/// neighbours of one index from its disk together, which pages at the edges of a stretch are not.
const PAGES: u64 = 6;

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
        self.task.await.map_err(broke)?.map(Some)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "as errors are mapped")]
fn broke(error: JoinError) -> ElasticError {
    ElasticError::Answer { what: "read events", text: format!("a reader broke: {error}") }
}

impl Reader {
    async fn run(self: Arc<Self>, part: Option<Part>, to: mpsc::Sender<Batch>) -> Result<Done> {
        let reduction = self.survey.reduction.as_ref();
        // Counting is by whole hours.
        let unit = if reduction.is_some() { HOUR } else { 1 };
        let mut done = Done::default();
        let mut flights = VecDeque::new();
        for cut in parts(&self.view, &self.query, part, STRETCH, unit).await? {
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
        let ways = match &self.survey.reduction {
            Some(reduction) => reduction.ways(query),
            None => vec![Way { query, columns: None }],
        };
        let ways = Arc::new(ways);
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
            let task = tokio::spawn(Arc::clone(self).fly(part, Arc::clone(&ways), lane));
            flights.push_back(Flight { from, task });
        }
        Ok(Some(done))
    }

    fn go_on(&self) -> Result<()> {
        if self.stop.load(Ordering::Relaxed) { Err(ElasticError::Stopped) } else { Ok(()) }
    }
}
