//! Adding, claiming, ending jobs.

use std::collections::BTreeSet;
use std::time::Duration;

use neo4rs::BoltType;
use serde_json::Value;
use uuid::Uuid;

use super::{Beat, Claim, Claimed, JOB_TRIES, JobError, JobNew, JobProgress, JobState};
use crate::link::{Params, cell, list, only, row};
use crate::names::case_name;
use crate::statements::{JOB_BACK, JOB_BEAT, JOB_CANCEL, JOB_CLAIM, JOB_END, JOB_RETRY, JOBS_ADD, Statement};
use crate::{Result, Store, StoreError};

/// Jobs added in one transaction.
const ROWS: usize = 1_000;

impl Store {
    /// Adds a job at the end of the queue and gives its id: of the earlier one, where one has the same key.
    ///
    /// # Errors
    /// [`StoreError::InvalidName`] for a case's name or a kind that is none.
    pub async fn job_add(&self, job: &JobNew) -> Result<String> {
        Ok(self.jobs_add(std::slice::from_ref(job)).await?.swap_remove(0))
    }

    /// Adds many jobs and gives their ids in the same order. Keys have to differ within one call.
    ///
    /// # Errors
    /// As [`Self::job_add`].
    pub async fn jobs_add(&self, jobs: &[JobNew]) -> Result<Vec<String>> {
        for job in jobs {
            case_name(&job.kind).map_err(|_| StoreError::InvalidName { what: "kind", value: job.kind.clone() })?;
            job.case.as_deref().map(case_name).transpose()?;
        }
        let mut ids = Vec::with_capacity(jobs.len());
        for some in jobs.chunks(ROWS) {
            let cases: BTreeSet<&str> = some.iter().filter_map(|job| job.case.as_deref()).collect();
            let params = vec![
                ("queue", self.queue()),
                ("rows", list(some.iter().zip(0..).map(|(job, place)| new_row(job, place)).collect())),
                ("cases", list(cases.into_iter().map(BoltType::from).collect())),
                ("size", (some.len() as i64).into()),
            ];
            for row in self.link.change(&JOBS_ADD, params).await? {
                ids.push(cell(&JOBS_ADD, &row, "id")?);
            }
        }
        Ok(ids)
    }

