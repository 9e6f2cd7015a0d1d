//! `analyze`: rank a case, write the results, say who leads.

use analysis::case::{self, Analysed};
use model::Severity;
use store::Store;

use crate::cli::{Analyze, How, Ranking};
use crate::outcome::{Failure, Outcome, say};
use crate::shown::safe;

pub(crate) async fn run(store: &Store, arguments: &Analyze) -> anyhow::Result<Outcome> {
    analyze(store, &arguments.case, arguments.how).await
}

/// Ranks the case and says who leads.
pub(crate) async fn analyze(store: &Store, name: &str, how: How) -> anyhow::Result<Outcome> {
    let version = env!("CARGO_PKG_VERSION");
    let analysed = case::analyze(store, name, settings(how), version).await.map_err(Failure::from)?;
    let Analysed { graph, ranks, findings, .. } = &analysed;
    let Some(top) = ranks.accounts.first() else {
        return Ok(Outcome::Nothing(format!("case `{name}` holds no logons; import some logs first")));
    };
    let grave = findings.iter().filter(|finding| finding.severity >= Severity::High).count();
    say(&format!(
        "ranked {} accounts and {} hosts; first is {}; {} findings, {grave} of high severity or above",
        ranks.accounts.len(),
        ranks.hosts.len(),
        safe(&graph.accounts[top.account as usize].user),
        findings.len(),
    ));
    tell_baseline(&analysed, how);
    Ok(Outcome::Done)
}

/// The command line's choices, as analysis takes them.
pub(crate) const fn settings(how: How) -> case::Settings {
    case::Settings {
        ranking: match how.ranking {
            Ranking::Score => case::Ranking::Score,
            Ranking::Classic => case::Ranking::Classic,
        },
        sequences: if how.learn { case::Sequences::LearnFromCase } else { case::Sequences::LogonTracers },
    }
}

/// Says so where the logs are too short to know what is usual.
pub(crate) fn tell_baseline(analysed: &Analysed, how: How) {
    if !analysed.baseline && how.ranking == Ranking::Score {
        say("less than five days of logons: nothing is known to be usual, so only detections count");
    }
}
