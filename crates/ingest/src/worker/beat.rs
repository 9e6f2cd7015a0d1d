//! Signs of life.

use std::sync::Arc;
use std::time::{Duration, Instant};

use store::{Beat, Claim};
use tokio::task::JoinHandle;

use super::{Gauge, Setup, Signs};

/// How often a worker says that it is alive and how far it is.
const EVERY: Duration = Duration::from_secs(1);

/// Says every second that the job goes on, and hears whether it should. Where nothing could be said for
/// as long as the claim holds, the job may be another's by now.
pub(super) fn alive(setup: &Arc<Setup>, claim: Claim, gauge: Arc<Gauge>, signs: Arc<Signs>) -> JoinHandle<()> {
    let (queue, lease) = (setup.queue.clone(), setup.lease);
    tokio::spawn(async move {
        let mut heard = Instant::now();
        loop {
            let progress = gauge.progress();
            let asked = Instant::now();
            let answer = tokio::time::timeout(lease / 2, queue.job_beat(&claim, &progress, lease)).await;
            match answer {
                Ok(Ok(Beat::Go)) => heard = asked,
                Ok(Ok(Beat::Cancel)) => {
                    heard = asked;
                    signs.cancel();
                }
                Ok(Ok(Beat::Lost)) => {
                    tracing::warn!(job = claim.id, "the job is another's by now, or gone");
                    return signs.lost();
                }
                Ok(Err(_)) | Err(_) if heard.elapsed() > lease => {
                    tracing::warn!(job = claim.id, "nothing heard of Neo4j for as long as the claim holds");
                    return signs.lost();
                }
                Ok(Err(error)) => tracing::debug!(job = claim.id, %error, "no sign of life"),
                Err(_) => tracing::debug!(job = claim.id, "no sign of life in time"),
            }
            tokio::time::sleep(EVERY).await;
        }
    })
}
