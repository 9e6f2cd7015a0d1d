//! Copies on this machine of what is kept elsewhere, bounded in size.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use futures::TryStreamExt;
use object_store::{ObjectStore, ObjectStoreExt};
use sha2::{Digest, Sha256};
use tempfile::TempPath;
use tokio::io::AsyncWriteExt;

use crate::{EvidenceError, Result, Sha};

/// A file on this machine. A copy in use stays readable when the cache drops it: this is a second name
/// of the same bytes.
#[derive(Debug)]
pub struct LocalFile {
    path: PathBuf,
    link: Option<TempPath>,
}

impl LocalFile {
    /// One that stays where it is.
    pub(crate) const fn kept(path: PathBuf) -> Self {
        Self { path, link: None }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.link.as_deref().unwrap_or(&self.path)
    }
}

/// A folder of copies; the longest unused go first.
pub(crate) struct Cache {
    folder: PathBuf,
    bytes: u64,
}

impl Cache {
    pub(crate) fn open(folder: PathBuf, bytes: u64) -> Result<Self> {
        let cache = Self { folder, bytes };
        for part in [cache.copies(), cache.incoming(), cache.in_use()] {
            std::fs::create_dir_all(part).map_err(EvidenceError::Folder)?;
        }
        Ok(cache)
    }

    /// Where arriving files are staged.
    pub(crate) fn incoming(&self) -> PathBuf {
        self.folder.join("incoming")
    }

    /// Where second names are.
    pub(crate) fn in_use(&self) -> PathBuf {
        self.folder.join("in-use")
    }

    fn copies(&self) -> PathBuf {
        self.folder.join("copies")
    }

    /// A local copy, fetched where there is none; its content is checked when it is fetched.
    pub(crate) async fn fetch(
        &self,
        objects: &Arc<dyn ObjectStore>,
        from: &object_store::path::Path,
        sha: &Sha,
    ) -> Result<LocalFile> {
        if let Ok(file) = self.link(sha) {
            return Ok(file);
        }
        let found = match objects.get(from).await {
            Ok(found) => found,
            Err(object_store::Error::NotFound { .. }) => return Err(EvidenceError::NotKept(sha.clone())),
            Err(error) => return Err(error.into()),
        };
        let (file, staged) =
            tempfile::NamedTempFile::new_in(self.incoming()).map_err(EvidenceError::Folder)?.into_parts();
        let mut file = tokio::fs::File::from_std(file);
        let (mut hash, mut stream) = (Sha256::new(), found.into_stream());
        while let Some(bytes) = stream.try_next().await? {
            hash.update(&bytes);
            file.write_all(&bytes).await.map_err(EvidenceError::Folder)?;
        }
        file.flush().await.map_err(EvidenceError::Folder)?;
        if Sha::of(hash) != *sha {
            return Err(EvidenceError::Changed(sha.clone()));
        }
        staged.persist(self.copies().join(sha.as_str())).map_err(|error| EvidenceError::Folder(error.error))?;
        let file = self.link(sha).map_err(EvidenceError::Folder)?;
        self.shrink(sha).map_err(EvidenceError::Folder)?;
        Ok(file)
    }

    /// Keeps what was just uploaded, as it will be read soon.
    pub(crate) fn keep(&self, sha: &Sha, staged: TempPath) -> Result<()> {
        staged.persist(self.copies().join(sha.as_str())).map_err(|error| EvidenceError::Folder(error.error))?;
        self.shrink(sha).map_err(EvidenceError::Folder)
    }

    /// Drops a copy.
    pub(crate) async fn forget(&self, sha: &Sha) {
        // It may never have been there.
        let _ = tokio::fs::remove_file(self.copies().join(sha.as_str())).await;
    }

    fn link(&self, sha: &Sha) -> std::io::Result<LocalFile> {
        let path = self.copies().join(sha.as_str());
        let link = self.in_use().join(uuid::Uuid::new_v4().to_string());
        std::fs::hard_link(&path, &link)?;
        let link = TempPath::try_from_path(link)?;
        // Read now, so it goes last.
        std::fs::File::open(&path)?.set_modified(SystemTime::now())?;
        Ok(LocalFile { path, link: Some(link) })
    }

    fn shrink(&self, newest: &Sha) -> std::io::Result<()> {
        let mut copies = Vec::new();
        for entry in std::fs::read_dir(self.copies())? {
            let entry = entry?;
            // Another process may have dropped it meanwhile.
            let Ok(data) = entry.metadata() else { continue };
            copies.push((data.modified()?, data.len(), entry.path()));
        }
        copies.sort();
        let mut all: u64 = copies.iter().map(|(_, size, _)| size).sum();
        for (_, size, path) in copies {
            if all <= self.bytes {
                break;
            }
            if path.file_name().is_some_and(|name| name != newest.as_str()) {
                let _ = std::fs::remove_file(path);
                all -= size;
            }
        }
        Ok(())
    }
}
