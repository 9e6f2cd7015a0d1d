//! Opened cases, kept while somebody looks at them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use store::{Hourly, Store};
use tokio::sync::OnceCell;

use super::gaps::gaps;
use crate::error::{Error, Result};
use crate::lock::lock;
use crate::view::{CaseView, Node, Numbered};

/// Edges of all opened cases together, about 80 bytes each.
const MOST_EDGES: usize = 4_000_000;
/// A case nobody asked about for so long is closed.
const IDLE: Duration = Duration::from_mins(10);
/// Accounts whose hourly scores make a case's anomaly line: the most suspicious.
const SCORED: usize = 100;

/// A case somebody looks at.
pub(crate) struct OpenCase {
    /// What it looks like.
    pub(crate) view: CaseView,
    name: String,
    hours: OnceCell<Vec<Hourly>>,
}

impl OpenCase {
    /// Hourly scores of the most suspicious accounts, read once.
    pub(crate) async fn top_hours(&self, store: &Store) -> Result<&[Hourly]> {
        let ranked = self.view.accounts_by_place.iter().filter(|n| self.view.accounts[**n as usize].place.is_some());
        let accounts: Vec<u32> = ranked.take(SCORED).copied().collect();
        let read = self.hours.get_or_try_init(|| self.hours_of(store, &accounts)).await?;
        Ok(read)
    }

    /// Hourly scores of some accounts.
    pub(crate) async fn hours_of(&self, store: &Store, accounts: &[u32]) -> Result<Vec<Hourly>> {
        let key = |account: &u32| {
            let account = &self.view.graph.accounts[*account as usize];
            store::account_key(&account.user, &account.domain)
        };
        let keys: Vec<String> = accounts.iter().map(key).collect();
        Ok(store.hours_read(&self.name, &keys).await?)
    }
}

/// Loaded once, however many ask for it at the same time.
type Slot = Arc<OnceCell<Arc<OpenCase>>>;

struct Entry {
    version: String,
    slot: Slot,
    used: Instant,
}

/// The cases that are open. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Cases {
    open: Arc<Mutex<HashMap<String, Entry>>>,
}

impl Cases {
    /// The case as it is at this version, opened if it is not open.
    pub(crate) async fn open(&self, store: &Store, case: &str, version: &str) -> Result<Arc<OpenCase>> {
        let slot = self.slot(case, version);
        let opened = slot.get_or_try_init(|| Box::pin(load(store, case, version))).await.cloned()?;
        self.make_room(case);
        Ok(opened)
    }

    fn slot(&self, case: &str, version: &str) -> Slot {
        let mut open = lock(&self.open);
        if open.is_empty() {
            self.close_the_idle();
        }
        let fresh = || Entry { version: version.to_owned(), slot: Slot::default(), used: Instant::now() };
        let entry = open.entry(case.to_owned()).or_insert_with(fresh);
        if entry.version != version {
            *entry = fresh();
        }
        entry.used = Instant::now();
        Arc::clone(&entry.slot)
    }

    /// Closes what was not used for longest until the rest is small enough; the one in use stays.
    fn make_room(&self, in_use: &str) {
        let mut open = lock(&self.open);
        loop {
            let weight = |entry: &Entry| entry.slot.get().map_or(0, |case| case.view.weight());
            if open.values().map(weight).sum::<usize>() <= MOST_EDGES {
                return;
            }
            let others = open.iter().filter(|(case, _)| case.as_str() != in_use);
            let Some(oldest) = others.min_by_key(|(_, entry)| entry.used).map(|(case, _)| case.clone()) else { return };
            open.remove(&oldest);
        }
    }

    /// Looks every minute, until nothing is open any more.
    fn close_the_idle(&self) {
        let cases = self.clone();
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(Duration::from_mins(1)).await;
                let mut open = lock(&cases.open);
                open.retain(|_, entry| entry.used.elapsed() < IDLE);
                if open.is_empty() {
                    return;
                }
            }
        });
    }
}

async fn load(store: &Store, case: &str, version: &str) -> Result<Arc<OpenCase>> {
    let began = Instant::now();
    let read = async { tokio::try_join!(store.case_graph(case), store.places_read(case), store.import_list(case)) };
    let (graph, places, imports) = Box::pin(read).await?;
    let findings = store.findings_numbered(case, &graph).await?;
    let (version, name) = (version.to_owned(), case.to_owned());
    let build = move || {
        let findings = findings.into_iter().map(|(id, finding)| Numbered { id, finding }).collect();
        CaseView::new(version, graph, places, findings, gaps(&imports))
    };
    let view = blocking(build).await?;
    tracing::info!(case, edges = view.graph.logons.len(), ms = began.elapsed().as_millis(), "case opened");
    Ok(Arc::new(OpenCase { view, name, hours: OnceCell::new() }))
}

/// Runs what takes a while beside the requests.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Error::Internal(error.to_string()))
}

/// The accounts among some nodes.
pub(crate) fn accounts(nodes: &[Node]) -> Vec<u32> {
    let account = |node: &Node| match node {
        Node::Account(account) => Some(*account),
        Node::Host(_) => None,
    };
    nodes.iter().filter_map(account).collect()
}
