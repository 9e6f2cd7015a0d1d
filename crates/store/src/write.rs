//! Writing an import: node table, nodes, then batches over several connections.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use futures::future::join_all;
use model::{LogonEdge, LogonGraph};
use neo4rs::BoltType;

use crate::link::{Params, cell, list, only, row};
use crate::names::{account_key, case_name, plain_key};
use crate::nodes::refresh;
use crate::pieces::{Piece, Plan};
use crate::remove::{leftovers_remove, piece_remove};
use crate::statements::{
    BATCH_EVENTS, BATCH_KEEP, BATCH_NUMBERS, BATCH_REACHED, IMPORT_FIND, IMPORT_FINISH, IMPORT_PLAN, Statement,
};
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

/// What the writers share.
struct Job<'a> {
    store: &'a Store,
    case: &'a str,
    import: &'a str,
    graph: &'a LogonGraph,
    plan: &'a Plan,
    host_keys: Vec<String>,
    account_keys: Vec<String>,
    done: AtomicU64,
    written: AtomicU64,
    failed: AtomicBool,
    progress: &'a (dyn Fn(u64, u64) + Sync),
    options: &'a WriteOptions,
}

impl Store {
    /// Writes an import that [`Store::import_begin`] recorded. `progress` hears how many batches of how
    /// many are written. Broken off, it is called again with the same graph and goes on.
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
        let job = Job {
            store: self,
            case,
            import,
            graph,
            plan: &plan,
            host_keys: graph.hosts.iter().map(|host| plain_key(&host.key)).collect(),
            account_keys: graph.accounts.iter().map(|a| account_key(&a.user, &a.domain)).collect(),
            done: AtomicU64::new(done.len() as u64),
            written: AtomicU64::new(0),
            failed: AtomicBool::new(false),
            progress,
            options,
        };
        let result = job.run(&done, report_json).await;
        if matches!(result, Err(StoreError::Disturbed(_))) {
            leftovers_remove(&self.link, case, import, graph).await?;
        }
        result?;
        Ok(WriteStats { written: job.written.into_inner(), skipped: done.len() as u64, logons })
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
        let rows = self.link.read(&BATCH_NUMBERS, vec![("import", import.into())]).await?;
        rows.iter().map(|row| cell(&BATCH_NUMBERS, row, "n")).collect::<Result<_>>().map(Some)
    }

    async fn import_finish(&self, import: &str, graph: &LogonGraph, plan: &Plan, report: &str) -> Result<()> {
        let params = vec![
            ("import", import.into()),
            ("logons", (graph.logons.len() as i64).into()),
            ("accounts", (graph.accounts.len() as i64).into()),
            ("hosts", (graph.hosts.len() as i64).into()),
            ("first", graph.span.map(|span| span.start.ms()).into()),
            ("last", graph.span.map(|span| span.end.ms()).into()),
            ("report", report.into()),
        ];
        let rows = self.link.change(&IMPORT_FINISH, params).await?;
        if rows.is_empty() || only::<u64>(&IMPORT_FINISH, &rows, "batches")? != plan.pieces.len() as u64 {
            return Err(StoreError::Disturbed("it was removed while it was written".to_owned()));
        }
        Ok(())
    }
}

impl Job<'_> {
    async fn run(&self, done: &BTreeSet<u64>, report: &str) -> Result<()> {
        self.pieces(0..self.plan.node_parts, done).await?;
        refresh(&self.store.link, self.case, self.graph).await?;
        self.in_parallel(done).await?;
        self.store.import_finish(self.import, self.graph, self.plan, report).await
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
            (self.progress)(self.done.fetch_add(1, Ordering::Relaxed) + 1, self.plan.pieces.len() as u64);
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
            Piece::Logons(range) => params.push(("pairs", self.logons(&self.graph.logons[range.clone()]))),
            Piece::Reached(range) => params.push(("pairs", self.reached(range.clone()))),
            Piece::Nodes(_) | Piece::Days(_) => {}
        }
        params
    }

    fn logons(&self, edges: &[LogonEdge]) -> BoltType {
        let pairs = edges.chunk_by(|a, b| (a.host, a.account) == (b.host, b.account)).map(|same| {
            let (host, account) = (same[0].host as usize, same[0].account as usize);
            row![
                self.host_keys[host].as_str(),
                self.account_keys[account].as_str(),
                list(same.iter().map(|edge| event_row(self.graph, edge)).collect())
            ]
        });
        list(pairs.collect())
    }

    fn reached(&self, range: std::ops::Range<usize>) -> BoltType {
        let rows = self.graph.reached[range].iter().map(|to| {
            row![
                self.account_keys[to.account as usize].as_str(),
                self.host_keys[to.host as usize].as_str(),
                to.first.ms(),
                to.last.ms(),
                to.count
            ]
        });
        list(rows.collect())
    }
}

/// The properties of a logon, in LogonTracer's form: `-` for what is not there.
fn event_row(graph: &LogonGraph, edge: &LogonEdge) -> BoltType {
    let package = edge.package.and_then(|index| graph.packages.get(index as usize));
    let target = edge.target.and_then(|index| graph.hosts.get(index as usize));
    row![
        edge.id,
        edge.logon_type,
        edge.status.map_or_else(|| "-".to_owned(), |status| format!("0x{status:08x}")),
        package.map_or("-", String::as_str),
        edge.count,
        i64::from(edge.hour) * 3600,
        edge.first.ms(),
        edge.last.ms(),
        target.map_or("-", |host| host.key.as_str()),
    ]
}
