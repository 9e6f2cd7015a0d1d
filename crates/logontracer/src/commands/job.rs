//! `job`: look at jobs, cancel them, try them again.

use serde_json::{Value, json};
use store::{Job, JobState, Store, StoreError};

use crate::cli::{Format, JobAction};
use crate::outcome::{Failure, Outcome, say};
use crate::shown::{self, Rows};

pub(crate) async fn run(store: &Store, action: JobAction) -> anyhow::Result<Outcome> {
    match action {
        JobAction::List { case, limit, json } => list(store, case.as_deref(), limit, json).await,
        JobAction::Show { id } => show(store, &id).await,
        JobAction::Cancel { id } => cancel(store, &id).await,
        JobAction::Retry { id } => {
            store.job_retry(&id).await.map_err(Failure::from)?;
            say(&format!("job {id} is queued again"));
            Ok(Outcome::Done)
        }
    }
}

async fn list(store: &Store, case: Option<&str>, limit: usize, json: bool) -> anyhow::Result<Outcome> {
    let jobs = store.job_list(case, limit).await.map_err(Failure::from)?;
    if json {
        shown::text(&format!("{:#}\n", Value::Array(jobs.iter().map(as_json).collect())))?;
        return Ok(Outcome::Done);
    }
    if jobs.is_empty() {
        return Ok(Outcome::Nothing("there is no job; `import --queue` makes one".to_owned()));
    }
    let cells = jobs.iter().map(|job| {
        let error = job.error.as_ref().map(|error| error.text.as_str());
        vec![
            json!(job.id),
            json!(job.state.name()),
            json!(job.kind),
            json!(job.case),
            json!(job.created),
            json!(job.progress.stage),
            json!(job.progress.records),
            json!(job.worker),
            json!(error),
        ]
    });
    let columns = shown::columns(&["job", "state", "kind", "case", "created", "stage", "records", "worker", "error"]);
    shown::print(Format::Table, &[Rows { title: "Jobs", columns, hidden: &[], cells: cells.collect() }])?;
    Ok(Outcome::Done)
}

async fn show(store: &Store, id: &str) -> anyhow::Result<Outcome> {
    let found = store.job_find(id).await.map_err(Failure::from)?;
    let job = found.ok_or_else(|| Failure::from(StoreError::NoSuchJob(id.to_owned())))?;
    shown::text(&format!("{:#}\n", as_json(&job)))?;
    Ok(Outcome::Done)
}

async fn cancel(store: &Store, id: &str) -> anyhow::Result<Outcome> {
    let words = match store.job_cancel(id).await.map_err(Failure::from)? {
        JobState::Cancelled => "is cancelled",
        JobState::Running => "is being stopped by its worker",
        JobState::Queued => "will be taken back by the next worker",
        JobState::Done | JobState::Failed => "had ended already",
    };
    say(&format!("job {id} {words}"));
    Ok(Outcome::Done)
}

fn as_json(job: &Job) -> Value {
    let progress = &job.progress;
    json!({
        "id": job.id, "case": job.case, "kind": job.kind, "state": job.state.name(), "parent": job.parent,
        "order": job.order, "by": job.by, "created": job.created, "started": job.started,
        "finished": job.finished, "after": job.after, "tries": job.tries, "worker": job.worker,
        "lease_until": job.lease_until, "cancel": job.cancel,
        "progress": {
            "stage": progress.stage, "bytes_done": progress.bytes_done, "bytes_all": progress.bytes_all,
            "records": progress.records, "edges": progress.edges, "rate": progress.rate, "eta_s": progress.eta_s,
        },
        "error": job.error.as_ref().map(|e| json!({"code": e.code, "text": e.text, "hint": e.hint})),
        "result": job.result,
    })
}
