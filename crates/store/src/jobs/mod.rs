//! The queue of jobs: who asks adds to it, workers claim from it. All times are the server's, so that a
//! worker with a wrong clock takes nothing from others.

mod look;
mod queue;
mod row;

use std::collections::BTreeSet;

use serde_json::Value;

/// How often a job is begun before it fails by itself: a worker that dies twice may have been unlucky,
/// one that dies three times over the same job has not.
pub const JOB_TRIES: u32 = 3;

/// A job to be done.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct JobNew {
    /// The case it belongs to, made if it is new; the job vanishes with it. None for what outlives a
    /// case, as its removal.
    pub case: Option<String>,
    /// What is to be done; workers claim by kind.
    pub kind: String,
    /// How, in the kind's own terms.
    pub order: Value,
    /// Who asks.
    pub by: String,
    /// Of the jobs of one lane at most one is at work; none for a job that minds no other. What changes a
    /// case as a whole uses the case's name.
    pub lane: Option<String>,
    /// The job it is a part of.
    pub parent: Option<String>,
    /// Asking twice with the same key adds one job.
    pub key: Option<String>,
    /// SHA-256 in hexadecimal of the kept files it needs.
    pub evidence: Vec<String>,
}

/// Where a job is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum JobState {
    /// Waits for a worker.
    Queued,
    /// A worker has it, or had it and is gone.
    Running,
    /// Finished.
    Done,
    /// Gave up; may be retried.
    Failed,
    /// Cancelled; what it wrote is gone; may be retried.
    Cancelled,
}

impl JobState {
    /// Its word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// The state of a word.
    fn of(word: &str) -> Option<Self> {
        let all = [Self::Queued, Self::Running, Self::Done, Self::Failed, Self::Cancelled];
        all.into_iter().find(|state| state.name() == word)
    }

    /// Whether nothing more will happen to it by itself.
    pub const fn ended(self) -> bool {
        matches!(self, Self::Done | Self::Failed | Self::Cancelled)
    }
}

/// How far a job is. Figures are totals so far, of the stage.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct JobProgress {
    /// What is being done, e.g. `reading`.
    pub stage: String,
    /// Bytes read.
    pub bytes_done: u64,
    /// Bytes there are to read; 0 when unknown.
    pub bytes_all: u64,
    /// Records read.
    pub records: u64,
    /// Relationships written.
    pub edges: u64,
    /// Records or relationships a second, as the stage has it.
    pub rate: f64,
    /// Seconds left, where that can be told.
    pub eta_s: Option<u64>,
}

/// Why a job failed, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobError {
    /// A stable word.
    pub code: String,
    /// One sentence.
    pub text: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// A job as it is stored. Times are ISO 8601.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// Its id.
    pub id: String,
    /// The case it belongs to.
    pub case: Option<String>,
    /// What is to be done.
    pub kind: String,
    /// Its lane.
    pub lane: Option<String>,
    /// The job it is a part of.
    pub parent: Option<String>,
    /// How it is to be done.
    pub order: Value,
    /// Who asked.
    pub by: String,
    /// Where it is on its way.
    pub state: JobState,
    /// When it was added.
    pub created: String,
    /// When it was first begun.
    pub started: Option<String>,
    /// When it ended.
    pub finished: Option<String>,
    /// Before this time it is not claimed.
    pub after: Option<String>,
    /// How often it was begun.
    pub tries: u32,
    /// Until when its worker has it, unless the worker says that it is alive.
    pub lease_until: Option<String>,
    /// Who has it, or had it last.
    pub worker: Option<String>,
    /// How far it is.
    pub progress: JobProgress,
    /// Whether somebody asked for its end.
    pub cancel: bool,
    /// Why it failed, or why it is tried again.
    pub error: Option<JobError>,
    /// What came out, in the kind's own terms.
    pub result: Option<Value>,
}

/// A job that this worker has; whoever holds it may end the job, until the lease has run out and
/// another has claimed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The job's id.
    pub id: String,
    /// Differs with every claim, also of the same worker.
    pub(crate) token: String,
}

/// A job just claimed.
#[derive(Clone, Debug, PartialEq)]
pub struct Claimed {
    /// The job. Where `cancel` is set already, what earlier tries wrote is to be taken back.
    pub job: Job,
    /// What shows that this worker has it.
    pub claim: Claim,
}

/// What a worker is told when it says that it is alive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beat {
    /// Go on.
    Go,
    /// Somebody asked for its end: take back what was written, then [`crate::Store::job_cancelled`].
    Cancel,
    /// The job is another worker's or gone: write nothing more.
    Lost,
}

/// How many jobs are in each state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JobCounts {
    /// Waiting for a worker.
    pub queued: u64,
    /// With a worker.
    pub running: u64,
    /// Finished.
    pub done: u64,
    /// Failed.
    pub failed: u64,
    /// Cancelled.
    pub cancelled: u64,
}

impl JobCounts {
    /// How many have not ended.
    pub const fn open(self) -> u64 {
        self.queued + self.running
    }
}

/// Which kept files are needed: SHA-256 in hexadecimal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EvidenceUsed {
    /// Imports consist of them.
    pub imported: BTreeSet<String>,
    /// Jobs need them that wait, are at work or may be retried.
    pub wanted: BTreeSet<String>,
}
