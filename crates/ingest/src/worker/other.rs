//! Jobs that rank, export and remove.

use std::time::{SystemTime, UNIX_EPOCH};

use ::elastic::Client;
use analysis::case;
use model::Severity;
use serde_json::{Value, json};
use store::{Job, StoreError};

use super::order::{self, AnalyzeOrder, CaseOrder, RankingOrder, RemoveOrder};
use super::{Gauge, Setup, Signs, Trouble, elastic};
/// The case of a job that needs one.
pub(super) fn case_of(job: &Job) -> Result<&str, Trouble> {
    job.case.as_deref().ok_or_else(|| Trouble::order("it belongs to no case"))
}

pub(super) async fn analyze(setup: &Setup, job: &Job, gauge: &Gauge, signs: &Signs) -> Result<Value, Trouble> {
    let asked: AnalyzeOrder = order::read(&job.order)?;
    signs.look()?;
    gauge.stage("ranking");
    Ok(json!({"ranked": rank(setup, case_of(job)?, (asked.ranking, asked.learn)).await?}))
}

pub(super) async fn export(setup: &Setup, job: &Job, gauge: &Gauge, signs: &Signs) -> Result<Value, Trouble> {
    let case = case_of(job)?;
    let client = elastic::connect(setup).await?;
    signs.look()?;
    gauge.stage("exporting");
    Ok(json!({"exported": exported(setup, &client, case).await?}))
}

pub(super) async fn remove_import(setup: &Setup, job: &Job, gauge: &Gauge, signs: &Signs) -> Result<Value, Trouble> {
    let asked: RemoveOrder = order::read(&job.order)?;
    let case = case_of(job)?;
    signs.look()?;
    gauge.stage("removing");
    match setup.store.import_remove(case, &asked.import).await {
        // A worker that died after it had removed it.
        Err(StoreError::NoSuchImport(_)) if job.tries > 1 => {}
        removed => removed?,
    }
    let mut result = json!({"removed": asked.import});
    if asked.analyze {
        gauge.stage("ranking");
        result["ranked"] = rank(setup, case, (RankingOrder::Score, false)).await?;
    }
    Ok(result)
}

pub(super) async fn remove_case(setup: &Setup, job: &Job, gauge: &Gauge, signs: &Signs) -> Result<Value, Trouble> {
    let asked: CaseOrder = order::read(&job.order)?;
    signs.look()?;
    gauge.stage("removing");
    match setup.store.case_remove(&asked.case).await {
        Err(StoreError::NoSuchCase(_)) if job.tries > 1 => {}
        removed => removed?,
    }
    Ok(json!({"removed": asked.case}))
}

/// Ranks a case and says in short what came out.
pub(super) async fn rank(setup: &Setup, case: &str, (ranking, learn): (RankingOrder, bool)) -> Result<Value, Trouble> {
    let settings = case::Settings {
        ranking: match ranking {
            RankingOrder::Score => case::Ranking::Score,
            RankingOrder::Classic => case::Ranking::Classic,
        },
        sequences: if learn { case::Sequences::LearnFromCase } else { case::Sequences::LogonTracers },
    };
    let analysed = case::analyze(&setup.store, case, settings, setup.version).await?;
    let first = analysed.ranks.accounts.first().map(|rank| analysed.graph.accounts[rank.account as usize].user.clone());
    let grave = analysed.findings.iter().filter(|finding| finding.severity >= Severity::High).count();
    Ok(json!({
        "accounts": analysed.ranks.accounts.len(),
        "hosts": analysed.ranks.hosts.len(),
        "findings": analysed.findings.len(),
        "grave": grave,
        "first": first,
        "baseline": analysed.baseline,
    }))
}

/// Writes the results of a case into Elasticsearch and says in short what.
pub(super) async fn exported(setup: &Setup, client: &Client, case: &str) -> Result<Value, Trouble> {
    let results = crate::results(&setup.store, case).await?;
    let at_ms = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |age| age.as_millis() as i64);
    let Some((run, done)) = crate::export(client, &results, case, at_ms).await? else {
        let text = format!("case `{case}` is not ranked yet");
        return Err(Trouble::failed("not_ranked", text, Some("analyze the case first")));
    };
    Ok(json!({
        "run": run.id, "accounts": results.users.len(), "hosts": results.hosts.len(),
        "findings": results.findings.len(), "written": done.written,
    }))
}
