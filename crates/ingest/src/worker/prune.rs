//! Removing evidence whose time is over.

use std::time::{Duration, SystemTime};

use evidence::Rules;

use super::Setup;

/// How often to look.
pub(super) const EVERY: Duration = Duration::from_hours(1);

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
    let rules =
        Rules { imported: &used.imported, wanted: &used.wanted, retention: setup.retention, now: SystemTime::now() };
    match setup.evidence.prune(&rules).await {
        Ok(pruned) => tracing::info!(files = pruned.files, bytes = pruned.bytes, "evidence looked through"),
        Err(error) => tracing::warn!(%error, code = error.code(), "evidence was not looked through to its end"),
    }
}
