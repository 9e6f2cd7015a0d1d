//! Jobs as the API shows them, and what is asked of whoever does them.

use serde::Serialize;
use serde_json::{Value, json};
use store::{Job, JobNew};
use utoipa::ToSchema;

use crate::app::App;
use crate::error::{Error, Result, Thing};
use crate::time::ms;

/// A job.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct JobView {
    pub(crate) id: String,
    /// The case it is about.
    pub(crate) case: Option<String>,
    /// `import`, `import_es`, `analyze`, `export`, `remove_import` or `remove_case`.
    pub(crate) kind: String,
    /// `queued`, `running`, `done`, `failed` or `cancelled`.
    pub(crate) state: &'static str,
    /// Who asked for it.
    pub(crate) by: String,
    created: Option<i64>,
    started: Option<i64>,
    finished: Option<i64>,
    /// What is being done.
    stage: String,
    bytes_done: u64,
    /// 0 while that is not known.
    bytes_all: u64,
    records: u64,
    edges: u64,
    /// Records or relationships a second.
    rate: f64,
    /// Seconds left, where that can be told.
    eta_s: Option<u64>,
    /// Whether somebody asked for its end.
    cancelling: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<JobProblem>,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<Value>,
}

/// Why a job failed.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
struct JobProblem {
    code: String,
    message: String,
    hint: Option<String>,
}

impl From<Job> for JobView {
    fn from(job: Job) -> Self {
        let ended = job.state.ended();
        Self {
            case: case_of(&job),
            id: job.id,
            kind: job.kind,
            state: job.state.name(),
            by: job.by,
            created: ms(&job.created),
            started: job.started.as_deref().and_then(ms),
            finished: job.finished.as_deref().and_then(ms),
            stage: job.progress.stage,
            bytes_done: job.progress.bytes_done,
            bytes_all: job.progress.bytes_all,
            records: job.progress.records,
            edges: job.progress.edges,
            rate: job.progress.rate,
            eta_s: job.progress.eta_s,
            cancelling: job.cancel && !ended,
            error: job.error.map(|error| JobProblem { code: error.code, message: error.text, hint: error.hint }),
            result: job.result,
        }
    }
}

/// The case a job is about; the removal of a case belongs to none, but takes its lane.
pub(crate) fn case_of(job: &Job) -> Option<String> {
    job.case.clone().or_else(|| job.lane.clone())
}

/// A job about a case. Those that change it as a whole take turns, by its lane.
pub(crate) fn job_of(case: &str, kind: &str, order: Value, by: &str) -> JobNew {
    let lane = Some(case.to_owned());
    JobNew { case: Some(case.to_owned()), kind: kind.to_owned(), order, by: by.to_owned(), lane, ..JobNew::default() }
}

/// The removal of a case; the job outlives the case, so it does not belong to it.
pub(crate) fn removal_of(case: &str, by: &str) -> JobNew {
    JobNew { case: None, ..job_of(case, "remove_case", json!({ "case": case }), by) }
}

/// Queues jobs, one behind the other, and shows the last.
pub(crate) async fn queue(app: &App, jobs: Vec<JobNew>) -> Result<JobView> {
    let ids = app.store.jobs_add(&jobs).await?;
    let last = ids.last().ok_or_else(|| Error::Internal("no job was queued".to_owned()))?;
    find(app, last).await.map(JobView::from)
}

/// A job that has to be there.
pub(crate) async fn find(app: &App, id: &str) -> Result<Job> {
    app.store.job_find(id).await?.ok_or_else(|| Error::no_such(Thing::Job, id))
}
