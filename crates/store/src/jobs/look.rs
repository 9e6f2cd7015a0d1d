//! Looking at jobs.

use neo4rs::{BoltType, Row};

use super::row::JobRow;
use super::{EvidenceUsed, Job, JobCounts, JobState};
use crate::link::{Params, cell, list, none};
use crate::ranks_read::parsed;
use crate::statements::{EVIDENCE_USED, JOB_CHILDREN, JOB_COUNTS, JOB_LIST, JOB_ROWS, Statement};
use crate::{Result, Store};

impl Store {
    /// One job.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn job_find(&self, id: &str) -> Result<Option<Job>> {
        Ok(self.jobs(vec![id.to_owned()]).await?.pop())
    }

    /// The newest `limit` jobs of a case, or of all cases; children are not among them.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn job_list(&self, case: Option<&str>, limit: usize) -> Result<Vec<Job>> {
        let params =
            vec![("queue", self.queue()), ("case", case.map(str::to_owned).into()), ("limit", (limit as i64).into())];
        self.jobs(self.job_ids(&JOB_LIST, params).await?).await
    }

    /// The children of a job, oldest first.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn job_children(&self, parent: &str) -> Result<Vec<Job>> {
        self.jobs(self.job_ids(&JOB_CHILDREN, vec![("id", parent.into())]).await?).await
    }

    /// How many children of `parent` are in each state; without one, how many jobs that are no children.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn job_counts(&self, parent: Option<&str>) -> Result<JobCounts> {
        let params = vec![("queue", self.queue()), ("parent", parent.map(str::to_owned).into())];
        let rows = self.link.read(&JOB_COUNTS, params).await?;
        let mut counts = JobCounts::default();
        for row in rows {
            let word: String = cell(&JOB_COUNTS, &row, "state")?;
            let number = cell(&JOB_COUNTS, &row, "jobs")?;
            match JobState::of(&word) {
                Some(JobState::Queued) => counts.queued = number,
                Some(JobState::Running) => counts.running = number,
                Some(JobState::Done) => counts.done = number,
                Some(JobState::Failed) => counts.failed = number,
                Some(JobState::Cancelled) => counts.cancelled = number,
                None => {}
            }
        }
        Ok(counts)
    }

    /// Which kept files are needed, whatever the queue.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn evidence_used(&self) -> Result<EvidenceUsed> {
        let mut used = EvidenceUsed::default();
        for row in self.link.read(&EVIDENCE_USED, none()).await? {
            let wanted: bool = cell(&EVIDENCE_USED, &row, "wanted")?;
            let place = if wanted { &mut used.wanted } else { &mut used.imported };
            place.insert(cell(&EVIDENCE_USED, &row, "sha256")?);
        }
        Ok(used)
    }

    pub(super) fn queue(&self) -> BoltType {
        self.queue.as_ref().into()
    }

    async fn job_ids(&self, statement: &Statement, params: Params) -> Result<Vec<String>> {
        let rows = self.link.read(statement, params).await?;
        rows.iter().map(|row: &Row| cell(statement, row, "id")).collect()
    }

    async fn jobs(&self, ids: Vec<String>) -> Result<Vec<Job>> {
        let ids = list(ids.into_iter().map(BoltType::from).collect());
        let rows = self.link.read(&JOB_ROWS, vec![("ids", ids)]).await?;
        parsed::<JobRow>(&JOB_ROWS, &rows)?.into_iter().map(Job::try_from).collect()
    }
}
