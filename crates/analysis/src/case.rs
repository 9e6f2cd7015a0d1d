//! The one part of this room that talks to Neo4j: projects a case, ranks it, writes the ranks back.

use model::{CaseRanks, LogonGraph, Symbol};
use store::{RunInfo, Store, StoreError};

use crate::{classic, hmm};

/// Which model judges the order of a day's events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sequences {
    /// The one LogonTracer was shipped with.
    LogonTracers,
    /// One trained on the case itself.
    LearnFromCase,
}

/// Ranks a case as it stands and writes ranks, reasons and anomaly scores into it. Running it again
/// on the same case writes the same.
///
/// # Errors
/// When the case does not exist or the server fails.
pub async fn analyze(
    store: &Store,
    case: &str,
    sequences: Sequences,
    version: &str,
) -> Result<(LogonGraph, CaseRanks), StoreError> {
    let graph = store.case_graph(case).await?;
    let options = match sequences {
        Sequences::LogonTracers => classic::Options::default(),
        Sequences::LearnFromCase => classic::Options { model: learn(&graph) },
    };
    let ranks = classic::rank(&graph, &options);
    let settings = format!("{{\"sequences\":\"{sequences:?}\"}}");
    let info = RunInfo { version: version.to_owned(), ranking: "classic".to_owned(), settings_json: settings };
    store.ranks_write(case, &graph, &ranks, &info).await?;
    Ok((graph, ranks))
}

/// Trains on every day sequence of the case's ordinary accounts.
fn learn(graph: &LogonGraph) -> hmm::Model {
    let days = hmm::days(graph).into_iter().filter(|day| !graph.accounts[day.account as usize].well_known);
    let sequences: Vec<Vec<Symbol>> = days.map(|day| day.symbols).collect();
    hmm::train(&sequences)
}
