//! The graph in Neo4j: cases, imports, ranks, hunts.
//!
//! Every statement is a file under `neo4j/`; values reach the server as parameters only. Beside the
//! relationships that people query, each batch of an import is kept once more in compact form on a
//! `(:Batch)` node: its number makes a broken import resume without loss or doubling, and its bytes
//! are what [`Store::case_graph`] reads.

mod batches;
mod blob;
mod case_graph;
mod case_version;
mod cases;
mod columns;
mod connect;
mod error;
mod findings;
mod guard;
mod hunts;
mod imports;
mod jobs;
mod link;
mod lore;
mod merge;
mod names;
mod nodes;
mod pieces;
mod places;
mod ranks;
mod ranks_read;
mod record_sets;
mod remove;
mod rows;
mod schema;
mod settings;
mod statements;
mod summary;
mod table;
mod watches;
mod write;
mod writer;

pub use case_version::CaseVersion;
pub use cases::CaseInfo;
pub use error::{Result, StoreError};
pub use findings::Origin;
pub use guard::read_only;
pub use hunts::{Hunt, hunts};
pub use imports::{ImportInfo, ImportStart, ImportState};
pub use jobs::{
    Beat, Claim, Claimed, EvidenceUsed, JOB_TRIES, Job, JobCounts, JobError, JobNew, JobProgress, JobState,
};
pub use names::{DEFAULT_CASE, account_key, case_name, plain_key};
pub use places::{Hourly, Place, Places};
pub use ranks::RunInfo;
pub use ranks_read::{AccountRow, CaseRows, HostRow};
pub use record_sets::RecordSet;
pub use schema::SchemaStatus;
pub use settings::Settings;
pub use statements::{ALL as STATEMENTS, Statement};
pub use summary::{CaseSummary, ClearRow};
pub use table::Table;
pub use watches::WatchState;
pub use write::{WriteOptions, WriteStats};

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use link::Link;

/// A connection pool to one Neo4j. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    link: Link,
    queue: Arc<str>,
}

impl Store {
    /// Connects and signs in; gives up after ten seconds. Changes nothing in the database.
    ///
    /// # Errors
    /// [`StoreError::Unreachable`], [`StoreError::WrongPassword`], [`StoreError::Tls`] and others
    /// that say why the server cannot be used.
    pub async fn connect(settings: &Settings) -> Result<Self> {
        Ok(Self { link: Link::connect(settings).await?, queue: settings.queue.as_str().into() })
    }

    /// The server's version, e.g. `5.26.0`.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn server_version(&self) -> Result<String> {
        let rows = self.link.read(&statements::SERVER_VERSION, link::none()).await?;
        link::only(&statements::SERVER_VERSION, &rows, "version")
    }

    /// What time it is on the server.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn server_clock(&self) -> Result<SystemTime> {
        let rows = self.link.read(&statements::SERVER_CLOCK, link::none()).await?;
        let ms: u64 = link::only(&statements::SERVER_CLOCK, &rows, "ms")?;
        Ok(SystemTime::UNIX_EPOCH + Duration::from_millis(ms))
    }
}
