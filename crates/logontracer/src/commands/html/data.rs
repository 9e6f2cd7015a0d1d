//! Everything the page knows, as one JSON document. No clock: the same logs give the same bytes.

use model::ImportReport;
use serde_json::{Value, json};

use super::nodes::{self, Places};
use super::{Case, findings, hours, picture};
use crate::commands::triage::Counts;

/// Most computers, unread files and damaged places that are named.
const NAMED: usize = 100;

/// The document.
pub(super) fn of(case: &Case) -> Value {
    let analysed = case.analysed;
    let places = Places::of(case);
    let counts = Counts::of(&analysed.graph);
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "ranking": case.ranking.name(),
        "baseline": analysed.baseline,
        "read": read(case.report),
        "all": {
            "accounts": analysed.ranks.accounts.len(), "hosts": analysed.ranks.hosts.len(),
            "findings": analysed.findings.len(), "clears": analysed.graph.clears.len(),
        },
        "accounts": nodes::accounts(case, &counts),
        "hosts": nodes::hosts(case, &counts),
        "findings": findings::of(&analysed.graph, &analysed.findings, &places),
        "graph": picture::of(case, &places),
        "timeline": hours::of(case, &places),
    })
}

fn read(report: &ImportReport) -> Value {
    let computers: Vec<String> = report.computers.iter().take(NAMED).map(|name| nodes::clipped(name)).collect();
    let places = |list: &[(String, String)]| -> Vec<Value> {
        list.iter().take(NAMED).map(|(name, why)| json!([nodes::clipped(name), nodes::clipped(why)])).collect()
    };
    json!({
        "files": report.files, "bytes": report.bytes, "records": report.read(), "kept": report.kept(),
        "span": nodes::span(report.span), "computers": computers, "all_computers": report.computers.len(),
        "failed": places(&report.failed), "all_failed": report.failed.len(),
        "damaged": places(&report.damaged), "all_damaged": report.damaged.len(),
        "missing": report.missing(),
    })
}
