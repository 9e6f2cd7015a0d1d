//! Writing an import: what is there of it already, then the rest of it.

use std::collections::BTreeSet;

use model::LogonGraph;

use crate::batches::numbers;
use crate::link::cell;
use crate::names::case_name;
use crate::pieces::Plan;
use crate::remove::leftovers_remove;
use crate::statements::{IMPORT_FIND, IMPORT_PLAN};
use crate::writer::Writer;
use crate::{Result, Store, StoreError};

/// How to write.
#[derive(Clone, Copy, Debug)]
pub struct WriteOptions {
    /// Relationships in one transaction.
    pub batch_rows: usize,
    /// Fail after so many batches, as a crash would: for trying out that an import resumes.
    pub stop_after_batches: Option<u64>,
}

impl Default for WriteOptions {
    fn default() -> Self {
        Self { batch_rows: 10_000, stop_after_batches: None }
    }
}

/// What an import wrote.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WriteStats {
    /// Batches written now.
    pub written: u64,
    /// Batches that were there already.
    pub skipped: u64,
    /// Relationships of logons that the import has.
    pub logons: u64,
}

impl Store {
    /// Writes an import that [`Store::import_begin`] recorded. `progress` hears how many relationships
    /// of how many are written. Broken off, it is called again with the same graph and goes on.
    ///
    /// # Errors
    /// [`StoreError::NoSuchImport`], or what the server says.
    pub async fn import_write(
        &self,
        case: &str,
        import: &str,
        graph: &LogonGraph,
        report_json: &str,
        progress: &(dyn Fn(u64, u64) + Sync),
    ) -> Result<WriteStats> {
        self.import_write_with(case, import, graph, report_json, progress, &WriteOptions::default()).await
    }

    /// As [`Store::import_write`], with other than the usual options.
    ///
    /// # Errors
    /// As [`Store::import_write`], and [`StoreError::Stopped`] when the options ask for it.
    pub async fn import_write_with(
        &self,
        case: &str,
        import: &str,
        graph: &LogonGraph,
        report_json: &str,
        progress: &(dyn Fn(u64, u64) + Sync),
        options: &WriteOptions,
    ) -> Result<WriteStats> {
        let logons = graph.logons.len() as u64;
        let plan = Plan::of(graph, options.batch_rows)?;
        let Some(done) = self.plan_ready(case_name(case)?, import, &plan).await? else {
            return Ok(WriteStats { written: 0, skipped: plan.pieces.len() as u64, logons });
        };
        let writer = Writer::new(self, (case, import), (graph, &plan), &done, progress, options);
        let result = writer.run(&done, report_json).await;
        if matches!(result, Err(StoreError::Disturbed(_))) {
            leftovers_remove(&self.link, case, import, graph).await?;
        }
        result?;
        Ok(WriteStats { written: writer.written(), skipped: done.len() as u64, logons })
    }

    /// Compares the plan with what an earlier run recorded; gives the batches that are there, or `None`
    /// when the import is complete.
    async fn plan_ready(&self, case: &str, import: &str, plan: &Plan) -> Result<Option<BTreeSet<u64>>> {
        let rows = self.link.read(&IMPORT_FIND, vec![("case", case.into()), ("import", import.into())]).await?;
        let Some(row) = rows.first() else { return Err(StoreError::NoSuchImport(import.to_owned())) };
        let state: String = cell(&IMPORT_FIND, row, "state")?;
        if state == "done" {
            return Ok(None);
        }
        let earlier: Option<String> = cell(&IMPORT_FIND, row, "plan")?;
        if state == "removing" || earlier.is_some_and(|earlier| earlier != plan.digest) {
            // A removal was broken off, or another version of the program made another graph of the same logs.
            self.batches_remove(case, import).await?;
        }
        let params = vec![
            ("import", import.into()),
            ("plan", plan.digest.as_str().into()),
            ("batches", (plan.pieces.len() as i64).into()),
            ("nodes", (plan.node_parts as i64).into()),
        ];
        self.link.change(&IMPORT_PLAN, params).await?;
        numbers(&self.link, import).await.map(Some)
    }
}
