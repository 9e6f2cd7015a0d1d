//! The results of a case into Elasticsearch.

use std::collections::HashMap;

use elastic::{Client, Exported, FindingRow, HostRow, PolicyRow, Results, Run, UserRow};
use model::{Finding, LogonGraph, Part, PolicyChange};
use store::{AccountRow, Store, StoreError};

use crate::ImportError;

/// The rule that tells of accounts that get into a privileged group; they are its victims.
const PRIVILEGED: &str = "privileged-group-add";

/// Everything the newest analysis of a case came to.
///
/// # Errors
/// When there is no such case, or Neo4j fails.
pub async fn results(store: &Store, case: &str) -> Result<Results, StoreError> {
    let rows = store.ranks_read(case).await?;
    let graph = store.case_graph(case).await?;
    let findings = store.findings_read(case, &graph).await?;
    let privileged = privileged(&findings, &graph);
    Ok(Results {
        users: rows.accounts.into_iter().map(|row| user(row, &privileged)).collect(),
        hosts: rows.hosts.into_iter().map(host).collect(),
        findings: findings.iter().map(|finding| FindingRow::of(finding, &graph)).collect(),
        policies: graph.policies.iter().map(policy).collect(),
    })
}

/// Writes results as what a case came to at a moment. Nothing is written of a case that is not ranked
/// yet: `None`.
///
/// # Errors
/// What Elasticsearch says.
pub async fn export(
    client: &Client,
    results: &Results,
    case: &str,
    at_ms: i64,
) -> Result<Option<(Run, Exported)>, ImportError> {
    if !results.users.iter().any(|row| row.rank.is_some()) {
        return Ok(None);
    }
    let run = Run { case: case.to_owned(), id: results.run_id()?, at_ms };
    let done = client.export(results, &run, None).await?;
    Ok(Some((run, done)))
}

/// When accounts last got into a privileged group, by name and domain.
fn privileged<'g>(findings: &[Finding], graph: &'g LogonGraph) -> HashMap<(&'g str, &'g str), i64> {
    let mut since = HashMap::new();
    for finding in findings.iter().filter(|finding| finding.rule == PRIVILEGED) {
        for (_, at) in finding.accounts.iter().filter(|(part, _)| *part == Part::Victim) {
            if let Some(account) = graph.accounts.get(*at as usize) {
                let newest = since.entry((account.user.as_str(), account.domain.as_str())).or_insert(finding.last.ms());
                *newest = finding.last.ms().max(*newest);
            }
        }
    }
    since
}

fn user(row: AccountRow, privileged: &HashMap<(&str, &str), i64>) -> UserRow {
    let privileged_at = privileged.get(&(row.user.as_str(), row.domain.as_str())).copied();
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
        newly_privileged: privileged_at.is_some(),
        privileged_at,
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

fn policy(change: &PolicyChange) -> PolicyRow {
    PolicyRow {
        at: change.time.ms(),
        user: change.user.clone(),
        domain: change.domain.clone(),
        computer: change.computer.clone(),
        category: change.category.clone(),
        subcategory: change.subcategory.clone(),
        change: change.change.clone(),
    }
}
