//! A case kept up to date from Elasticsearch: the newest window in, the oldest imports out, ranked,
//! exported, and compared with what the run before had told.
//!
//! Windows may overlap as much as they like: a case keeps which records it has, and counts each once. Where
//! events are counted in the cluster each hour is counted once, when it is over and its documents are there.

mod hook;
mod news;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use analysis::case;
use elastic::{Ask, Client, ElasticError, Exported, Run};
use events::Window;
use model::{ImportReport, Time};
use store::{Store, WatchState};

use crate::sigma::Sigma;
use crate::{ImportError, Imported, Order, Progress, Reading, import_elastic};

pub use hook::{Hook, HookError};
pub use news::{Jump, Kind, News, Thresholds};

const HOUR: i64 = 3_600_000;
/// So long after its end an hour's documents have arrived, for counting; later ones are not counted.
const SETTLED: i64 = 10 * 60_000;

/// What is watched, and how.
#[derive(Clone)]
pub struct Watch {
    /// The case; made if it is new.
    pub case: String,
    /// What to read; its window is not used.
    pub ask: Ask,
    /// How far back each run reads, milliseconds.
    pub window_ms: i64,
    /// Imports that are wholly older than this are removed, milliseconds. At least the window.
    pub keep_ms: Option<i64>,
    /// Whether results go into Elasticsearch.
    pub export: bool,
    /// How to rank.
    pub analysis: case::Settings,
    /// Which changes of ranks are news.
    pub thresholds: Thresholds,
    /// The program's version.
    pub version: &'static str,
    /// How a report is kept with its import.
    pub report: fn(&ImportReport) -> serde_json::Value,
    /// Who asks.
    pub by: String,
}

/// What a run did.
pub struct Turn {
    /// What became of the records of the window; `None` where the case had them all, or there were none.
    pub imported: Option<Box<ImportReport>>,
    /// The imports that were removed.
    pub pruned: Vec<String>,
    /// Ranked accounts, ranked hosts, findings.
    pub counts: (usize, usize, usize),
    /// What was exported, if it was asked for and there was something.
    pub exported: Option<(Run, Exported)>,
    /// What is new.
    pub news: News,
    /// What the next run is to compare with: see [`told`].
    state: WatchState,
}

impl Turn {
    /// What tells this run's results apart; the same as in Elasticsearch.
    pub fn run(&self) -> &str {
        &self.state.run
    }

    /// The body for a webhook.
    ///
    /// # Errors
    /// When a value has no form in JSON.
    pub fn message(&self, case: &str) -> Result<serde_json::Value, serde_json::Error> {
        let (accounts, hosts, findings) = self.counts;
        self.news.message(case, self, serde_json::json!({"accounts": accounts, "hosts": hosts, "findings": findings}))
    }
}

/// Runs a watch once, as of the moment `now`. `until` closes the window, for a moment of the past.
/// Nothing is remembered as told yet: say it, then call [`told`].
///
/// # Errors
/// See [`ImportError`]. When asked to stop, nothing half done stays.
pub async fn turn(
    store: &Store,
    client: &Client,
    watch: &Watch,
    (now, until): (Time, Option<Time>),
    sigma: Option<Sigma>,
    progress: &(dyn Progress + Sync),
    stop: &Arc<AtomicBool>,
) -> Result<Turn, ImportError> {
    store.case_ensure(&watch.case).await?;
    let window = Window { from: Some(Time::from_ms(now.ms() - watch.window_ms)), to: until };
    let imported = import(store, client, watch, (window, now), sigma, progress, stop).await?;
    let pruned = prune(store, watch, now).await?;
    let analysed = case::analyze(store, &watch.case, watch.analysis, watch.version).await?;
    let results = crate::export::results(store, &watch.case).await?;
    let exported =
        if watch.export { crate::export::export(client, &results, &watch.case, now.ms()).await? } else { None };
    let state = news::state(&analysed, &results, now)?;
    let before = store.watch_state_read(&watch.case).await?;
    let news = News::between(before.as_ref(), &analysed, &results.findings, watch.thresholds);
    let counts = (analysed.ranks.accounts.len(), analysed.ranks.hosts.len(), results.findings.len());
    Ok(Turn { imported, pruned, counts, exported, news, state })
}

/// Remembers with the case what a run told, so that no later one repeats it.
///
/// # Errors
/// When Neo4j fails.
pub async fn told(store: &Store, case: &str, turn: &Turn) -> Result<(), ImportError> {
    Ok(store.watch_state_write(case, &turn.state).await?)
}

async fn import(
    store: &Store,
    client: &Client,
    watch: &Watch,
    (window, now): (Window, Time),
    sigma: Option<Sigma>,
    progress: &(dyn Progress + Sync),
    stop: &Arc<AtomicBool>,
) -> Result<Option<Box<ImportReport>>, ImportError> {
    let ask = Ask { window, ..watch.ask.clone() };
    let reading = match Reading::prepare(client.clone(), ask).await {
        // A quiet hour is no trouble.
        Err(ElasticError::NoEvents { .. }) => return Ok(None),
        other => other?,
    };
    let reading = if reading.reduction().is_some() {
        let Some(reading) = reading.until(counted_until(now)).await? else { return Ok(None) };
        reading
    } else {
        reading
    };
    let order = Order {
        case: watch.case.clone(),
        sources: Vec::new(),
        window,
        sigma,
        by: watch.by.clone(),
        report: watch.report,
        failed: Vec::new(),
        evidence: Vec::new(),
        keep: std::sync::Arc::default(),
    };
    let Imported::Now { id, report } = import_elastic(store, &reading, order, progress, &|_, _| {}, stop).await? else {
        return Ok(None);
    };
    if report.kept() == 0 {
        // All of it was there: an import that brought nothing would only lengthen the list.
        store.import_remove(&watch.case, &id).await?;
        return Ok(None);
    }
    Ok(Some(report))
}

/// The last second of the newest hour that can be counted.
fn counted_until(now: Time) -> Time {
    Time::from_ms((now.ms() - SETTLED).div_euclid(HOUR) * HOUR - 1_000)
}

async fn prune(store: &Store, watch: &Watch, now: Time) -> Result<Vec<String>, ImportError> {
    let Some(keep) = watch.keep_ms else { return Ok(Vec::new()) };
    // Never what the window reaches: what is removed would be read again and again.
    let before = now.ms() - keep.max(watch.window_ms);
    let old = store.imports_before(&watch.case, before).await?;
    for import in &old {
        store.import_remove(&watch.case, import).await?;
        tracing::info!(case = watch.case, import, "removed an import that is older than what is kept");
    }
    Ok(old)
}
