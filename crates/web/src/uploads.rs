//! Files on their way in: checked by content, counted, kept under their checksum.

use std::collections::HashSet;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use events::FileKind;
use evidence::{Evidence, Kept};
use futures::StreamExt;
use tokio::fs::{File, OpenOptions};
use tokio::io::{AsyncReadExt, AsyncWriteExt, BufWriter};

use crate::app::App;
use crate::error::{Error, Result, Thing};
use crate::lock::lock;
use crate::people::now_ms;

/// How long a sender may be silent.
const SILENCE: Duration = Duration::from_mins(1);
/// How long a file may take to arrive piece by piece.
const LONGEST_MS: i64 = 3 * 24 * 3_600_000;

/// Bytes that arrive, at most so many.
pub(crate) struct Bytes {
    stream: BodyDataStream,
    left: u64,
    limit: u64,
}

impl Bytes {
    /// Of a body.
    pub(crate) fn of(body: Body, left: u64, limit: u64) -> Self {
        Self { stream: body.into_data_stream(), left, limit }
    }

    /// The next ones; none at the end.
    pub(crate) async fn next(&mut self) -> Result<Option<axum::body::Bytes>> {
        let broken = |what: &str, source: std::io::Error| Error::Broken { what: what.to_owned(), source };
        let next = tokio::time::timeout(SILENCE, self.stream.next()).await;
        let Some(bytes) = next.map_err(|_| Error::Timeout { seconds: SILENCE.as_secs() })? else { return Ok(None) };
        let bytes = bytes.map_err(|error| broken("the upload broke off", std::io::Error::other(error)))?;
        match self.left.checked_sub(bytes.len() as u64) {
            Some(left) => self.left = left,
            None => return Err(Error::TooLarge { limit: self.limit }),
        }
        Ok(Some(bytes))
    }
}

/// Keeps a whole body.
pub(crate) async fn keep(evidence: &Evidence, name: &str, mut bytes: Bytes) -> Result<(Kept, FileKind)> {
    let mut head = Vec::new();
    while head.len() < FileKind::HEAD {
        let Some(more) = bytes.next().await? else { break };
        head.extend_from_slice(&more);
    }
    let kind = FileKind::of(&head).map_err(Error::NotLogs)?;
    let mut incoming = evidence.incoming(name).await?;
    incoming.write(&head).await?;
    while let Some(more) = bytes.next().await? {
        incoming.write(&more).await?;
    }
    let kept = incoming.finish().await?;
    checked(evidence, kept, kind).await
}

/// An archive is looked into once it is there; one without logs is not kept.
async fn checked(evidence: &Evidence, kept: Kept, kind: FileKind) -> Result<(Kept, FileKind)> {
    if kind != FileKind::Zip {
        return Ok((kept, kind));
    }
    let file = evidence.local(&kept.sha256).await?;
    let path = file.path().display().to_string();
    let (found, mut failed) = tokio::task::spawn_blocking(move || events::expand(&[path]))
        .await
        .map_err(|error| Error::Internal(error.to_string()))?;
    match failed.pop() {
        Some((_, why)) if found.is_empty() => {
            if kept.new {
                evidence.remove(&kept.sha256).await?;
            }
            Err(Error::NotLogs(why))
        }
        _ => Ok((kept, kind)),
    }
}

/// The files that arrive piece by piece: each in a file of its own, under a name that we made.
#[derive(Clone)]
pub(crate) struct Staging {
    folder: PathBuf,
    busy: Arc<Mutex<HashSet<String>>>,
}

/// A file that one request has to itself.
pub(crate) struct Held {
    id: String,
    path: PathBuf,
    busy: Arc<Mutex<HashSet<String>>>,
}

impl Drop for Held {
    fn drop(&mut self) {
        lock(&self.busy).remove(&self.id);
    }
}

impl Staging {
    /// In this folder, made where it is missing.
    pub(crate) fn open(folder: PathBuf) -> Result<Self> {
        std::fs::create_dir_all(&folder).map_err(io("cannot make the folder for uploads"))?;
        Ok(Self { folder, busy: Arc::default() })
    }

