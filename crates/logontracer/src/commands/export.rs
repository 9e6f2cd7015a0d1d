//! `export`: the results of a case into Elasticsearch, for Kibana.

use clap::Args;
use elastic::{Client, FindingRow, HostRow, Results, Run, UserRow};
use store::{AccountRow, Store};

use super::es::{EsFlags, EsSettings};
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
    let results = results(store, case).await?;
    if !results.users.iter().any(|row| row.rank.is_some()) {
        return Ok(Outcome::Nothing(format!(
            "case `{case}` is not ranked yet: run `logontracer analyze --case {case}`"
        )));
    }
    let at_ms = jiff::Timestamp::now().as_millisecond();
    let run = Run { case: case.to_owned(), id: results.run_id().map_err(Failure::from)?, at_ms };
    let done = client.export(&results, &run, None).await.map_err(Failure::from)?;
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

async fn results(store: &Store, case: &str) -> Result<Results, Failure> {
    let rows = store.ranks_read(case).await?;
    let graph = store.case_graph(case).await?;
    let findings = store.findings_read(case, &graph).await?;
    Ok(Results {
        users: rows.accounts.into_iter().map(user).collect(),
        hosts: rows.hosts.into_iter().map(host).collect(),
        findings: findings.iter().map(|finding| FindingRow::of(finding, &graph)).collect(),
    })
}

fn user(row: AccountRow) -> UserRow {
    UserRow {
        user: row.user,
        rights: row.rights,
        sid: row.sid.unwrap_or_else(|| "-".to_owned()),
        status: row.status,
        rank: row.rank,
        domain: row.domain,
        reasons: row.reasons,
        anomaly: row.anomaly,
        sequence: row.sequence,
        well_known: row.wellknown,
        first: row.first,
        last: row.last,
    }
}

fn host(row: store::HostRow) -> HostRow {
    HostRow {
        ip: row.ip,
        hostname: row.hostname,
        rank: row.rank,
        addresses: row.addresses,
        dc: row.dc,
        reasons: row.reasons,
        first: row.first,
        last: row.last,
    }
}
