//! One import: files into a case of Neo4j, resumable.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use events::{Source, Window};
use model::ImportReport;
use store::{ImportStart, ImportState, Origin, Store, StoreError};

use crate::sigma::Sigma;
use crate::{Before, Loaded, Progress, Stopped, load_beside};

/// What to import where.
pub struct Order {
    /// The case; made if it is new.
    pub case: String,
    /// The files.
    pub sources: Vec<Source>,
    /// Which part of them.
    pub window: Window,
    /// The user's own rules.
    pub sigma: Option<Sigma>,
    /// Who asks.
    pub by: String,
    /// How a report is kept with the import.
    pub report: fn(&ImportReport) -> serde_json::Value,
    /// Inputs that were not even found: name and sentence, for the report.
    pub failed: Vec<(String, String)>,
    /// SHA-256 of the sources in hexadecimal, where they are kept as evidence.
    pub evidence: Vec<String>,
    /// When the import is stopped while this is set, what was written stays, so that the same order goes
    /// on from there.
    pub keep: Arc<AtomicBool>,
}

/// How an import went.
pub enum Imported {
    /// The same content was already there.
    Before {
        /// The import that brought it.
        id: String,
    },
    /// It is there now.
    Now {
        /// The new import.
        id: String,
        /// What became of every record.
        report: Box<ImportReport>,
    },
}

/// Why an import failed.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// Asked to stop.
    #[error(transparent)]
    Stopped(#[from] Stopped),
    /// A file could not be read while its content was identified.
    #[error("cannot read `{name}`: {source}")]
    Unreadable {
        /// The file.
        name: String,
        /// Why.
        source: std::io::Error,
    },
    /// The case holds events that were counted in a cluster, of a time that is asked for again.
    #[error("import `{id}` counted events of that time, and would have them counted again")]
    Counted {
        /// That import.
        id: String,
    },
    /// Events were to be counted in the cluster that the case may hold already.
    #[error("import `{id}` holds events of that time, which counting could not tell apart")]
    Uncountable {
        /// That import.
        id: String,
    },
    /// A slice that was read elsewhere cannot be taken in.
    #[error("a slice cannot be taken in")]
    Spool(#[source] crate::slices::SliceError),
    /// Neo4j.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Elasticsearch.
    #[error(transparent)]
    Elastic(#[from] elastic::ElasticError),
}

impl ImportError {
    /// A stable word, for scripts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Stopped(_) => "stopped",
            Self::Unreadable { .. } => "unreadable",
            Self::Counted { .. } => "counted_before",
            Self::Uncountable { .. } => "uncountable",
            Self::Spool(_) => "spool",
            Self::Store(error) => error.code(),
            Self::Elastic(error) => error.code(),
        }
    }

    /// What to try, where that is known.
    pub const fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Counted { .. } => Some("use another case, --delete, or --from a time behind that import"),
            Self::Uncountable { .. } => Some("use another case, --delete, or --es-reduce=never"),
            _ => None,
        }
    }
}

/// Loads the files and writes their graph. The same content twice changes nothing; after a kill, the
/// same order goes on behind the last batch that was committed.
///
/// # Errors
/// See [`ImportError`]. When asked to stop, what was written is removed again, unless the order says to
/// keep it.
pub async fn import(
    store: &Store,
    mut order: Order,
    reading: &(dyn Progress + Sync),
    writing: &(dyn Fn(u64, u64) + Sync),
    stop: &AtomicBool,
) -> Result<Imported, ImportError> {
    store.case_ensure(&order.case).await?;
    let sha256 = tokio::task::block_in_place(|| fingerprint(&order))?;
    let source = order.sources.iter().map(|source| source.name.as_str()).collect::<Vec<_>>().join(", ");
    let (id, before) = match begin(store, &order, &start(&order, source, sha256)).await? {
        Begun::Before(id) => return Ok(Imported::Before { id }),
        Begun::Now(id, before) => (id, before),
    };
    let sigma = order.sigma.take();
    let load = || load_beside(&before, sigma, &order.sources, order.window, reading, stop);
    let loaded = tokio::task::block_in_place(load);
    drop(before);
    let outcome = match loaded {
        Ok(mut loaded) => {
            loaded.report.failed.splice(0..0, order.failed.iter().cloned());
            write(store, &order, &id, loaded, writing, stop).await
        }
        Err(stopped) => Err(stopped.into()),
    };
    end(store, &order, id, outcome).await
}

/// How an import is begun: known by its content, whose SHA-256 is given in hexadecimal.
pub(crate) fn start(order: &Order, source: String, sha256: String) -> ImportStart {
    let (by, evidence) = (order.by.clone(), order.evidence.clone());
    ImportStart { id: uuid::Uuid::new_v4().to_string(), source, sha256, by, evidence }
}

/// An import that is about to be read.
pub(crate) enum Begun {
    /// The same content is there: the import that brought it.
    Before(String),
    /// Its id, and what earlier imports of the case know.
    Now(String, Before),
}

/// Begins an import, or goes on with one of the same content that broke off.
pub(crate) async fn begin(store: &Store, order: &Order, start: &ImportStart) -> Result<Begun, ImportError> {
    Ok(match store.import_begin(&order.case, start).await? {
        ImportState::AlreadyDone { id } => Begun::Before(id),
        ImportState::Resume { id, .. } | ImportState::Fresh { id } => {
            let records = store.record_sets_read(&order.case).await?;
            Begun::Now(id, Before { records, lore: store.lore_read(&order.case).await? })
        }
    })
}

/// Ends an import. What was written of one that was stopped goes again, unless the order says to keep it.
pub(crate) async fn end(
    store: &Store,
    order: &Order,
    id: String,
    outcome: Result<ImportReport, ImportError>,
) -> Result<Imported, ImportError> {
    if matches!(outcome, Err(ImportError::Stopped(_))) && !order.keep.load(Ordering::Relaxed) {
        store.import_remove(&order.case, &id).await?;
    }
    outcome.map(|report| Imported::Now { id, report: Box::new(report) })
}

pub(crate) async fn write(
    store: &Store,
    order: &Order,
    id: &str,
    loaded: Loaded,
    writing: &(dyn Fn(u64, u64) + Sync),
    stop: &AtomicBool,
) -> Result<ImportReport, ImportError> {
    let report = (order.report)(&loaded.report).to_string();
    let stopped = async {
        while !stop.load(Ordering::Relaxed) {
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
    };
    let writes = async {
        let origin = Origin::Import(id);
        store.record_sets_write(&order.case, id, &loaded.records).await?;
        store.lore_write(&order.case, id, &loaded.lore).await?;
        store.findings_write(&order.case, origin, &loaded.graph, &loaded.findings).await?;
        store.import_write(&order.case, id, &loaded.graph, &report, writing).await?;
        store.findings_link(&order.case, origin).await
    };
    tokio::select! {
        written = writes => { written?; Ok(loaded.report) }
        () = stopped => Err(Stopped.into()),
    }
}

/// What makes two imports the same: the bytes of the files in order, and the window.
pub(crate) fn fingerprint(order: &Order) -> Result<String, ImportError> {
    let mut hash = events::Fingerprint::new();
    for source in &order.sources {
        hash.add(source).map_err(|error| ImportError::Unreadable { name: source.name.clone(), source: error })?;
    }
    hash.window(order.window);
    Ok(hash.finish())
}
