//! Files as they were handed in, kept by the SHA-256 of their content: in a folder, or in a store that
//! speaks S3. The same content is kept once, whatever it was called; what a file was called is text in a
//! record beside it and never part of a path.

mod cache;
mod error;
mod full;
mod incoming;
mod open;
mod prune;
mod settings;
mod sha;
#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use futures::TryStreamExt;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncRead, AsyncReadExt};

pub use cache::LocalFile;
pub use error::{EvidenceError, Result};
pub use full::is_full;
pub use incoming::Incoming;
pub use prune::{GRACE, Pruned, Rules};
pub use settings::{S3, Settings};
pub use sha::Sha;

use cache::Cache;

/// Where all kept files are, below the root.
const FILES: &str = "files";
/// What a record's name ends with.
const RECORD: &str = ".json";
/// Bytes read at once when a file is taken in.
const CHUNK: usize = 1 << 20;

/// Where evidence is kept. Cheap to clone.
#[derive(Clone)]
pub struct Evidence {
    shelf: Arc<Shelf>,
}

struct Shelf {
    objects: Arc<dyn ObjectStore>,
    prefix: Path,
    place: Place,
}

enum Place {
    /// The folder's root.
    Folder(PathBuf),
    /// Elsewhere; files are fetched to be read.
    Remote(Cache),
}

/// A file that was taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its content's checksum, by which it is found.
    pub sha256: Sha,
    /// Its size in bytes.
    pub size: u64,
    /// Whether this content was not there before.
    pub new: bool,
}

/// A kept file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its content's checksum.
    pub sha256: Sha,
    /// What it was called when it was last handed in: hostile text.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// When it was last handed in.
    pub kept: SystemTime,
}

/// The record beside a file: the stored format.
#[derive(Serialize, Deserialize)]
struct Record {
    name: String,
    size: u64,
}

impl Evidence {
    /// Takes in a whole stream of bytes under a name.
    ///
    /// # Errors
    /// When it cannot be read or written; nothing of it stays then.
    pub async fn put_stream(&self, name: &str, mut from: impl AsyncRead + Unpin + Send) -> Result<Kept> {
        let mut incoming = self.incoming(name).await?;
        let mut buffer = vec![0; CHUNK];
        loop {
            let read = from.read(&mut buffer).await.map_err(EvidenceError::Incoming)?;
            if read == 0 {
                return incoming.finish().await;
            }
            incoming.write(&buffer[..read]).await?;
        }
    }

    /// Takes in a local file under the name it has.
    ///
    /// # Errors
    /// As [`Self::put_stream`].
    pub async fn put_file(&self, path: &std::path::Path) -> Result<Kept> {
        let file = tokio::fs::File::open(path).await.map_err(EvidenceError::Incoming)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        self.put_stream(&name, file).await
    }

    /// The file as one on this machine, for as long as what is returned lives.
    ///
    /// # Errors
    /// [`EvidenceError::NotKept`].
    pub async fn local(&self, sha: &Sha) -> Result<LocalFile> {
        match &self.shelf.place {
            Place::Folder(root) => {
                let path = root.join(FILES).join(sha.shelf()).join(sha.as_str());
                let there = tokio::fs::try_exists(&path).await.map_err(EvidenceError::Folder)?;
                if there { Ok(LocalFile::kept(path)) } else { Err(EvidenceError::NotKept(sha.clone())) }
            }
            Place::Remote(cache) => cache.fetch(&self.shelf.objects, &self.path(sha, ""), sha).await,
        }
    }

    /// What is known of a file; `None` when it is not kept.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn find(&self, sha: &Sha) -> Result<Option<Entry>> {
        let file = match self.shelf.objects.head(&self.path(sha, "")).await {
            Ok(file) => file,
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let mut entry =
            Entry { sha256: sha.clone(), name: String::new(), size: file.size, kept: file.last_modified.into() };
        // Without a record, as after a crash between the two, the file itself still counts.
        if let Ok(found) = self.shelf.objects.get(&self.path(sha, RECORD)).await {
            entry.kept = found.meta.last_modified.into();
            let record = serde_json::from_slice::<Record>(&found.bytes().await?);
            entry.name = record.map(|record| record.name).unwrap_or_default();
        }
        Ok(Some(entry))
    }

    /// All kept files, by checksum.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn list(&self) -> Result<Vec<Entry>> {
        let below = self.shelf.prefix.clone().join(FILES);
        let found: Vec<_> = self.shelf.objects.list(Some(&below)).try_collect().await?;
        let mut names: Vec<Sha> =
            found.iter().filter_map(|meta| Sha::parse(meta.location.filename().unwrap_or_default()).ok()).collect();
        names.sort();
        let mut all = Vec::with_capacity(names.len());
        for sha in names {
            all.extend(self.find(&sha).await?);
        }
        Ok(all)
    }

    /// Removes a file and its record. One that is not kept is no error.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn remove(&self, sha: &Sha) -> Result<()> {
        for end in ["", RECORD] {
            match self.shelf.objects.delete(&self.path(sha, end)).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        if let Place::Remote(cache) = &self.shelf.place {
            cache.forget(sha).await;
        }
        Ok(())
    }

    /// Written with each arrival of the content: its age is the evidence's.
    async fn write_record(&self, sha: &Sha, name: &str, size: u64) -> Result<()> {
        let record = Record { name: name.chars().take(255).collect(), size };
        let bytes = serde_json::to_vec(&record).map_err(|error| EvidenceError::Incoming(error.into()))?;
        self.shelf.objects.put(&self.path(sha, RECORD), PutPayload::from(bytes)).await?;
        Ok(())
    }

    /// The only place where paths are made, and a checksum is all that goes into them.
    fn path(&self, sha: &Sha, end: &str) -> Path {
        self.shelf.prefix.clone().join(FILES).join(sha.shelf()).join(format!("{}{end}", sha.as_str()))
    }
}
