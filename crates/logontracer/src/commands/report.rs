//! The import report, for people and as JSON.

use model::{ImportReport, ReducedReport, Skip};
use serde_json::{Value, json};

use crate::outcome::say;
use crate::shown::safe;

/// How many failed or damaged places are printed one by one.
const PRINTED: usize = 10;

/// Tells on standard error what became of the records.
pub(crate) fn tell(report: &ImportReport) {
    say(&ingest::summary(report));
    for (why, count) in skipped(report) {
        say(&format!("  {count} skipped: {}", why.reason()));
    }
    for (name, sentence) in report.failed.iter().take(PRINTED) {
        say(&format!("  not read: {}: {}", safe(name), safe(sentence)));
    }
    for (name, place) in report.damaged.iter().take(PRINTED) {
        say(&format!("  damaged: {}: {}", safe(name), safe(place)));
    }
    let more = report.failed.len().saturating_sub(PRINTED) + report.damaged.len().saturating_sub(PRINTED);
    if more > 0 {
        say(&format!("  and {more} more places"));
    }
    if let Some(reduced) = &report.reduced {
        tell_reduced(reduced);
    }
    if report.documents > 0 {
        say("  whether logs have holes was not judged: an index holds what was sent to it");
    }
    if let Some(sigma) = &report.sigma {
        super::sigma::tell(sigma);
    }
    let missing = report.missing();
    if report.kept() > 0 && !missing.is_empty() {
        let ids: Vec<String> = missing.iter().map(|(id, _)| id.to_string()).collect();
        let mut policies: Vec<&str> = missing.iter().map(|(_, policy)| *policy).collect();
        policies.dedup();
        say(&format!("  not logged here: {}; audit policies that log them: {}", ids.join(" "), policies.join(", ")));
    }
}

/// What counting in the cluster left out.
fn tell_reduced(reduced: &ReducedReport) {
    let list = |ids: &mut dyn Iterator<Item = &u32>| ids.map(u32::to_string).collect::<Vec<_>>().join(" ");
    say(&format!(
        "  {} events of {} were counted in the cluster into {} rows; the order of events within days is unknown",
        reduced.events,
        list(&mut reduced.ids.iter()),
        reduced.rows
    ));
    if reduced.fallen > 0 {
        say(&format!("  {} events stand there twice or have lists for values: that time was read", reduced.fallen));
    }
    if !reduced.left.is_empty() {
        let count: u64 = reduced.left.values().sum();
        say(&format!(
            "  {count} events of {} were left out: only detections read them",
            list(&mut reduced.left.keys())
        ));
    }
    if !reduced.off.is_empty() {
        say(&format!(
            "  {} detections were off, since they need each event: {}",
            reduced.off.len(),
            reduced.off.join(", ")
        ));
    }
}

fn skipped(report: &ImportReport) -> std::collections::BTreeMap<Skip, u64> {
    let mut all = std::collections::BTreeMap::new();
    for tally in report.events.values() {
        for (why, count) in &tally.skipped {
            *all.entry(*why).or_default() += count;
        }
    }
    all
}

/// The whole report.
pub(crate) fn as_json(report: &ImportReport) -> Value {
    let events: serde_json::Map<String, Value> = report
        .events
        .iter()
        .map(|(id, tally)| {
            let skipped: serde_json::Map<String, Value> =
                tally.skipped.iter().map(|(why, count)| (why.reason().to_owned(), json!(count))).collect();
            (id.to_string(), json!({"kept": tally.kept, "skipped": skipped}))
        })
        .collect();
    json!({
        "read": report.read(),
        "kept": report.kept(),
        "files": report.files,
        "documents": report.documents,
        "bytes": report.bytes,
        "first": report.span.map(|span| span.start.to_string()),
        "last": report.span.map(|span| span.end.to_string()),
        "computers": report.computers,
        "events": events,
        "failed": report.failed,
        "damaged": report.damaged,
        "missing": report.missing(),
        "sigma": report.sigma.as_ref().map(super::sigma::as_json),
        "coverage": super::coverage::short(&report.coverage),
        "reduced": report.reduced.as_ref().map(|reduced| json!({
            "events": reduced.events, "rows": reduced.rows, "ids": reduced.ids, "left": reduced.left,
            "detections_off": reduced.off, "read_after_all": reduced.fallen,
        })),
    })
}
