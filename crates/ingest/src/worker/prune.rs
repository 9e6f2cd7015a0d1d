//! Removing evidence whose time is over.

use std::time::{Duration, SystemTime};

use evidence::Rules;

use super::Setup;

/// How often to look.
pub(super) const EVERY: Duration = Duration::from_hours(1);

/// Clocks that differ by more are worth a word.
const ODD: Duration = Duration::from_mins(5);

/// Only where a retention is set: evidence may be shared with another database, whose imports are not
/// known here.
pub(super) async fn prune(setup: &Setup) {
    if setup.retention.is_none() {
        return;
    }
    let used = match setup.queue.evidence_used().await {
        Ok(used) => used,
        Err(error) => return tracing::warn!(%error, "evidence was not looked through"),
    };
    let now = match setup.queue.server_clock().await {
        Ok(server) => earlier(SystemTime::now(), server),
        Err(error) => return tracing::warn!(%error, "evidence was not looked through"),
    };
    let rules = Rules { imported: &used.imported, wanted: &used.wanted, retention: setup.retention, now };
    match setup.evidence.prune(&rules).await {
        Ok(pruned) => tracing::info!(files = pruned.files, bytes = pruned.bytes, "evidence looked through"),
        Err(error) => tracing::warn!(%error, code = error.code(), "evidence was not looked through to its end"),
    }
}

/// What is removed is gone: where the clocks of this machine and of Neo4j differ, the slower one counts.
fn earlier(here: SystemTime, server: SystemTime) -> SystemTime {
    if here.duration_since(server).is_ok_and(|ahead| ahead > ODD) {
        tracing::warn!("this machine's clock is ahead of Neo4j's; evidence is judged by Neo4j's");
    }
    here.min(server)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use evidence::{Evidence, S3, Settings};

    use super::*;

    /// As after a jump of the clock of one of both machines, by years.
    #[tokio::test]
    async fn a_clock_that_jumped_ahead_removes_no_evidence() {
        let folder = tempfile::tempdir().unwrap();
        let url = folder.path().join("evidence").display().to_string();
        let cache = folder.path().join("cache");
        let evidence = Evidence::open(&Settings { url, cache, cache_bytes: 0, s3: S3::default() }).unwrap();
        evidence.put_stream("a.evtx", &b"kept"[..]).await.unwrap();
        let (right, ahead) = (SystemTime::now(), SystemTime::now() + Duration::from_hours(10 * 365 * 24));
        let none = BTreeSet::new();
        let left = async |now| {
            let retention = Some(Duration::from_hours(365 * 24));
            evidence.prune(&Rules { imported: &none, wanted: &none, retention, now }).await.unwrap();
            evidence.list().await.unwrap().len()
        };
        for (here, server) in [(ahead, right), (right, ahead)] {
            assert_eq!(left(earlier(here, server)).await, 1);
        }
        assert_eq!(left(earlier(ahead, ahead)).await, 0, "its time is over where both say so");
    }
}
