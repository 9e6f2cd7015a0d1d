//! JSON lines with the three fields that Timesketch asks for: `message`, `datetime`,
//! `timestamp_desc` (<https://timesketch.org/guides/user/import-from-json-csv/>).

use model::Time;
use serde_json::{Value, json};

use super::{ALL, What, wanted};
use crate::view::table::{self, Sort, TableRow};
use crate::view::{CaseView, Filter, findings};

pub(super) fn lines(view: &CaseView, what: What, filter: &Filter) -> String {
    let mut lines: Vec<Value> = match what {
        What::Findings => findings::findings(view, &wanted(filter), ALL).rows.iter().map(finding).collect(),
        _ => table::table(view, filter, Sort::First, ALL).rows.iter().flat_map(logons).collect(),
    };
    lines.sort_by(|a, b| a["datetime"].as_str().cmp(&b["datetime"].as_str()));
    lines.iter().flat_map(|line| [line.to_string(), "\n".to_owned()]).collect()
}

/// `2016-10-07T11:02:16.123+00:00`.
fn datetime(ms: i64) -> String {
    format!("{}.{:03}+00:00", Time::from_ms(ms).to_string().replace(' ', "T"), ms.rem_euclid(1000))
}

/// A row's first and last event.
fn logons(row: &TableRow) -> Vec<Value> {
    let what = if row.failed { "failed logon" } else { "logon" };
    let target = row.target.as_ref().map(|target| target.name.as_str());
    let line = |ms: i64, desc: &str| {
        json!({
            "message": format!(
                "{what} {} of {} from {}{} ({} events)",
                row.id, row.to.name, row.from.name, target.map(|t| format!(" to {t}")).unwrap_or_default(), row.count
            ),
            "datetime": datetime(ms),
            "timestamp_desc": desc,
            "event_id": row.id,
            "source": row.from.name,
            "source_address": row.address,
            "account": row.to.name,
            "target": target,
            "logon_type": row.logon_type,
            "package": row.package,
            "status": row.status,
            "count": row.count,
        })
    };
    let mut lines = vec![line(row.first, "First logon")];
    if row.last > row.first {
        lines.push(line(row.last, "Last logon"));
    }
    lines
}

fn finding(row: &findings::FindingView) -> Value {
    json!({
        "message": format!("[{}] {}: {}", row.severity, row.title, row.text),
        "datetime": datetime(row.first),
        "timestamp_desc": "Finding",
        "tag": ["logontracer", row.severity],
        "rule": row.rule,
        "technique": row.technique,
        "count": row.count,
        "until": datetime(row.last),
    })
}
