//! People, their sessions and tokens, what they may see and what they did, in `SQLite`.

mod audit;
#[cfg(test)]
mod clock;
mod files;
#[cfg(test)]
mod full;
mod members;
mod password;
mod role;
mod saved;
mod schema;
mod secret;
mod sessions;
mod tokens;
mod users;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use deadpool_sqlite::{Config, Hook, HookError, Pool, Runtime};
use rusqlite::Connection;
use tokio::sync::Semaphore;

use crate::error::{Error, Result};

pub use audit::AuditEntry;
pub(crate) use audit::{AuditQuery, Deed};
pub(crate) use files::Arriving;
pub use role::{NoRole, Role};
pub(crate) use saved::{Note, SavedHunt, SavedView};
pub(crate) use secret::{Hash, Secret};
pub(crate) use sessions::SignedIn;
pub use tokens::Token;
pub use users::{User, UserChange};

/// Passwords hashed at the same time: each takes 19 MiB and 30 ms of a core.
const HASHING_AT_ONCE: usize = 2;
/// Reads do not wait for writes, so a few connections suffice.
const CONNECTIONS: usize = 4;

/// The database of people. Cheap to clone.
#[derive(Clone)]
pub struct People {
    pool: Pool,
    hashing: Arc<Semaphore>,
}

impl People {
    /// Opens the database in a folder, which is made where it is missing, and brings its schema up to date.
    ///
    /// # Errors
    /// When the folder cannot be made, or the database not be opened or is newer than this program.
    pub async fn open(folder: &Path) -> Result<Self> {
        make_private(folder)?;
        let pool = Config::new(folder.join("people.sqlite"))
            .builder(Runtime::Tokio1)
            .map_err(|error| Error::Internal(error.to_string()))?
            .max_size(CONNECTIONS)
            .post_create(Hook::async_fn(|connection, _| {
                Box::pin(async move {
                    let set_up = connection.interact(prepare).await;
                    match set_up {
                        Ok(Ok(())) => Ok(()),
                        Ok(Err(error)) => Err(HookError::message(error.to_string())),
                        Err(error) => Err(HookError::message(error.to_string())),
                    }
                })
            }))
            .build()
            .map_err(|error| Error::Internal(error.to_string()))?;
        let people = Self { pool, hashing: Arc::new(Semaphore::new(HASHING_AT_ONCE)) };
        people.run(schema::migrate).await?;
        Ok(people)
    }

    /// Runs `work` on a connection, away from the threads that serve requests.
    pub(crate) async fn run<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Connection) -> Result<T> + Send + 'static,
    {
        let connection = self.pool.get().await.map_err(|error| Error::Internal(error.to_string()))?;
        connection.interact(work).await.map_err(|error| Error::Internal(error.to_string()))?
    }

    /// Writes a copy of the database to `file`, whole even while the service is at work.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub async fn backup(&self, file: &Path) -> Result<()> {
        let file = file.to_owned();
        self.run(move |connection| {
            let mut copy = Connection::open(file)?;
            rusqlite::backup::Backup::new(connection, &mut copy)?.run_to_completion(256, Duration::ZERO, None)?;
            Ok(())
        })
        .await
    }
}

fn prepare(connection: &mut Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;")
}

/// Makes a folder that only its owner may look into.
fn make_private(folder: &Path) -> Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(folder)
        .map_err(|source| Error::Io { what: format!("cannot make the folder `{}`", folder.display()), source })
}

/// What is only noted by the way, such as a last use, is left where the disk is full: reading goes on.
fn unless_full(noted: rusqlite::Result<usize>) -> rusqlite::Result<()> {
    match noted {
        Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull) => {
            tracing::warn!(%error, "the last use of a session or token is not noted");
            Ok(())
        }
        other => other.map(drop),
    }
}

/// Now, as milliseconds since the Unix epoch.
pub(crate) fn now_ms() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |age| age.as_millis() as i64)
}
