//! A reading cut into slices of time, each of which any worker can read into a spool; the import takes
//! the spools in the order of time, so its graph does not depend on who read them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use elastic::{Ask, Client, Done, ElasticError, Only, Part};
use events::Window;
use model::Time;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

use crate::elastic::{Reading, take};
use crate::load::Loader;
use crate::sigma::Sigma;
use crate::spool::{SpoolError, SpoolReader, SpoolWriter};
use crate::sum::Sum;
use crate::{Before, Loaded, Progress};

/// One slice: an order to any worker that reaches the cluster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slice {
    index: String,
    prefix: String,
    /// Both ends, milliseconds since the Unix epoch; they count to the second.
    from: i64,
    to: i64,
    page: usize,
    at_once: usize,
    /// Event ids that are counted in the cluster, and those that are left out.
    #[serde(default)]
    counted: Option<Counted>,
    /// Times of it that are not read.
    #[serde(default)]
    except: Vec<(i64, i64)>,
    /// How many documents it has, about.
    pub documents: u64,
    /// Of how many slices it is one.
    pub all: usize,
}

/// Which event ids were counted in the cluster, and which were left out.
pub type Counted = (Vec<u32>, Vec<u32>);

/// What a slice came to.
pub struct Spooled {
    /// What was read.
    pub spool: Vec<u8>,
    /// The same for whoever read it, in whatever pages.
    pub sum: Sum,
    /// How much that was.
    pub done: Done,
}

/// Why spools did not become a graph.
#[derive(Debug, thiserror::Error)]
pub enum SliceError {
    /// A spool.
    #[error(transparent)]
    Spool(#[from] SpoolError),
    /// A spool could not be fetched.
    #[error("cannot read a spool")]
    Missing(#[from] std::io::Error),
    /// Asked to stop.
    #[error(transparent)]
    Stopped(#[from] crate::Stopped),
}

impl Reading {
    /// The reading in slices of at most about `documents` each, in the order of time. Documents without
    /// a time are in none of them.
    ///
    /// # Errors
    /// What Elasticsearch says.
    pub async fn slices(&self, documents: u64) -> Result<Vec<Slice>, ElasticError> {
        let cuts = self.client.parts(&self.ask, &self.survey, documents.max(1)).await?;
        let counted = self.survey.reduction.as_ref().map(|found| (found.ids(), found.left.keys().copied().collect()));
        let slice = |from: i64, to: i64, documents: u64| Slice {
            index: self.ask.index.clone(),
            prefix: self.ask.prefix.clone(),
            from,
            to,
            page: self.ask.page,
            at_once: self.ask.slices,
            counted: counted.clone(),
            except: self.ask.except.clone(),
            documents,
            all: 0,
        };
        let timed = cuts.iter().filter_map(|cut| match cut.part {
            Part::Between { from, to } => Some(slice(from, to - 1, cut.count)),
            Part::Untimed => None,
        });
        let slices: Vec<Slice> = timed.collect();
        let all = slices.len();
        Ok(slices.into_iter().map(|slice| Slice { all, ..slice }).collect())
    }
}

impl Slice {
    pub(crate) fn counted(&self) -> Option<Counted> {
        self.counted.clone()
    }

    /// Times that are not read.
    pub(crate) fn except(&self) -> &[(i64, i64)] {
        &self.except
    }

    fn ask(&self) -> Ask {
        let time = |ms| Some(Time::from_ms(ms));
        let only = self.counted.clone().map(|(ids, left)| Only { ids, left });
        Ask {
            index: self.index.clone(),
            prefix: self.prefix.clone(),
            window: Window { from: time(self.from), to: time(self.to) },
            slices: self.at_once,
            page: self.page,
            reduce: elastic::Reduce::Never,
            only,
            except: self.except.clone(),
            ..Ask::default()
        }
    }

    /// Reads the slice.
    ///
    /// # Errors
    /// What Elasticsearch says; [`ElasticError::Stopped`] once `stop` is set.
    pub async fn read(&self, client: &Client, stop: &Arc<AtomicBool>) -> Result<Spooled, ElasticError> {
        let ask = self.ask();
        let mut spool = SpoolWriter::default();
        let survey = match client.survey(&ask).await {
            Err(ElasticError::NoEvents { .. }) => return Ok(spooled(spool, Done::default())),
            other => other?,
        };
        let (to, mut from) = mpsc::channel(2);
        let (reader, flag) = (client.clone(), Arc::clone(stop));
        let reading = tokio::spawn(async move { reader.read(&ask, &survey, None, to, &flag).await });
        while let Some(batch) = from.recv().await {
            tokio::task::block_in_place(|| spool.add(&batch)).map_err(|error| broke(&error))?;
        }
        let done = reading.await.map_err(|error| broke(&error))??;
        Ok(spooled(spool, done))
    }
}

fn spooled(spool: SpoolWriter, done: Done) -> Spooled {
    let (spool, sum) = spool.finish();
    Spooled { spool, sum, done }
}

fn broke(error: &dyn std::error::Error) -> ElasticError {
    ElasticError::Answer { what: "read a slice", text: error.to_string() }
}

/// The graph of spools, given in the order of time with what was read into each. They come from the
/// source of this name.
///
/// # Errors
/// See [`SliceError`].
pub fn load_spools(
    before: Option<&Before>,
    sigma: Option<Sigma>,
    (name, counted): (&str, Option<&Counted>),
    spools: impl Iterator<Item = std::io::Result<(Vec<u8>, Done)>>,
    progress: &dyn Progress,
    stop: &AtomicBool,
) -> Result<Loaded, SliceError> {
    let mut loader = Loader::of_choice(before, sigma);
    if let Some((ids, left)) = counted {
        loader.reduce(ids.clone(), left.iter().map(|id| (*id, 0)).collect());
    }
    let (mut damaged, mut all) = (0, Done::default());
    let (mut bytes, mut records) = (0, 0);
    progress.file(name);
    for spool in spools {
        let (spool, done) = spool?;
        all.add(done);
        for batch in SpoolReader::new(&spool)? {
            if stop.load(Ordering::Relaxed) {
                return Err(crate::Stopped.into());
            }
            let batch = batch?;
            bytes += batch.bytes;
            records += take(&mut loader, name, batch, &mut damaged);
            progress.advance(bytes, records);
        }
    }
    loader.told(all);
    Ok(loader.finish(bytes))
}
