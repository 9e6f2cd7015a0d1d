//! `analyze`: rank a case, write the ranks, show them.

use analysis::case;
use store::Store;

use crate::cli::Analyze;
use crate::outcome::{Failure, Outcome, say};

pub(crate) async fn run(store: &Store, arguments: &Analyze) -> anyhow::Result<Outcome> {
    analyze(store, &arguments.case, arguments.learn).await
}

/// Ranks the case and says who leads.
pub(crate) async fn analyze(store: &Store, name: &str, learn: bool) -> anyhow::Result<Outcome> {
    let how = if learn { case::Sequences::LearnFromCase } else { case::Sequences::LogonTracers };
    let (graph, ranks) = case::analyze(store, name, how, env!("CARGO_PKG_VERSION")).await.map_err(Failure::from)?;
    let Some(top) = ranks.accounts.first() else {
        return Ok(Outcome::Nothing(format!("case `{name}` holds no logons; import some logs first")));
    };
    let account = &graph.accounts[top.account as usize];
    say(&format!(
        "ranked {} accounts and {} hosts; first is {}",
        ranks.accounts.len(),
        ranks.hosts.len(),
        crate::shown::safe(&account.user)
    ));
    Ok(Outcome::Done)
}
