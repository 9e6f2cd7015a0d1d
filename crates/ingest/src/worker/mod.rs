//! The worker: claims jobs, does them, says how far it is, obeys when somebody cancels.
//!
//! Each job runs on a thread of its own, beside a task that says every second that the worker is alive.
//! Three things stop a job: somebody cancels it (what it wrote is taken back), the worker is told to end
//! (what it wrote stays, and the next worker goes on from there), or the claim is lost (another worker
//! is at it already, so this one writes nothing more).

mod beat;
mod elastic;
mod files;
mod gauge;
mod order;
mod other;
mod prune;
mod settle;
mod signs;
mod slices;
mod trouble;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ::elastic::Ask;
use evidence::Evidence;
use model::ImportReport;
use serde_json::Value;
use store::{Claimed, Store, StoreError};
use tokio::sync::watch;

pub use order::{
    AnalyzeOrder, CaseOrder, ElasticOrder, FileOrder, ImportOrder, Kind, RankingOrder, ReduceOrder, RemoveOrder,
};

use gauge::Gauge;
use signs::Signs;
use trouble::Trouble;

/// How long a claim holds without a sign of life. A worker that dies is noticed after this time; thirty
/// signs of life may be lost before another takes its job.
pub const LEASE: Duration = Duration::from_secs(30);
/// How long to wait where there is nothing to do, and where Neo4j is away.
const IDLE: Duration = Duration::from_secs(1);
const AWAY: Duration = Duration::from_secs(5);

/// What a worker needs.
pub struct Setup {
    /// For what jobs do.
    pub store: Store,
    /// For the queue: with connections of its own, so that signs of life wait for no batch.
    pub queue: Store,
    /// Where files are.
    pub evidence: Evidence,
    /// How long they may be kept there; without, nothing is removed.
    pub retention: Option<Duration>,
    /// How to reach Elasticsearch; or why that is not known.
    pub elastic: Result<::elastic::Settings, String>,
    /// What to read of it where an order does not say.
    pub ask: Ask,
    /// The user's own Sigma rules.
    pub rules: Option<PathBuf>,
    /// How a report is kept with an import and told as a job's result.
    pub report: fn(&ImportReport) -> Value,
    /// The program's version, kept with ranks.
    pub version: &'static str,
    /// This worker's name, for people.
    pub name: String,
    /// How long a claim holds; usually [`LEASE`].
    pub lease: Duration,
}

/// How long to work.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// So many jobs at once.
    pub jobs: usize,
    /// End when there is nothing to claim.
    pub once: bool,
}

/// Works until told to end by `end`, or until there is nothing left to claim.
///
/// # Errors
/// When Neo4j cannot be reached and [`Options::once`] is set; otherwise that is waited for.
pub async fn work(setup: Arc<Setup>, options: Options, end: watch::Receiver<bool>) -> Result<(), StoreError> {
    let mut slots = tokio::task::JoinSet::new();
    for number in 0..options.jobs.max(1) {
        slots.spawn(slot(Arc::clone(&setup), options.once, number == 0, end.clone()));
    }
    let mut outcome = Ok(());
    while let Some(ended) = slots.join_next().await {
        if let Ok(Err(error)) = ended {
            outcome = Err(error);
        }
    }
    outcome
}

async fn slot(setup: Arc<Setup>, once: bool, prunes: bool, mut end: watch::Receiver<bool>) -> Result<(), StoreError> {
    let mut looked: Option<Instant> = None;
    while !*end.borrow() {
        if prunes && looked.is_none_or(|last| last.elapsed() > prune::EVERY) {
            prune::prune(&setup).await;
            looked = Some(Instant::now());
        }
        let wait = match setup.queue.job_claim(&setup.name, &Kind::NAMES, setup.lease).await {
            Ok(Some(claimed)) => {
                job(&setup, claimed, end.clone()).await;
                continue;
            }
            Ok(None) if once => return Ok(()),
            Ok(None) => IDLE,
            Err(error) if once => return Err(error),
            Err(error) => {
                tracing::warn!(%error, code = error.code(), "no jobs can be claimed; trying again");
                AWAY
            }
        };
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            _ = end.changed() => {}
        }
    }
    Ok(())
}

/// Does one job and says in the queue how it went.
async fn job(setup: &Arc<Setup>, Claimed { job, claim }: Claimed, mut end: watch::Receiver<bool>) {
    tracing::info!(job = job.id, kind = job.kind, case = job.case, tries = job.tries, "job begins");
    let begun = Instant::now();
    let (gauge, signs) = (Arc::new(Gauge::default()), Arc::new(Signs::default()));
    if job.cancel {
        signs.cancel();
    }
    let alive = beat::alive(setup, claim.clone(), Arc::clone(&gauge), Arc::clone(&signs));
    let told = Arc::clone(&signs);
    let ends = tokio::spawn(async move {
        if end.wait_for(|end| *end).await.is_ok() {
            told.give_back();
        }
    });
    metrics::gauge!("logontracer_jobs_running").increment(1.0);
    let (task, doing) = (Arc::clone(setup), (job.clone(), Arc::clone(&gauge), Arc::clone(&signs)));
    // On a thread of its own: ranking computes for long, and must not hold up signs of life.
    let runtime = tokio::runtime::Handle::current();
    let done = tokio::task::spawn_blocking(move || {
        let (job, gauge, signs) = doing;
        runtime.block_on(perform(&task, &job, &gauge, &signs))
    });
    let outcome = done.await.unwrap_or_else(|error| Err(Trouble::broke(&error)));
    alive.abort();
    ends.abort();
    metrics::gauge!("logontracer_jobs_running").decrement(1.0);
    let state = settle::settle(&setup.queue, &claim, outcome, signs.why()).await;
    let kind = Kind::of(&job.kind).map_or("other", Kind::name);
    metrics::counter!("logontracer_jobs_total", "kind" => kind, "state" => state).increment(1);
    metrics::histogram!("logontracer_job_seconds", "kind" => kind).record(begun.elapsed().as_secs_f64());
    gauge.count();
    tracing::info!(job = job.id, kind = job.kind, state, seconds = begun.elapsed().as_secs_f64(), "job ends");
}

async fn perform(setup: &Setup, job: &store::Job, gauge: &Gauge, signs: &Signs) -> Result<Value, Trouble> {
    match Kind::of(&job.kind) {
        Some(Kind::Import) => files::import(setup, job, gauge, signs).await,
        Some(Kind::ImportEs) => Box::pin(elastic::import(setup, job, gauge, signs)).await,
        Some(Kind::SliceEs) => slices::slice(setup, job, gauge, signs).await,
        Some(Kind::Analyze) => other::analyze(setup, job, gauge, signs).await,
        Some(Kind::Export) => other::export(setup, job, gauge, signs).await,
        Some(Kind::RemoveImport) => other::remove_import(setup, job, gauge, signs).await,
        Some(Kind::RemoveCase) => other::remove_case(setup, job, gauge, signs).await,
        None => Err(Trouble::order(&format!("no such kind of job: `{}`", job.kind))),
    }
}
