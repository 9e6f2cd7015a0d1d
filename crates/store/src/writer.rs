//! One import being written: node table, nodes, then batches over several connections.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use futures::future::join_all;
use model::LogonGraph;

use crate::link::{Params, only};
use crate::nodes::refresh;
use crate::pieces::{Piece, Plan};
use crate::remove::piece_remove;
use crate::rows::Keys;
use crate::statements::{BATCH_EVENTS, BATCH_KEEP, BATCH_REACHED, IMPORT_FINISH, Statement};
use crate::{Result, Store, StoreError, WriteOptions};

/// What the writers share.
pub(crate) struct Writer<'a> {
    store: &'a Store,
    case: &'a str,
    import: &'a str,
    graph: &'a LogonGraph,
    plan: &'a Plan,
    keys: Keys,
    done: AtomicU64,
    written: AtomicU64,
    failed: AtomicBool,
    progress: &'a (dyn Fn(u64, u64) + Sync),
    options: &'a WriteOptions,
}

impl<'a> Writer<'a> {
    /// Of `graph`, cut as `plan` says; the batches `there` are written already.
    pub(crate) fn new(
        store: &'a Store,
        (case, import): (&'a str, &'a str),
        (graph, plan): (&'a LogonGraph, &'a Plan),
        there: &BTreeSet<u64>,
        progress: &'a (dyn Fn(u64, u64) + Sync),
        options: &'a WriteOptions,
    ) -> Self {
        Self {
            store,
            case,
            import,
            graph,
            plan,
            keys: Keys::of(graph),
            done: AtomicU64::new(plan.rows_of(there)),
            written: AtomicU64::new(0),
            failed: AtomicBool::new(false),
            progress,
            options,
        }
    }

    /// How many batches it wrote.
    pub(crate) fn written(&self) -> u64 {
        self.written.load(Ordering::Relaxed)
    }
}

impl Writer<'_> {
    /// Writes what is not among `done`, then says that the import is complete.
    pub(crate) async fn run(&self, done: &BTreeSet<u64>, report: &str) -> Result<()> {
        self.pieces(0..self.plan.node_parts, done).await?;
        refresh(&self.store.link, self.case, self.graph).await?;
        self.in_parallel(done).await?;
        self.finish(report).await
    }

    /// Each connection writes a stretch of its own, so that two rarely want the same nodes. None is left
    /// at work when this returns.
    async fn in_parallel(&self, done: &BTreeSet<u64>) -> Result<()> {
        let (start, end) = (self.plan.node_parts, self.plan.pieces.len());
        let stretch = (end - start).div_ceil(self.store.link.connections).max(1);
        let stretches = (start..end).step_by(stretch).map(|from| from..end.min(from + stretch));
        let write = async |range| {
            let result = self.pieces(range, done).await;
            self.failed.fetch_or(result.is_err(), Ordering::Relaxed);
            result
        };
        join_all(stretches.map(write)).await.into_iter().collect()
    }

    async fn pieces(&self, range: std::ops::Range<usize>, done: &BTreeSet<u64>) -> Result<()> {
        for n in range {
            if done.contains(&(n as u64)) {
                continue;
            }
            if self.failed.load(Ordering::Relaxed) {
                return Ok(());
            }
            self.piece(n).await?;
            let rows = self.plan.pieces[n].rows();
            (self.progress)(self.done.fetch_add(rows, Ordering::Relaxed) + rows, self.plan.rows());
            let written = self.written.fetch_add(1, Ordering::Relaxed) + 1;
            if self.options.stop_after_batches.is_some_and(|stop| written >= stop) {
                return Err(StoreError::Stopped(written));
            }
        }
        Ok(())
    }

    async fn piece(&self, n: usize) -> Result<()> {
        let piece = &self.plan.pieces[n];
        let bytes = self.plan.bytes(self.graph, piece)?;
        let (statement, rows): (&Statement, usize) = match piece {
            Piece::Nodes(_) | Piece::Days(_) => (&BATCH_KEEP, 0),
            Piece::Logons(range) => (&BATCH_EVENTS, range.len()),
            Piece::Reached(range) => (&BATCH_REACHED, range.len()),
        };
        let made = self.store.link.change_with(statement, || self.params(n, piece, &bytes)).await;
        let made = match made {
            // The batch was committed before the connection broke.
            Err(error) if error.is_taken() => return Ok(()),
            made => made?,
        };
        let disturbed = || StoreError::Disturbed("nodes or the import were removed while it was written".to_owned());
        if made.is_empty() {
            return Err(disturbed());
        }
        if only::<u64>(statement, &made, "made")? != rows as u64 {
            piece_remove(&self.store.link, self.case, self.import, n as u64, self.graph).await?;
            return Err(disturbed());
        }
        Ok(())
    }

    fn params(&self, n: usize, piece: &Piece, bytes: &[u8]) -> Params {
        let mut params = vec![
            ("case", self.case.into()),
            ("import", self.import.into()),
            ("n", (n as i64).into()),
            ("kind", piece.kind().into()),
            ("rows", bytes.into()),
        ];
        match piece {
            Piece::Logons(range) => {
                params.push(("hosts", self.keys.logons(self.graph, &self.graph.logons[range.clone()])));
            }
            Piece::Reached(range) => params.push(("pairs", self.keys.reached(&self.graph.reached[range.clone()]))),
            Piece::Nodes(_) | Piece::Days(_) => {}
        }
        params
    }

    async fn finish(&self, report: &str) -> Result<()> {
        let graph = self.graph;
        let params = vec![
            ("import", self.import.into()),
            ("logons", (graph.logons.len() as i64).into()),
            ("accounts", (graph.accounts.len() as i64).into()),
            ("hosts", (graph.hosts.len() as i64).into()),
            ("first", graph.span.map(|span| span.start.ms()).into()),
            ("last", graph.span.map(|span| span.end.ms()).into()),
            ("report", report.into()),
        ];
        let rows = self.store.link.change(&IMPORT_FINISH, params).await?;
        if rows.is_empty() || only::<u64>(&IMPORT_FINISH, &rows, "batches")? != self.plan.pieces.len() as u64 {
            return Err(StoreError::Disturbed("it was removed while it was written".to_owned()));
        }
        Ok(())
    }
}
