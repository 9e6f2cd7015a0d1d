//! What imports learned of names: bytes that the importer makes and understands, and that are only kept
//! here. They count from the moment their import is complete, and go with it.

use crate::blob::Bytes;
use crate::link::{cell, only};
use crate::names::case_name;
use crate::statements::{LORE, LORE_WRITE};
use crate::{Result, Store, StoreError};

impl Store {
    /// What all finished imports of a case have learned, oldest first.
    ///
    /// # Errors
    /// [`StoreError::NoSuchCase`], or what the server says.
    pub async fn lore_read(&self, case: &str) -> Result<Vec<Vec<u8>>> {
        self.case_known(case).await?;
        let rows = self.link.read(&LORE, vec![("case", case.into())]).await?;
        rows.iter().map(|row| Ok(cell::<Bytes>(&LORE, row, "bytes")?.0)).collect()
    }

    /// Keeps what an import has learned in place of what was kept for it before. Meant to be called between
    /// [`Store::import_begin`] and [`Store::import_write`]. May be repeated.
    ///
    /// # Errors
    /// [`StoreError::NoSuchImport`], or what the server says.
    pub async fn lore_write(&self, case: &str, import: &str, lore: &[u8]) -> Result<()> {
        let params = vec![("case", case_name(case)?.into()), ("import", import.into()), ("bytes", lore.into())];
        let rows = self.link.change(&LORE_WRITE, params).await?;
        match only::<u64>(&LORE_WRITE, &rows, "kept")? {
            0 => Err(StoreError::NoSuchImport(import.to_owned())),
            _ => Ok(()),
        }
    }
}
