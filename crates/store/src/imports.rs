//! Imports: what was loaded into a case, by whom and when.

use neo4rs::Row;

use crate::link::{self, cell};
use crate::names::case_name;
use crate::statements::{IMPORT_BEGIN, IMPORT_LIST};
use crate::{Result, Store, StoreError};

/// What an import is about to load.
#[derive(Clone, Debug)]
pub struct ImportStart {
    /// A fresh id (UUID); the one of an earlier, unfinished import of the same content wins.
    pub id: String,
    /// Where it comes from, for people.
    pub source: String,
    /// SHA-256 of the content and of what was asked of it, in hexadecimal.
    pub sha256: String,
    /// Who imports.
    pub by: String,
    /// SHA-256 of the kept files it consists of, in hexadecimal; empty where none are kept.
    pub evidence: Vec<String>,
}

/// What is already there of an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportState {
    /// Nothing.
    Fresh {
        /// The id to write under.
        id: String,
    },
    /// It was begun and broke off.
    Resume {
        /// The id to write under.
        id: String,
        /// How many batches are written.
        batches_done: u64,
    },
    /// All of it.
    AlreadyDone {
        /// The id it has.
        id: String,
    },
}

/// A record of an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportInfo {
    /// Its id.
    pub id: String,
    /// Where it came from.
    pub source: String,
    /// SHA-256 of the content.
    pub sha256: String,
    /// Who imported.
    pub by: String,
    /// `open`, `done` or `removing`.
    pub state: String,
    /// When it began, ISO 8601.
    pub started: String,
    /// When it was complete, ISO 8601.
    pub finished: Option<String>,
    /// How many relationships of logons it brought.
    pub logons: Option<u64>,
    /// First event, milliseconds since the Unix epoch.
    pub first: Option<i64>,
    /// Last event, milliseconds since the Unix epoch.
    pub last: Option<i64>,
    /// The report, as JSON.
    pub report: Option<String>,
    /// SHA-256 of the kept files it consists of, in hexadecimal; empty where none are kept.
    pub evidence: Vec<String>,
}

impl Store {
    /// Records that an import begins, or finds the earlier one of the same content.
    ///
    /// # Errors
    /// [`StoreError::NoSuchCase`], [`StoreError::InvalidName`].
    pub async fn import_begin(&self, case: &str, start: &ImportStart) -> Result<ImportState> {
        for (what, value) in [("import id", &start.id), ("checksum", &start.sha256)] {
            if value.is_empty() || value.len() > 200 {
                return Err(StoreError::InvalidName { what, value: value.chars().take(80).collect() });
            }
        }
        let params = vec![
            ("case", case_name(case)?.into()),
            ("id", start.id.as_str().into()),
            ("source", start.source.as_str().into()),
            ("sha256", start.sha256.as_str().into()),
            ("by", start.by.as_str().into()),
            ("evidence", start.evidence.clone().into()),
        ];
        let rows = self.link.change(&IMPORT_BEGIN, params).await?;
        let Some(row) = rows.first() else { return Err(StoreError::NoSuchCase(case.to_owned())) };
        let id: String = cell(&IMPORT_BEGIN, row, "id")?;
        let state: String = cell(&IMPORT_BEGIN, row, "state")?;
        if state == "removing" {
            self.import_remove(case, &id).await?;
            return Box::pin(self.import_begin(case, start)).await;
        }
        let batches_done: u64 = cell(&IMPORT_BEGIN, row, "batches_done")?;
        Ok(match (state.as_str(), batches_done) {
            ("done", _) => ImportState::AlreadyDone { id },
            (_, 0) => ImportState::Fresh { id },
            _ => ImportState::Resume { id, batches_done },
        })
    }

    /// The imports of a case, oldest first.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn import_list(&self, case: &str) -> Result<Vec<ImportInfo>> {
        let rows = self.link.read(&IMPORT_LIST, vec![("case", case.into())]).await?;
        rows.iter().map(info).collect()
    }
}

fn info(row: &Row) -> Result<ImportInfo> {
    let text =
        |column| -> Result<String> { Ok(link::cell::<Option<String>>(&IMPORT_LIST, row, column)?.unwrap_or_default()) };
    Ok(ImportInfo {
        id: text("id")?,
        source: text("source")?,
        sha256: text("sha256")?,
        by: text("by")?,
        state: text("state")?,
        started: text("started")?,
        finished: cell(&IMPORT_LIST, row, "finished")?,
        logons: cell(&IMPORT_LIST, row, "logons")?,
        first: cell(&IMPORT_LIST, row, "first")?,
        last: cell(&IMPORT_LIST, row, "last")?,
        report: cell(&IMPORT_LIST, row, "report")?,
        evidence: cell(&IMPORT_LIST, row, "evidence")?,
    })
}
