//! Removing what nobody needs any more, or nobody may keep any longer.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, SystemTime};

use crate::{Evidence, EvidenceError, Place, Result};

/// What was handed in less than a day ago stays, as the import it is for may not have been asked yet.
pub const GRACE: Duration = Duration::from_hours(24);

/// What may be removed. Checksums are in lower case hexadecimal.
pub struct Rules<'a> {
    /// Files that imports consist of.
    pub imported: &'a BTreeSet<String>,
    /// Files that jobs need which have not ended well; they stay in any case.
    pub wanted: &'a BTreeSet<String>,
    /// How long files are kept that imports consist of; without it, as long as the imports.
    pub retention: Option<Duration>,
    /// What time it is.
    pub now: SystemTime,
}

/// What was removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pruned {
    /// How many files.
    pub files: u64,
    /// How many bytes they had.
    pub bytes: u64,
}

impl Evidence {
    /// Removes what no import consists of, and what is older than the retention.
    ///
    /// # Errors
    /// When the store does not answer; what is removed by then stays removed.
    pub async fn prune(&self, rules: &Rules<'_>) -> Result<Pruned> {
        let mut pruned = Pruned::default();
        for entry in self.list().await? {
            let age = rules.now.duration_since(entry.kept).unwrap_or_default();
            let sha = entry.sha256.as_str();
            let over = rules.retention.is_some_and(|time| age > time);
            let unused = age > GRACE && !rules.imported.contains(sha);
            if (over || unused) && !rules.wanted.contains(sha) {
                self.remove(&entry.sha256).await?;
                tracing::info!(sha256 = sha, bytes = entry.size, over, "evidence removed");
                pruned.files += 1;
                pruned.bytes += entry.size;
            }
        }
        self.sweep(rules.now).map_err(EvidenceError::Folder)?;
        Ok(pruned)
    }

    /// What killed processes left half written.
    fn sweep(&self, now: SystemTime) -> std::io::Result<()> {
        match &self.shelf.place {
            Place::Folder(root) => sweep(&root.join("incoming"), now),
            Place::Remote(cache) => {
                sweep(&cache.incoming(), now)?;
                sweep(&cache.in_use(), now)
            }
        }
    }
}

fn sweep(folder: &Path, now: SystemTime) -> std::io::Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let age = entry.metadata().and_then(|data| data.modified()).ok().and_then(|then| now.duration_since(then).ok());
        if age.is_some_and(|age| age > GRACE) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
    Ok(())
}
