//! Saying in the queue how a job went.

use serde_json::Value;
use store::{Claim, Store, StoreError};

use super::signs::Why;
use super::trouble::{LATER, Trouble};

/// Ends the job, gives it back or leaves it, and says in a word which.
pub(super) async fn settle(
    queue: &Store,
    claim: &Claim,
    outcome: Result<Value, Trouble>,
    why: Option<Why>,
) -> &'static str {
    let (said, state) = match (outcome, why) {
        (_, Some(Why::Lost)) => (Ok(()), "lost"),
        (Ok(result), _) => (queue.job_finish(claim, &result).await, "done"),
        (Err(Trouble::Stopped), Some(Why::Cancel)) => (queue.job_cancelled(claim).await, "cancelled"),
        (Err(Trouble::Stopped), _) => (queue.job_release(claim).await, "given_back"),
        (Err(Trouble::Waits), _) => (queue.job_wait(claim).await, "waits"),
        (Err(Trouble::Failed(error)), _) => {
            tracing::warn!(job = claim.id, code = error.code, text = ?error.text, "job failed");
            (queue.job_fail(claim, &error, None).await, "failed")
        }
        (Err(Trouble::Passing(error)), _) => {
            tracing::warn!(job = claim.id, code = error.code, text = ?error.text, "job failed, may be tried again");
            (queue.job_fail(claim, &error, Some(LATER)).await, "failed")
        }
    };
    match said {
        Ok(()) => state,
        Err(StoreError::JobLost(_)) => "lost",
        Err(error) => {
            tracing::warn!(job = claim.id, %error, state, "the queue could not be told; the lease will run out");
            "untold"
        }
    }
}
