//! The one part of this room that talks to Neo4j: projects a case, ranks it, writes the results back.

use model::{CaseRanks, Finding, LogonGraph, Symbol};
use store::{Origin, RunInfo, Store, StoreError};

use crate::{classic, hmm, score};

/// Which model judges the order of a day's events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sequences {
    /// The one LogonTracer was shipped with.
    #[default]
    LogonTracers,
    /// One trained on the case itself.
    LearnFromCase,
}

/// How accounts and hosts are ranked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ranking {
    /// By all evidence, with reasons.
    #[default]
    Score,
    /// As LogonTracer does.
    Classic,
}

impl Ranking {
    /// The word that is shown and stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Score => "score",
            Self::Classic => "classic",
        }
    }
}

/// What can be chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// How to rank.
    pub ranking: Ranking,
    /// What an ordinary day looks like.
    pub sequences: Sequences,
}

/// What an analysis came to.
pub struct Analysed {
    /// The whole case.
    pub graph: LogonGraph,
    /// Accounts and hosts, the most suspicious first.
    pub ranks: CaseRanks,
    /// All findings, those of events and those of the graph, in the order of time.
    pub findings: Vec<Finding>,
    /// Whether the case is long enough to know what is usual.
    pub baseline: bool,
}

/// Ranks a graph. `findings` are those of its events.
pub fn rank(graph: LogonGraph, mut findings: Vec<Finding>, settings: Settings) -> Analysed {
    let options = match settings.sequences {
        Sequences::LogonTracers => classic::Options::default(),
        Sequences::LearnFromCase => classic::Options { model: learn(&graph) },
    };
    let classic = classic::rank(&graph, &options);
    let kept = (settings.ranking == Ranking::Classic).then(|| classic.clone());
    let scored = score::rank(&graph, &findings, classic);
    findings.extend(scored.findings);
    findings.sort_by(|a, b| (a.first, &a.rule, &a.text).cmp(&(b.first, &b.rule, &b.text)));
    let ranks = kept.unwrap_or(scored.ranks);
    Analysed { graph, ranks, findings, baseline: scored.baseline }
}

/// Ranks a case as it stands and writes ranks, reasons, anomaly scores and the graph's own findings
/// into it. Running it again on the same case writes the same.
///
/// # Errors
/// When the case does not exist or the server fails.
pub async fn analyze(store: &Store, case: &str, settings: Settings, version: &str) -> Result<Analysed, StoreError> {
    let graph = store.case_graph(case).await?;
    // The analysis' own findings are made anew, never fed back.
    let of_events = store.findings_of_imports(case, &graph).await?;
    let known = of_events.len();
    let analysed = rank(graph, of_events, settings);
    let info = RunInfo {
        version: version.to_owned(),
        ranking: settings.ranking.name().to_owned(),
        settings_json: format!("{{\"sequences\":\"{:?}\",\"baseline\":{}}}", settings.sequences, analysed.baseline),
    };
    store.ranks_write(case, &analysed.graph, &analysed.ranks, &info).await?;
    let own: Vec<Finding> = analysed.findings.iter().filter(|finding| of_graph(finding)).cloned().collect();
    debug_assert_eq!(own.len() + known, analysed.findings.len());
    store.findings_write(case, Origin::Analysis, &analysed.graph, &own).await?;
    store.findings_link_all(case).await?;
    Ok(analysed)
}

fn of_graph(finding: &Finding) -> bool {
    score::behaviour::RULES.iter().any(|rule| rule.id == finding.rule)
}

/// Trains on every day sequence of the case's ordinary accounts.
fn learn(graph: &LogonGraph) -> hmm::Model {
    let days = hmm::days(graph).into_iter().filter(|day| !graph.accounts[day.account as usize].well_known);
    let sequences: Vec<Vec<Symbol>> = days.map(|day| day.symbols).collect();
    hmm::train(&sequences)
}