    /// Claims the oldest job of these kinds that may run, for `lease`; `worker` is a name for people.
    /// A job whose lease ran out is claimed again, at most [`JOB_TRIES`] times in all.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn job_claim(&self, worker: &str, kinds: &[&str], lease: Duration) -> Result<Option<Claimed>> {
        let token = Uuid::new_v4().to_string();
        let params = vec![
            ("queue", self.queue()),
            ("claim", token.as_str().into()),
            ("worker", worker.into()),
            ("kinds", list(kinds.iter().map(|kind| BoltType::from(*kind)).collect())),
            ("lease", ms(lease)),
            ("tries", i64::from(JOB_TRIES).into()),
        ];
        let rows = self.link.change(&JOB_CLAIM, params).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let id: String = cell(&JOB_CLAIM, row, "id")?;
        // Gone again where its case was removed this moment.
        let job = self.job_find(&id).await?;
        Ok(job.map(|job| Claimed { job, claim: Claim { id, token } }))
    }

    /// Says that the worker is alive and how far the job is; the claim holds for another `lease`.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn job_beat(&self, claim: &Claim, progress: &JobProgress, lease: Duration) -> Result<Beat> {
        let about = vec![
            ("lease", ms(lease)),
            ("stage", progress.stage.as_str().into()),
            ("bytes_done", (progress.bytes_done as i64).into()),
            ("bytes_all", (progress.bytes_all as i64).into()),
            ("records", (progress.records as i64).into()),
            ("edges", (progress.edges as i64).into()),
            ("rate", progress.rate.into()),
            ("eta_s", progress.eta_s.map(|seconds| seconds as i64).into()),
        ];
        let rows = self.link.change(&JOB_BEAT, [claimed(claim), about].concat()).await?;
        if rows.is_empty() {
            return Ok(Beat::Lost);
        }
        Ok(if only(&JOB_BEAT, &rows, "cancel")? { Beat::Cancel } else { Beat::Go })
    }

    /// Ends a job well.
    ///
    /// # Errors
    /// [`StoreError::JobLost`].
    pub async fn job_finish(&self, claim: &Claim, result: &Value) -> Result<()> {
        self.job_end(claim, JobState::Done, Some(result), None).await
    }

    /// Ends a job badly; or, with `retry_in` and tries left, puts it back into the queue for that much later.
    ///
    /// # Errors
    /// [`StoreError::JobLost`].
    pub async fn job_fail(&self, claim: &Claim, error: &JobError, retry_in: Option<Duration>) -> Result<()> {
        let tries = self.job_find(&claim.id).await?.map_or(JOB_TRIES, |job| job.tries);
        match retry_in {
            Some(wait) if tries < JOB_TRIES => self.job_back(claim, wait, (false, true), Some(error)).await,
            _ => self.job_end(claim, JobState::Failed, None, Some(error)).await,
        }
    }

    /// Ends a job as was asked by [`Self::job_cancel`], after what it wrote was taken back.
    ///
    /// # Errors
    /// [`StoreError::JobLost`].
    pub async fn job_cancelled(&self, claim: &Claim) -> Result<()> {
        self.job_end(claim, JobState::Cancelled, None, None).await
    }

    /// Gives a job back to the queue, so that another worker goes on with it. Does not count as a try.
    ///
    /// # Errors
    /// [`StoreError::JobLost`].
    pub async fn job_release(&self, claim: &Claim) -> Result<()> {
        self.job_back(claim, Duration::ZERO, (false, false), None).await
    }

    /// Gives a job back to be claimed when its children have all ended well, or one did not and no
    /// other is at work. It keeps its lane meanwhile. Does not count as a try.
    ///
    /// # Errors
    /// [`StoreError::JobLost`].
    pub async fn job_wait(&self, claim: &Claim) -> Result<()> {
        self.job_back(claim, Duration::ZERO, (true, false), None).await
    }

    /// Asks for a job's end, and for its children's. What never began is cancelled at once. Gives the
    /// state it is in now.
    ///
    /// # Errors
    /// [`StoreError::NoSuchJob`].
    pub async fn job_cancel(&self, id: &str) -> Result<JobState> {
        let rows = self.link.change(&JOB_CANCEL, vec![("id", id.into())]).await?;
        let Some(row) = rows.first() else { return Err(StoreError::NoSuchJob(id.to_owned())) };
        state(&JOB_CANCEL, row, "state")
    }

    /// Queues a failed or cancelled job anew, with those of its children that did not end well.
    ///
    /// # Errors
    /// [`StoreError::NoSuchJob`], [`StoreError::JobNotFailed`].
    pub async fn job_retry(&self, id: &str) -> Result<()> {
        let rows = self.link.change(&JOB_RETRY, vec![("id", id.into())]).await?;
        let Some(row) = rows.first() else { return Err(StoreError::NoSuchJob(id.to_owned())) };
        match state(&JOB_RETRY, row, "before")? {
            JobState::Failed | JobState::Cancelled => Ok(()),
            before => Err(StoreError::JobNotFailed { id: id.to_owned(), state: before.name() }),
        }
    }

    async fn job_end(
        &self,
        claim: &Claim,
        state: JobState,
        result: Option<&Value>,
        error: Option<&JobError>,
    ) -> Result<()> {
        let how = vec![("state", state.name().into()), ("result", result.map(Value::to_string).into())];
        let rows = self.link.change(&JOB_END, [claimed(claim), how, why(error)].concat()).await?;
        if rows.is_empty() { Err(StoreError::JobLost(claim.id.clone())) } else { Ok(()) }
    }

    async fn job_back(
        &self,
        claim: &Claim,
        wait: Duration,
        (waits, tried): (bool, bool),
        error: Option<&JobError>,
    ) -> Result<()> {
        let how = vec![("wait", ms(wait)), ("waits", waits.into()), ("tried", tried.into())];
        let rows = self.link.change(&JOB_BACK, [claimed(claim), how, why(error)].concat()).await?;
        if rows.is_empty() { Err(StoreError::JobLost(claim.id.clone())) } else { Ok(()) }
    }
}

fn new_row(job: &JobNew, place: i64) -> BoltType {
    row![
        Uuid::new_v4().to_string(),
        job.key.clone(),
        job.case.clone(),
        job.kind.as_str(),
        job.lane.clone(),
        job.parent.clone(),
        job.order.to_string(),
        job.evidence.clone(),
        job.by.as_str(),
        place,
    ]
}

fn claimed(claim: &Claim) -> Params {
    vec![("id", claim.id.as_str().into()), ("claim", claim.token.as_str().into())]
}

fn why(error: Option<&JobError>) -> Params {
    vec![
        ("code", error.map(|error| error.code.clone()).into()),
        ("text", error.map(|error| error.text.clone()).into()),
        ("hint", error.and_then(|error| error.hint.clone()).into()),
    ]
}

/// Whole milliseconds, as far as the server's durations reach.
fn ms(time: Duration) -> BoltType {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX).into()
}

fn state(statement: &Statement, row: &neo4rs::Row, column: &str) -> Result<JobState> {
    let word: String = cell(statement, row, column)?;
    JobState::of(&word).ok_or_else(|| StoreError::Damaged(format!("job state `{word}`")))
}
