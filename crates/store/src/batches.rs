//! The batches of one import, as they are in the database.

use std::collections::BTreeSet;

use model::LogonGraph;

use crate::Result;
use crate::blob::{self, Bytes};
use crate::link::{Link, cell};
use crate::statements::{BATCH_DELETE, BATCH_FIND, BATCH_NUMBERS};

/// The node table of an import, whatever its state; `None` when it was not wholly written, in which
/// case nothing else was.
pub(crate) async fn node_table(link: &Link, import: &str) -> Result<Option<LogonGraph>> {
    let mut bytes = Vec::new();
    for n in numbers(link, import).await? {
        match batch(link, import, n).await? {
            Some((kind, rows)) if kind == "nodes" => bytes.extend(rows),
            _ => break,
        }
    }
    Ok(blob::decode::<blob::Nodes>(&bytes).ok().map(LogonGraph::from))
}

/// The numbers of the batches an import has.
pub(crate) async fn numbers(link: &Link, import: &str) -> Result<BTreeSet<u64>> {
    let rows = link.read(&BATCH_NUMBERS, vec![("import", import.into())]).await?;
    rows.iter().map(|row| cell(&BATCH_NUMBERS, row, "n")).collect()
}

/// A batch's kind and bytes.
pub(crate) async fn batch(link: &Link, import: &str, n: u64) -> Result<Option<(String, Vec<u8>)>> {
    let rows = link.read(&BATCH_FIND, vec![("import", import.into()), ("n", (n as i64).into())]).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    let bytes: Bytes = cell(&BATCH_FIND, row, "rows")?;
    Ok(Some((cell(&BATCH_FIND, row, "kind")?, bytes.0)))
}

/// Deletes a batch, whose relationships should be gone.
pub(crate) async fn forget(link: &Link, import: &str, n: u64) -> Result<()> {
    link.change(&BATCH_DELETE, vec![("import", import.into()), ("n", (n as i64).into())]).await?;
    Ok(())
}
