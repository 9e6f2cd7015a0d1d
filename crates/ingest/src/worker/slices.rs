//! An import from Elasticsearch in slices of time, each a job of its own that any worker can claim. The
//! import waits for them and takes in what they read, in the order of time.

use ::elastic::Done;
use evidence::{LocalFile, Sha};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::{Job, JobNew, JobState};

use super::elastic::connect;
use super::{Gauge, Kind, Setup, Signs, Trouble, order};
use crate::overlap::{Fitting, fitting};
use crate::sliced::{Sliced, import_spools};
use crate::slices::Slice;
use crate::sum::{NoSum, Sum};
use crate::{Imported, Order, Reading};

/// Events of a slice, where the order does not say: minutes of work, and some ten megabytes of spool.
pub(super) const EVENTS: u64 = 1_000_000;

/// What a slice's job came to: its result.
#[derive(Deserialize, Serialize)]
struct Spooled {
    /// The kept file.
    spool: String,
    /// What the slice held: a [`Sum`].
    sum: String,
    documents: u64,
    pages: u64,
    counted: u64,
    rows: u64,
    fallen: u64,
}

/// Reads a slice into a spool, which is kept as evidence until the import has taken it in.
pub(super) async fn slice(setup: &Setup, job: &Job, gauge: &Gauge, signs: &Signs) -> Result<Value, Trouble> {
    let slice: Slice = order::read(&job.order)?;
    gauge.expect(0, slice.documents);
    gauge.stage("reading");
    let client = connect(setup).await?;
    let read = slice.read(&client, &signs.stop).await?;
    signs.look()?;
    let sum = read.sum.to_string();
    // With the job's own id behind it no other job's spool is the same file, and goes with it.
    let file = [read.spool.as_slice(), job.id.as_bytes()].concat();
    let kept = setup.evidence.put_stream(&format!("slice {}", job.id), file.as_slice()).await?;
    let Done { documents, pages, counted, rows, fallen } = read.done;
    let spool = kept.sha256.to_string();
    Ok(json!(Spooled { spool, sum, documents, pages, counted, rows, fallen }))
}

/// Makes a job of each slice of the reading; gives the import that has all of it, if there is one.
pub(super) async fn cut(setup: &Setup, job: &Job, reading: Reading, documents: u64) -> Result<Option<String>, Trouble> {
    let case = job.case.as_deref().unwrap_or_default();
    setup.store.case_ensure(case).await?;
    let reading = match fitting(&setup.store, case, &reading).await? {
        Fitting::All(reading) => reading,
        Fitting::Nothing { id } => return Ok(Some(id)),
    };
    let slices = reading.slices(documents).await?;
    let child = |(place, slice): (usize, &Slice)| JobNew {
        case: job.case.clone(),
        kind: Kind::SliceEs.name().to_owned(),
        order: json!(slice),
        by: job.by.clone(),
        parent: Some(job.id.clone()),
        // A worker that died over it has added some already.
        key: Some(format!("{}-{place}", job.id)),
        ..JobNew::default()
    };
    let jobs: Vec<JobNew> = slices.iter().enumerate().map(child).collect();
    setup.store.jobs_add(&jobs).await?;
    tracing::info!(job = job.id, slices = jobs.len(), "import cut into slices");
    Ok(None)
}

/// Takes in what the slices' jobs have read.
pub(super) async fn gather(
    setup: &Setup,
    source: &str,
    children: Vec<Job>,
    order: Order,
    (gauge, signs): (&Gauge, &Signs),
) -> Result<Imported, Trouble> {
    let ended = children.iter().find(|child| child.state.ended() && child.state != JobState::Done);
    if let Some(child) = ended {
        return Err(slice_failed(child));
    }
    // A worker that died between cutting and waiting.
    if children.iter().any(|child| child.state != JobState::Done) {
        return Err(Trouble::Waits);
    }
    let (mut slices, mut reads, mut held, mut ends) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for child in children {
        slices.push(order::read::<Slice>(&child.order)?);
        let read = order::read::<Spooled>(&child.result.unwrap_or_default())?;
        held.push(setup.evidence.local(&Sha::parse(&read.spool)?).await?);
        ends.push(child.id.len());
        reads.push(read);
    }
    if slices.first().is_some_and(|slice| slice.all != slices.len()) {
        let text = "the worker that cut the import into slices died over it".to_owned();
        return Err(Trouble::failed("slices_missing", text, Some("queue the import again")));
    }
    gauge.expect(0, reads.iter().map(|read| read.documents + read.counted).sum());
    let mut sum = Sum::default();
    for read in &reads {
        let odd = |error: NoSum| Trouble::failed("slice_failed", error.to_string(), Some("queue the import again"));
        sum.join(read.sum.parse().map_err(odd)?);
    }
    let spools = held.iter().zip(&reads).zip(&ends).map(|((file, read), end)| Ok((bytes(file, *end)?, read.done())));
    let whole = Sliced { source, slices: &slices, sum };
    let wrote = |done, all| gauge.wrote(done, all);
    let imported = import_spools(&setup.store, order, &whole, spools, (gauge, &wrote), &signs.stop).await?;
    for read in &reads {
        setup.evidence.remove(&Sha::parse(&read.spool)?).await?;
    }
    Ok(imported)
}

/// Why a slice's job did not do its part, in its own words.
fn slice_failed(child: &Job) -> Trouble {
    let why = child.error.as_ref();
    let text =
        format!("slice `{}` was not read: {}", child.id, why.map_or("it was cancelled", |why| why.text.as_str()));
    let hint = why.and_then(|why| why.hint.as_deref()).unwrap_or("retry the import");
    Trouble::failed(why.map_or("slice_failed", |why| why.code.as_str()), text, Some(hint))
}

/// A spool without the job's id of so many bytes behind it.
fn bytes(file: &LocalFile, end: usize) -> std::io::Result<Vec<u8>> {
    let mut bytes = std::fs::read(file.path())?;
    bytes.truncate(bytes.len().saturating_sub(end));
    Ok(bytes)
}

impl Spooled {
    const fn done(&self) -> Done {
        let Self { documents, pages, counted, rows, fallen, .. } = *self;
        Done { documents, pages, counted, rows, fallen }
    }
}
