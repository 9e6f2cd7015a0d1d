//! `coverage`: what these logs can tell at all, and what they cannot.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use model::{Blind, Channel, ClockStep, Coverage, Hole, LogCoverage, PolicyGap, Span, Time};
use serde_json::{Value, json};

use super::report;
use crate::cli;
use crate::outcome::Outcome;
use crate::progress::Shown;
use crate::shown::{self, Rows};

/// Logs, and computers of one line, that are kept with an import.
const KEPT: usize = 1000;
const NAMED: usize = 20;

pub(crate) fn run(arguments: &cli::Coverage) -> anyhow::Result<Outcome> {
    let window = arguments.part.window()?;
    let (sources, missing) = events::expand(&arguments.inputs);
    let failed = super::import::refuse_if_empty(&sources, missing)?;
    let progress = Shown::bytes("reading", sources.iter().map(events::Source::size).sum());
    let stop = Arc::new(AtomicBool::new(false));
    let mut loaded = ingest::load(&sources, window, &progress, &stop)?;
    progress.finish();
    loaded.report.failed.splice(0..0, failed);
    report::tell(&loaded.report);
    let coverage = &loaded.report.coverage;
    if coverage.logs.is_empty() {
        return super::import::nothing(&loaded.report);
    }
    let top = arguments.output.top;
    let tables = [logs(coverage, top), events_seen(coverage, top), policies(coverage), blind(coverage)];
    shown::print(arguments.output.format(), &tables)?;
    Ok(Outcome::Done)
}

/// The table of logs.
pub(crate) fn logs(coverage: &Coverage, top: usize) -> Rows {
    let columns = [
        "computer",
        "log",
        "kind",
        "first",
        "last",
        "hours",
        "records",
        "ids",
        "missing",
        "holes",
        "restarts",
        "clears",
        "silences",
        "clock steps",
    ];
    Rows {
        title: "Coverage",
        columns: shown::columns(&columns),
        hidden: &["ids"],
        cells: coverage.logs.iter().take(limit(top)).map(log_row).collect(),
    }
}

fn log_row(log: &LogCoverage) -> Vec<Value> {
    let holes = log.holes.iter().map(hole).collect::<Vec<_>>();
    vec![
        json!(log.computer),
        json!(log.log),
        json!(if log.controller { "domain controller" } else { "" }),
        json!(log.span.map(|span| span.start.to_string())),
        json!(log.span.map(|span| span.end.to_string())),
        json!(log.hours),
        json!(log.records),
        json!(log.ids),
        json!(log.missing),
        json!(holes),
        json!(log.restarts),
        json!(log.clears.iter().map(Time::to_string).collect::<Vec<_>>()),
        json!(log.silences.iter().map(span).collect::<Vec<_>>()),
        json!(log.steps.iter().map(step).collect::<Vec<_>>()),
    ]
}

fn span(span: &Span) -> String {
    format!("{} to {}", span.start, span.end)
}

fn hole(hole: &Hole) -> String {
    format!("{} behind #{}, {}", hole.missing(), hole.after, span(&hole.span))
}

fn step(step: &ClockStep) -> String {
    format!("{} to {} at #{}", step.from, step.to, step.record)
}

const fn limit(top: usize) -> usize {
    if top == 0 { usize::MAX } else { top }
}

/// Event ids over all computers, the most frequent first.
fn events_seen(coverage: &Coverage, top: usize) -> Rows {
    let mut ids: BTreeMap<(&str, u32), (u64, u64)> = BTreeMap::new();
    for log in &coverage.logs {
        for (id, count) in &log.ids {
            let cell = ids.entry((log.log.as_str(), *id)).or_default();
            *cell = (cell.0 + count, cell.1 + 1);
        }
    }
    let mut ids: Vec<_> = ids.into_iter().collect();
    ids.sort_by_key(|((log, id), (count, _))| (std::cmp::Reverse(*count), *log, *id));
    let row = |((log, id), (count, computers)): ((&str, u32), (u64, u64))| {
        vec![json!(log), json!(id), json!(count), json!(computers), json!(Channel::of(log, "").wants(id))]
    };
    Rows {
        title: "Events",
        columns: shown::columns(&["log", "id", "count", "computers", "used"]),
        hidden: &[],
        cells: ids.into_iter().take(limit(top)).map(row).collect(),
    }
}

fn policies(coverage: &Coverage) -> Rows {
    let row = |gap: &PolicyGap| {
        let on = if gap.controllers { "domain controllers" } else { "members" };
        let without = format!("{} of {}", gap.without.len(), gap.computers);
        vec![json!(gap.policy), json!(on), json!(without), json!(gap.ids), json!(gap.without)]
    };
    Rows {
        title: "Policies",
        columns: shown::columns(&["policy seems off", "on", "without", "events", "computers"]),
        hidden: &[],
        cells: coverage.policies.iter().map(row).collect(),
    }
}

/// The table of detections that had nothing to look at.
pub(crate) fn blind(coverage: &Coverage) -> Rows {
    let row = |blind: &Blind| {
        let events: Vec<String> = blind.events.iter().map(|(log, id)| format!("{} {id}", log.name())).collect();
        let why = format!("not logged here: needs audit policy {}", blind.audit);
        vec![json!(blind.rule), json!(blind.title), json!(why), json!(events)]
    };
    Rows {
        title: "Blind",
        columns: shown::columns(&["rule", "finds", "why not", "events"]),
        hidden: &[],
        cells: coverage.blind.iter().map(row).collect(),
    }
}

/// What is kept with an import: every log in short, without its event ids.
pub(crate) fn short(coverage: &Coverage) -> Value {
    let log = |log: &LogCoverage| {
        json!({
            "computer": log.computer, "log": log.log, "controller": log.controller,
            "first": log.span.map(|span| span.start.to_string()), "last": log.span.map(|span| span.end.to_string()),
            "hours": log.hours, "records": log.records, "missing": log.missing, "restarts": log.restarts,
            "largest_hole": log.holes.first().map(hole),
            "clears": log.clears.iter().map(Time::to_string).collect::<Vec<_>>(),
            "longest_silence": log.silences.first().map(span), "silences": log.silences.len(),
            "clock_steps": log.steps.iter().map(step).collect::<Vec<_>>(),
        })
    };
    let policy = |gap: &PolicyGap| {
        json!({
            "policy": gap.policy, "controllers": gap.controllers, "computers": gap.computers,
            "without": gap.without.len(), "named": gap.without.iter().take(NAMED).collect::<Vec<_>>(),
        })
    };
    json!({
        "logs": coverage.logs.iter().take(KEPT).map(log).collect::<Vec<_>>(),
        "more_logs": coverage.logs.len().saturating_sub(KEPT),
        "policies": coverage.policies.iter().map(policy).collect::<Vec<_>>(),
        "blind": coverage.blind.iter().map(|blind| json!({"rule": blind.rule, "audit": blind.audit})).collect::<Vec<_>>(),
    })
}