    /// Makes an empty file; `id` is a UUID that we made.
    pub(crate) async fn create(&self, id: &str) -> Result<()> {
        File::create_new(self.folder.join(id)).await.map(|_| ()).map_err(io("cannot begin an upload"))
    }

    /// How many bytes are there.
    pub(crate) async fn offset(&self, id: &str) -> Result<u64> {
        match tokio::fs::metadata(self.folder.join(id)).await {
            Ok(found) => Ok(found.len()),
            // Its record was written first, and then nothing more.
            Err(error) if error.kind() == ErrorKind::NotFound => Err(Error::no_such(Thing::Upload, id)),
            Err(error) => Err(io("cannot look at an upload")(error)),
        }
    }

    /// Takes a file for one request; two at once would mix their bytes.
    pub(crate) fn hold(&self, id: &str) -> Result<Held> {
        let free = lock(&self.busy).insert(id.to_owned());
        if !free {
            return Err(Error::Busy("another request writes this upload".to_owned()));
        }
        Ok(Held { id: id.to_owned(), path: self.folder.join(id), busy: Arc::clone(&self.busy) })
    }
}

impl Held {
    /// Appends what arrives. What came before a break stays, so that the sender can go on there.
    pub(crate) async fn append(&self, mut bytes: Bytes) -> Result<u64> {
        let write = io("cannot write an upload");
        let file = OpenOptions::new().append(true).open(&self.path).await.map_err(&write)?;
        let mut file = BufWriter::with_capacity(1 << 20, file);
        let arrived = loop {
            match bytes.next().await {
                Ok(Some(more)) => file.write_all(&more).await.map_err(&write)?,
                Ok(None) => break Ok(()),
                Err(error) => break Err(error),
            }
        };
        file.flush().await.map_err(&write)?;
        arrived?;
        Ok(file.get_ref().metadata().await.map_err(&write)?.len())
    }

    /// Refuses what is no log as soon as its beginning is there.
    pub(crate) async fn kind(&self) -> Result<FileKind> {
        let read = io("cannot read an upload");
        let mut head = Vec::with_capacity(FileKind::HEAD);
        let file = File::open(&self.path).await.map_err(&read)?;
        file.take(FileKind::HEAD as u64).read_to_end(&mut head).await.map_err(&read)?;
        FileKind::of(&head).map_err(Error::NotLogs)
    }

    /// Keeps the file. It stays here too until it is dropped, so that after a crash in between the sender can ask
    /// for its end once more.
    pub(crate) async fn keep(&self, evidence: &Evidence, name: &str, kind: FileKind) -> Result<(Kept, FileKind)> {
        let file = File::open(&self.path).await.map_err(io("cannot read an upload"))?;
        let kept = evidence.put_stream(name, file).await?;
        checked(evidence, kept, kind).await
    }

    /// Drops the file.
    pub(crate) async fn remove(&self) -> Result<()> {
        tokio::fs::remove_file(&self.path).await.map_err(io("cannot remove an upload"))
    }
}

/// Forgets uploads that were given up, and files that nothing refers to.
pub(crate) async fn sweep(app: &App) -> Result<()> {
    let left: HashSet<String> = app.people.uploads_keep(now_ms() - LONGEST_MS).await?.into_iter().collect();
    let list = io("cannot list uploads");
    let mut files = tokio::fs::read_dir(&app.staging.folder).await.map_err(&list)?;
    while let Some(file) = files.next_entry().await.map_err(&list)? {
        let age = file.metadata().await.ok().and_then(|data| data.modified().ok()?.elapsed().ok());
        // A file that is just being made has no record yet.
        let settled = age.is_some_and(|age| age > SILENCE);
        if settled && !left.contains(file.file_name().to_string_lossy().as_ref()) {
            tokio::fs::remove_file(file.path()).await.map_err(&list)?;
        }
    }
    Ok(())
}

fn io(what: &'static str) -> impl Fn(std::io::Error) -> Error {
    move |source| Error::Io { what: what.to_owned(), source }
}
