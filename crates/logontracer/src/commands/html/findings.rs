//! Findings as the page lists them.

use model::{Finding, LogonGraph};
use serde_json::{Value, json};

use super::nodes::{Places, account_name, clipped, host_name};

/// Most findings that are listed.
const LISTED: usize = 2000;

/// Most records that a finding points at on the page; JSON output has more.
const RECORDS: usize = 25;

/// Most accounts, and most hosts, that a finding names.
const NAMED: usize = 25;

/// The gravest and surest first.
pub(super) fn of(graph: &LogonGraph, findings: &[Finding], places: &Places) -> Vec<Value> {
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort_by(|a, b| {
        b.severity.cmp(&a.severity).then(b.confidence.total_cmp(&a.confidence)).then(a.first.cmp(&b.first))
    });
    sorted.into_iter().take(LISTED).map(|finding| one(graph, finding, places)).collect()
}

fn one(graph: &LogonGraph, finding: &Finding, places: &Places) -> Value {
    let account = |(part, node): &(model::Part, u32)| {
        json!([part.name(), "a", places.accounts.get(node), account_name(graph, *node)])
    };
    let host =
        |(part, node): &(model::Part, u32)| json!([part.name(), "h", places.hosts.get(node), host_name(graph, *node)]);
    let accounts = finding.accounts.iter().take(NAMED).map(account);
    let hosts = finding.hosts.iter().take(NAMED).map(host);
    let told = finding.evidence.len().min(RECORDS);
    let records = finding
        .evidence
        .iter()
        .take(RECORDS)
        .map(|at| json!([at.time.ms(), clipped(&at.computer), at.channel.name(), at.record, at.id]));
    json!({
        "severity": finding.severity.name(), "title": clipped(&finding.title), "text": clipped(&finding.text),
        "technique": clipped(&finding.technique), "rule": clipped(&finding.rule), "confidence": finding.confidence,
        "span": [finding.first.ms(), finding.last.ms()], "count": finding.count,
        "nodes": accounts.chain(hosts).collect::<Vec<_>>(),
        "unnamed": finding.accounts.len().saturating_sub(NAMED) + finding.hosts.len().saturating_sub(NAMED),
        "records": records.collect::<Vec<_>>(), "unshown": finding.count.saturating_sub(told as u64),
    })
}
