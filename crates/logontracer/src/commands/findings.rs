//! `findings`: what the detections found in a case.

use model::{Finding, LogonGraph, Part};
use serde_json::{Value, json};
use store::Store;

use crate::cli::Rank;
use crate::outcome::{Failure, Outcome};
use crate::shown::{self, Rows};

pub(crate) async fn run(store: &Store, arguments: &Rank) -> anyhow::Result<Outcome> {
    let graph = store.case_graph(&arguments.case).await.map_err(Failure::from)?;
    let findings = store.findings_read(&arguments.case, &graph).await.map_err(Failure::from)?;
    if findings.is_empty() {
        return Ok(Outcome::Nothing(format!("nothing was found in case `{}`", arguments.case)));
    }
    shown::print(arguments.output.format(), &[rows(&graph, findings, arguments.output.top)])?;
    Ok(Outcome::Done)
}

/// The table of findings, the gravest and surest first.
pub(crate) fn rows(graph: &LogonGraph, mut findings: Vec<Finding>, top: usize) -> Rows {
    findings.sort_by(|a, b| {
        b.severity.cmp(&a.severity).then(b.confidence.total_cmp(&a.confidence)).then(a.first.cmp(&b.first))
    });
    let top = if top == 0 { usize::MAX } else { top };
    let names =
        ["severity", "first", "last", "count", "finding", "what", "technique", "rule", "accounts", "hosts", "evidence"];
    Rows {
        title: "Findings",
        columns: shown::columns(&names),
        hidden: &["last", "finding", "rule", "accounts", "hosts", "evidence"],
        cells: findings.iter().take(top).map(|finding| row(graph, finding)).collect(),
    }
}

fn row(graph: &LogonGraph, finding: &Finding) -> Vec<Value> {
    let account = |(part, node): &(Part, u32)| {
        let account = &graph.accounts[*node as usize];
        format!("{} {}\\{}", part.name(), account.domain, account.user)
    };
    let host = |(part, node): &(Part, u32)| format!("{} {}", part.name(), graph.hosts[*node as usize].key);
    let evidence = finding.evidence.iter().map(|at| format!("{} {} #{}", at.computer, at.channel.name(), at.record));
    vec![
        json!(finding.severity.name()),
        json!(finding.first.to_string()),
        json!(finding.last.to_string()),
        json!(finding.count),
        json!(finding.title),
        json!(finding.text),
        json!(finding.technique),
        json!(finding.rule),
        json!(finding.accounts.iter().map(account).collect::<Vec<_>>()),
        json!(finding.hosts.iter().map(host).collect::<Vec<_>>()),
        json!(evidence.collect::<Vec<_>>()),
    ]
}
