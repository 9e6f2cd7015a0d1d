//! Events out of Elasticsearch: into a graph, and into a case.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use elastic::{Ask, Batch, Client, ElasticError, Reduce, Reduction, Survey};
use store::{ImportStart, Store};
use tokio::sync::mpsc;

use crate::import::{Begun, begin, end, start, write};
use crate::load::Loader;
use crate::overlap::{Fitting, fitting};
use crate::sigma::Sigma;
use crate::{Before, ImportError, Imported, Loaded, Order, Progress, Stopped};

/// What is to be read, looked at already.
#[derive(Clone)]
pub struct Reading {
    pub(crate) client: Client,
    pub(crate) ask: Ask,
    pub(crate) survey: Survey,
}

impl Reading {
    /// Looks at what there is.
    ///
    /// # Errors
    /// When there is nothing to read, or it cannot be searched.
    pub async fn prepare(client: Client, ask: Ask) -> Result<Self, ElasticError> {
        let survey = client.survey(&ask).await?;
        Ok(Self { client, ask, survey })
    }

    /// How many documents there are to read.
    pub const fn count(&self) -> u64 {
        self.survey.count
    }

    /// Which frequent events will be counted in the cluster, if any.
    pub const fn reduction(&self) -> Option<&Reduction> {
        self.survey.reduction.as_ref()
    }

    /// Why none will be, where there are so many that they should.
    pub fn unreduced(&self) -> Option<&str> {
        self.survey.unreduced.as_deref()
    }

    /// The same, with all events read one by one.
    pub(crate) fn uncounted(mut self, why: &str) -> Self {
        tracing::warn!(why, "events are read one by one instead of counted in the cluster");
        self.survey.reduction = None;
        self.survey.unreduced = Some(why.to_owned());
        self
    }

    pub(crate) fn fingerprint(&self) -> String {
        self.survey.fingerprint(&self.client, &self.ask)
    }

    pub(crate) const fn window(&self) -> events::Window {
        self.ask.window
    }

    pub(crate) const fn reduce(&self) -> Reduce {
        self.ask.reduce
    }

    /// The same without these times; `None` where nothing is left to read.
    pub(crate) async fn except(self, times: Vec<(i64, i64)>) -> Result<Option<Self>, ElasticError> {
        Self::again(self.client, Ask { except: times, ..self.ask }).await
    }

    /// The same up to a moment.
    pub(crate) async fn until(self, to: model::Time) -> Result<Option<Self>, ElasticError> {
        let window = events::Window { to: Some(self.ask.window.to.map_or(to, |end| end.min(to))), ..self.ask.window };
        if window.from.is_some_and(|from| from > to) {
            return Ok(None);
        }
        Self::again(self.client, Ask { window, ..self.ask }).await
    }

    /// A part of a reading: it may be empty, and what little it has need not be worth counting.
    async fn again(client: Client, ask: Ask) -> Result<Option<Self>, ElasticError> {
        match Self::prepare(client.clone(), ask.clone()).await {
            Ok(reading) => Ok(Some(reading)),
            Err(ElasticError::NoEvents { .. }) => Ok(None),
            Err(ElasticError::NotReducible(_)) => {
                Self::prepare(client, Ask { reduce: Reduce::Never, ..ask }).await.map(Some)
            }
            Err(error) => Err(error),
        }
    }

    /// How it is called in reports and lists; the time asked for is no part of it.
    pub fn name(&self) -> String {
        self.client.source(&self.ask.index)
    }
}

