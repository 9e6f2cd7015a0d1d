//! Which records an import read: sets that the importer makes and understands, and that are only kept
//! here. They count from the moment their import is complete, and go with it.

use neo4rs::{BoltType, Row};

use crate::blob::Bytes;
use crate::link::{Link, cell, list, only, row};
use crate::names::case_name;
use crate::statements::{IMPORT_FIND, RECORD_SETS, RECORD_SETS_DELETE, RECORD_SETS_WRITE};
use crate::{Result, Store, StoreError};

/// Bytes written in one transaction, roughly.
const BYTES: usize = 4 << 20;
/// What a set costs beside its bytes, roughly.
const OVERHEAD: usize = 512;
/// Sets deleted in one transaction.
const LIMIT: i64 = 500;

/// Records of one channel of one computer that an import read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RecordSet {
    /// The computer that wrote the records.
    pub computer: String,
    /// The channel they are in.
    pub channel: String,
    /// The day they are of, as the importer counts days.
    pub hour_day: i32,
    /// The records, in the importer's form.
    pub bytes: Vec<u8>,
}

impl Store {
    /// The sets of all finished imports of a case, sorted; those of different imports stay apart.
    ///
    /// # Errors
    /// [`StoreError::NoSuchCase`], or what the server says.
    pub async fn record_sets_read(&self, case: &str) -> Result<Vec<RecordSet>> {
        self.case_known(case).await?;
        let rows = self.link.read(&RECORD_SETS, vec![("case", case.into())]).await?;
        let mut sets = rows.iter().map(set).collect::<Result<Vec<_>>>()?;
        sets.sort_unstable();
        Ok(sets)
    }

    /// Keeps which records an import read, in place of what was kept for it before. Meant to be called
    /// between [`Store::import_begin`] and [`Store::import_write`]: an import that is complete then has
    /// its sets. May be repeated.
    ///
    /// # Errors
    /// [`StoreError::NoSuchImport`], or what the server says.
    pub async fn record_sets_write(&self, case: &str, import: &str, sets: &[RecordSet]) -> Result<()> {
        let no_import = || StoreError::NoSuchImport(import.to_owned());
        let params = vec![("case", case_name(case)?.into()), ("import", import.into())];
        if self.link.read(&IMPORT_FIND, params).await?.is_empty() {
            return Err(no_import());
        }
        sets_remove(&self.link, import).await?;
        let (mut start, mut size) = (0, 0);
        for (at, set) in sets.iter().enumerate() {
            size += set.bytes.len() + set.computer.len() + set.channel.len() + OVERHEAD;
            if size < BYTES && at + 1 < sets.len() {
                continue;
            }
            let rows = || list((start..=at).map(|n| set_row(n, &sets[n])).collect());
            let params = || vec![("case", case.into()), ("import", import.into()), ("rows", rows())];
            let made = self.link.change_with(&RECORD_SETS_WRITE, params).await?;
            if only::<u64>(&RECORD_SETS_WRITE, &made, "made")? == 0 {
                return Err(no_import());
            }
            (start, size) = (at + 1, 0);
        }
        Ok(())
    }
}

/// Removes all sets of an import.
pub(crate) async fn sets_remove(link: &Link, import: &str) -> Result<()> {
    loop {
        let rows = link.change(&RECORD_SETS_DELETE, vec![("import", import.into()), ("limit", LIMIT.into())]).await?;
        if only::<i64>(&RECORD_SETS_DELETE, &rows, "gone")? < LIMIT {
            return Ok(());
        }
    }
}

fn set_row(n: usize, set: &RecordSet) -> BoltType {
    row![n as i64, set.computer.as_str(), set.channel.as_str(), set.hour_day, set.bytes.as_slice()]
}

fn set(row: &Row) -> Result<RecordSet> {
    let bytes: Bytes = cell(&RECORD_SETS, row, "bytes")?;
    Ok(RecordSet {
        computer: cell(&RECORD_SETS, row, "computer")?,
        channel: cell(&RECORD_SETS, row, "channel")?,
        hour_day: cell(&RECORD_SETS, row, "day")?,
        bytes: bytes.0,
    })
}
