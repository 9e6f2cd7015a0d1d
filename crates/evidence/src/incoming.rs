//! A file that arrives piece by piece.

use sha2::{Digest, Sha256};
use tempfile::TempPath;
use tokio::io::{AsyncReadExt, AsyncWriteExt, BufWriter};

use crate::{CHUNK, Evidence, EvidenceError, FILES, Kept, Place, Result, Sha};

/// A file being taken in. It is hashed while it is written to a temporary name; dropped before its
/// end, nothing of it stays.
pub struct Incoming {
    evidence: Evidence,
    name: String,
    staged: TempPath,
    file: BufWriter<tokio::fs::File>,
    hash: Sha256,
    size: u64,
}

impl Evidence {
    /// Begins to take in a file under a name.
    ///
    /// # Errors
    /// When there is no place to write to.
    pub async fn incoming(&self, name: &str) -> Result<Incoming> {
        let folder = match &self.shelf.place {
            Place::Folder(root) => root.join("incoming"),
            Place::Remote(cache) => cache.incoming(),
        };
        tokio::fs::create_dir_all(&folder).await.map_err(EvidenceError::Folder)?;
        let staged = tempfile::NamedTempFile::new_in(&folder).map_err(EvidenceError::Folder)?;
        let (file, staged) = staged.into_parts();
        Ok(Incoming {
            evidence: self.clone(),
            name: name.to_owned(),
            staged,
            file: BufWriter::with_capacity(CHUNK, tokio::fs::File::from_std(file)),
            hash: Sha256::new(),
            size: 0,
        })
    }
}

impl Incoming {
    /// Takes the next bytes.
    ///
    /// # Errors
    /// When they cannot be written.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.hash.update(bytes);
        self.size += bytes.len() as u64;
        self.file.write_all(bytes).await.map_err(EvidenceError::Incoming)
    }

    /// How many bytes have come so far.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Keeps what came.
    ///
    /// # Errors
    /// When it cannot be written to its place.
    pub async fn finish(self) -> Result<Kept> {
        let Self { evidence, name, staged, mut file, hash, size } = self;
        file.flush().await.map_err(EvidenceError::Incoming)?;
        file.into_inner().sync_all().await.map_err(EvidenceError::Incoming)?;
        let sha = Sha::of(hash);
        let new = evidence.find(&sha).await?.is_none_or(|entry| entry.size != size);
        if new {
            evidence.shelve(&sha, staged).await?;
        }
        evidence.write_record(&sha, &name, size).await?;
        Ok(Kept { sha256: sha, size, new })
    }
}

impl Evidence {
    async fn shelve(&self, sha: &Sha, staged: TempPath) -> Result<()> {
        match &self.shelf.place {
            Place::Folder(root) => {
                let folder = root.join(FILES).join(sha.shelf());
                tokio::fs::create_dir_all(&folder).await.map_err(EvidenceError::Folder)?;
                // A rename within one file system: never half there, and two at once do no harm.
                staged.persist(folder.join(sha.as_str())).map_err(|error| EvidenceError::Folder(error.error))
            }
            Place::Remote(cache) => {
                self.upload(sha, &staged).await?;
                cache.keep(sha, staged)
            }
        }
    }

    async fn upload(&self, sha: &Sha, staged: &std::path::Path) -> Result<()> {
        let mut from = tokio::fs::File::open(staged).await.map_err(EvidenceError::Incoming)?;
        let mut to = object_store::buffered::BufWriter::new(self.shelf.objects.clone(), self.path(sha, ""));
        let mut buffer = vec![0; CHUNK];
        let sent: std::io::Result<()> = async {
            loop {
                let read = from.read(&mut buffer).await?;
                if read == 0 {
                    return to.shutdown().await;
                }
                to.write_all(&buffer[..read]).await?;
            }
        }
        .await;
        if let Err(error) = sent {
            // The parts sent so far would cost money for ever.
            if let Err(left) = to.abort().await {
                tracing::warn!(error = %left, "parts of an upload may be left in the evidence store");
            }
            return Err(EvidenceError::Incoming(error));
        }
        Ok(())
    }
}
