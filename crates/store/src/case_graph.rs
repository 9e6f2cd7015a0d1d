//! Reading a case back, from the batches' compact form.

use std::collections::HashMap;

use model::{DaySequence, LogonGraph, LogonTo};
use neo4rs::Row;

use crate::blob::{self, Arrival, Bytes, Day, Pair};
use crate::link::cell;
use crate::merge::{Places, join_days, sum_edges, sum_reached, united};
use crate::nodes::tables;
use crate::statements::BATCH_ROWS;
use crate::{Result, Store, StoreError};

/// A batch as read; imports are numbered in the order they were begun.
struct Batch {
    import: usize,
    n: u64,
    kind: String,
    bytes: Vec<u8>,
}

impl Store {
    /// The whole graph of a case, of all finished imports together.
    ///
    /// # Errors
    /// [`StoreError::NoSuchCase`], or what the server says.
    pub async fn case_graph(&self, case: &str) -> Result<LogonGraph> {
        self.case_known(case).await?;
        let mut tables = tables(&self.link, case).await?;
        tables.retain(|table| table.done);
        let order: HashMap<&str, usize> = tables.iter().zip(0..).map(|(t, i)| (t.import.as_str(), i)).collect();
        let rows = self.link.read(&BATCH_ROWS, vec![("case", case.into())]).await?;
        let mut batches = rows.iter().filter_map(|row| batch(row, &order).transpose()).collect::<Result<Vec<_>>>()?;
        drop(rows);
        batches.sort_unstable_by_key(|batch| (batch.import, batch.n));
        let (mut graph, places) = united(&tables.iter().map(|table| &table.graph).collect::<Vec<_>>());
        for batch in batches {
            add(&mut graph, &places[batch.import], &batch)?;
        }
        if places.len() > 1 {
            sum_edges(&mut graph.logons);
            sum_reached(&mut graph.reached);
            join_days(&mut graph.sequences);
        }
        Ok(graph)
    }
}

/// A batch of an import whose nodes are known; one that finished this moment is left for next time.
fn batch(row: &Row, order: &HashMap<&str, usize>) -> Result<Option<Batch>> {
    let import: String = cell(&BATCH_ROWS, row, "import")?;
    let Some(&import) = order.get(import.as_str()) else { return Ok(None) };
    let bytes: Bytes = cell(&BATCH_ROWS, row, "rows")?;
    let kind = cell(&BATCH_ROWS, row, "kind")?;
    Ok(Some(Batch { import, n: cell(&BATCH_ROWS, row, "n")?, kind, bytes: bytes.0 }))
}

fn add(graph: &mut LogonGraph, places: &Places, batch: &Batch) -> Result<()> {
    let outside = || StoreError::Damaged("a batch names a node that its import lacks".to_owned());
    match batch.kind.as_str() {
        "logons" => {
            for edge in blob::edges(&blob::decode::<Vec<Pair>>(&batch.bytes)?) {
                graph.logons.push(places.edge(&edge).ok_or_else(outside)?);
            }
        }
        "reached" => {
            for arrival in blob::decode::<Vec<Arrival>>(&batch.bytes)? {
                graph.reached.push(places.arrival(LogonTo::from(arrival)).ok_or_else(outside)?);
            }
        }
        "days" => {
            for day in blob::decode::<Vec<Day>>(&batch.bytes)? {
                graph.sequences.push(places.day(DaySequence::from(day)).ok_or_else(outside)?);
            }
        }
        other => return Err(StoreError::Damaged(format!("batch of unknown kind `{other}`"))),
    }
    Ok(())
}
