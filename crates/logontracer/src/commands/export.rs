//! `export`: the results of a case into Elasticsearch, for Kibana.

use clap::Args;
use elastic::Client;
use store::Store;

use super::es::{EsFlags, EsSettings};
use super::import;
use crate::outcome::{Failure, Outcome, say};

#[derive(Args)]
pub(crate) struct Export {
    /// The case.
    #[arg(short, long, default_value = "default")]
    pub(crate) case: String,
    #[command(flatten)]
    pub(crate) es: EsFlags,
}

pub(crate) async fn run(store: &Store, arguments: Export, settings: EsSettings) -> anyhow::Result<Outcome> {
    let client = settings.with(arguments.es).client().await?;
    export(store, &client, &arguments.case).await
}

/// Writes what the newest analysis of the case came to.
pub(crate) async fn export(store: &Store, client: &Client, case: &str) -> anyhow::Result<Outcome> {
    let results = ingest::results(store, case).await.map_err(Failure::from)?;
    let now = jiff::Timestamp::now().as_millisecond();
    let Some((run, done)) = ingest::export(client, &results, case, now).await.map_err(import::failure)? else {
        return Ok(Outcome::Nothing(format!(
            "case `{case}` is not ranked yet: run `logontracer analyze --case {case}`"
        )));
    };
    say(&format!(
        "{} accounts, {} hosts, {} findings are in Elasticsearch as run {}; {} documents are new",
        results.users.len(),
        results.hosts.len(),
        results.findings.len(),
        run.id,
        done.written
    ));
    Ok(Outcome::Done)
}
