//! A job as a row of the database.

use serde::Deserialize;
use serde_json::Value;

use super::{Job, JobError, JobProgress, JobState};
use crate::StoreError;

#[derive(Deserialize)]
pub(super) struct JobRow {
    id: String,
    case: Option<String>,
    kind: String,
    lane: Option<String>,
    parent: Option<String>,
    order: String,
    by: String,
    state: String,
    created: String,
    started: Option<String>,
    finished: Option<String>,
    after: Option<String>,
    tries: u32,
    lease_until: Option<String>,
    worker: Option<String>,
    stage: Option<String>,
    bytes_done: u64,
    bytes_all: u64,
    records: u64,
    edges: u64,
    rate: f64,
    eta_s: Option<u64>,
    cancel: bool,
    error_code: Option<String>,
    error_text: Option<String>,
    error_hint: Option<String>,
    result: Option<String>,
}

impl TryFrom<JobRow> for Job {
    type Error = StoreError;

    fn try_from(row: JobRow) -> Result<Self, StoreError> {
        let json = |text: &str| -> Result<Value, StoreError> {
            serde_json::from_str(text).map_err(|error| StoreError::Damaged(format!("job {}: {error}", row.id)))
        };
        let state = JobState::of(&row.state);
        Ok(Self {
            order: json(&row.order)?,
            result: row.result.as_deref().map(json).transpose()?,
            state: state.ok_or_else(|| StoreError::Damaged(format!("job state `{}`", row.state)))?,
            error: row.error_code.map(|code| JobError {
                code,
                text: row.error_text.unwrap_or_default(),
                hint: row.error_hint,
            }),
            progress: JobProgress {
                stage: row.stage.unwrap_or_default(),
                bytes_done: row.bytes_done,
                bytes_all: row.bytes_all,
                records: row.records,
                edges: row.edges,
                rate: row.rate,
                eta_s: row.eta_s,
            },
            id: row.id,
            case: row.case,
            kind: row.kind,
            lane: row.lane,
            parent: row.parent,
            by: row.by,
            created: row.created,
            started: row.started,
            finished: row.finished,
            after: row.after,
            tries: row.tries,
            lease_until: row.lease_until,
            worker: row.worker,
            cancel: row.cancel,
        })
    }
}
