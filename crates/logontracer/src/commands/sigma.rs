//! `--sigma`: the user's own rules.

use std::path::Path;

use anyhow::Context;
use ingest::sigma::Sigma;
use model::SigmaReport;
use serde_json::{Value, json};

use crate::outcome::say;
use crate::shown::safe;

/// How many rules that are left out are printed one by one.
const PRINTED: usize = 10;

/// Reads the rules, if there are any to read.
pub(crate) fn read(folder: Option<&Path>) -> anyhow::Result<Option<Sigma>> {
    let read = |folder: &Path| {
        Sigma::read(folder).with_context(|| format!("cannot read the Sigma rules in `{}`", folder.display()))
    };
    folder.map(read).transpose()
}

/// Says what became of the rules.
pub(crate) fn tell(report: &SigmaReport) {
    say(&format!("  {} Sigma rules evaluated, {} left out", report.rules, report.left.len()));
    for (name, why) in report.left.iter().take(PRINTED) {
        say(&format!("  left out: {}: {}", safe(name), safe(why)));
    }
    if report.left.len() > PRINTED {
        say(&format!("  and {} more; --json names them all", report.left.len() - PRINTED));
    }
}

/// The same, for the report of an import.
pub(crate) fn as_json(report: &SigmaReport) -> Value {
    json!({"rules": report.rules, "left": report.left})
}

/// Rules that were left out, as a table.
pub(crate) fn rows(report: &SigmaReport) -> crate::shown::Rows {
    crate::shown::Rows {
        title: "Sigma",
        columns: crate::shown::columns(&["left out", "why"]),
        hidden: &[],
        cells: report.left.iter().map(|(name, why)| vec![json!(name), json!(why)]).collect(),
    }
}
