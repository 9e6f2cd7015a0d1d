//! What a run of a watch did and found, for people.

use ingest::watch::{Jump, Turn};

use crate::outcome::say;
use crate::shown::safe;

/// How many findings and jumps are printed one by one.
const PRINTED: usize = 20;

/// Says it, a line each, and logs it.
pub(crate) fn tell(case: &str, turn: &Turn) {
    let (accounts, hosts, findings) = turn.counts;
    let events = turn.imported.as_ref().map_or(0, |report| report.kept());
    let pruned = turn.pruned.len();
    let (new, jumps) = (turn.news.findings.len(), turn.news.jumps.len());
    tracing::info!(case, run = turn.run(), events, pruned, accounts, hosts, findings, new, jumps, "watched");
    let removed = if pruned == 0 { String::new() } else { format!(", {pruned} old imports removed") };
    let written =
        turn.exported.as_ref().map_or_else(String::new, |(_, done)| format!(", {} documents written", done.written));
    say(&format!(
        "run {} of case `{case}`: {events} new events{removed}; {accounts} accounts, {hosts} hosts, {findings} findings{written}",
        turn.run()
    ));
    for finding in turn.news.findings.iter().take(PRINTED) {
        tracing::info!(
            case,
            rule = finding.rule(),
            severity = finding.severity().name(),
            id = finding.id(),
            "new finding"
        );
        say(&format!("  new: {} {}: {}", finding.severity().name(), safe(finding.rule()), safe(finding.text())));
    }
    more(new, "new findings");
    for jump in turn.news.jumps.iter().take(PRINTED) {
        tracing::info!(case, kind = jump.kind.name(), to = jump.to, place = jump.place, "rank rose");
        say(&format!("  {}", line(jump)));
    }
    more(jumps, "ranks that rose");
}

fn more(all: usize, what: &str) {
    if all > PRINTED {
        say(&format!("  and {} more {what}", all - PRINTED));
    }
}

fn line(jump: &Jump) -> String {
    let from = jump.from.map_or_else(|| "nothing".to_owned(), |from| format!("{from:.3}"));
    let why = jump.reasons.first().map_or_else(String::new, |reason| format!(": {}", safe(reason)));
    format!("rose: {} {} from {from} to {:.3}, place {}{why}", jump.kind.name(), safe(&jump.name), jump.to, jump.place)
}