/// Reads everything. What earlier imports of the case know is in `before`, where there is a case. Nothing is told of holes in the logs, since only the events wanted are read. Needs a
/// runtime with several threads.
///
/// # Errors
/// What Elasticsearch says; [`ElasticError::Stopped`] once `stop` is set.
pub async fn load_elastic(
    before: Option<&Before>,
    sigma: Option<Sigma>,
    reading: &Reading,
    progress: &(dyn Progress + Sync),
    stop: &Arc<AtomicBool>,
) -> Result<Loaded, ElasticError> {
    let mut loader = Loader::of_choice(before, sigma);
    if let Some(reduction) = &reading.survey.reduction {
        loader.reduce(reduction.ids(), reduction.left.clone());
    }
    let name = reading.name();
    progress.file(&name);
    // One batch waits while another is counted: more would only cost memory.
    let (to, from) = mpsc::channel(1);
    let (client, ask, survey) = (reading.client.clone(), reading.ask.clone(), reading.survey.clone());
    let flag = Arc::clone(stop);
    let read = tokio::spawn(async move { client.read(&ask, &survey, None, to, &flag).await });
    let bytes = tokio::task::block_in_place(|| consume(&mut loader, &name, from, progress, stop));
    let broke = |error: tokio::task::JoinError| ElasticError::Answer { what: "read events", text: error.to_string() };
    let done = read.await.map_err(broke)??;
    if stop.load(Ordering::Relaxed) {
        return Err(ElasticError::Stopped);
    }
    tracing::info!(documents = done.documents, pages = done.pages, bytes, "read from Elasticsearch");
    loader.told(done);
    Ok(loader.finish(bytes))
}

/// Reads everything and writes its graph into the order's case; the order's sources are not used.
/// The same content twice changes nothing. More content than last time, as when the window moves, is
/// an import of its own, in which records that are in the case already do not count again.
///
/// # Errors
/// See [`ImportError`]. When asked to stop, what was written is removed again.
pub async fn import_elastic(
    store: &Store,
    reading: &Reading,
    mut order: Order,
    reads: &(dyn Progress + Sync),
    writes: &(dyn Fn(u64, u64) + Sync),
    stop: &Arc<AtomicBool>,
) -> Result<Imported, ImportError> {
    store.case_ensure(&order.case).await?;
    let reading = match fitting(store, &order.case, reading).await? {
        Fitting::All(reading) => reading,
        Fitting::Nothing { id } => return Ok(Imported::Before { id }),
    };
    let reading = &*reading;
    let start = start(&order, reading.name(), reading.fingerprint());
    forget_broken(store, &order.case, &start).await?;
    let (id, before) = match begin(store, &order, &start).await? {
        Begun::Before(id) => return Ok(Imported::Before { id }),
        Begun::Now(id, before) => (id, before),
    };
    // Boxed, as all that holds this future would else be as large.
    let loaded = Box::pin(load_elastic(Some(&before), order.sigma.take(), reading, reads, stop)).await;
    drop(before);
    let outcome = match loaded {
        Ok(loaded) => Box::pin(write(store, &order, &id, loaded, writes, stop)).await,
        Err(ElasticError::Stopped) => Err(Stopped.into()),
        Err(error) => Err(error.into()),
    };
    end(store, &order, id, outcome).await
}

/// An import that broke off is resumed by one of the same content. Where the index has grown since,
/// there will never be one: what it wrote goes.
async fn forget_broken(store: &Store, case: &str, start: &ImportStart) -> Result<(), ImportError> {
    for import in store.import_list(case).await? {
        if import.state == "open" && import.source == start.source && import.sha256 != start.sha256 {
            tracing::info!(import = import.id, "removing what an import that broke off had written");
            store.import_remove(case, &import.id).await?;
        }
    }
    Ok(())
}

fn consume(
    loader: &mut Loader<'_>,
    name: &str,
    mut from: mpsc::Receiver<Batch>,
    progress: &dyn Progress,
    stop: &AtomicBool,
) -> u64 {
    let (mut damaged, mut bytes, mut records) = (0, 0, 0);
    while let Some(batch) = from.blocking_recv() {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        bytes += batch.bytes;
        records += take(loader, name, batch, &mut damaged);
        progress.advance(bytes, records);
    }
    bytes
}

/// Counts what a batch holds, and says how many events that are.
pub(crate) fn take(loader: &mut Loader<'_>, name: &str, batch: Batch, damaged: &mut usize) -> u64 {
    let rows: u64 = batch.rows.iter().map(|row| u64::from(row.count)).sum();
    let events = rows + batch.reads.len() as u64;
    for row in &batch.rows {
        loader.row(row);
    }
    for read in batch.reads {
        loader.take(name, read, damaged);
    }
    events
}
