//! Times without records, from the reports of imports.

use model::Time;
use serde_json::Value;
use store::ImportInfo;

use crate::view::Gap;

/// The largest hole and the longest silence of every log, as the reports tell them.
pub(super) fn gaps(imports: &[ImportInfo]) -> Vec<Gap> {
    let done = imports.iter().filter(|import| import.state == "done");
    let reports = done.filter_map(|import| serde_json::from_str::<Value>(import.report.as_ref()?).ok());
    reports.flat_map(|report| of_report(&report)).collect()
}

fn of_report(report: &Value) -> Vec<Gap> {
    let logs = report["coverage"]["logs"].as_array().map(Vec::as_slice).unwrap_or_default();
    let gap = |log: &Value, name: &str| {
        let (from, to) = span(log[name].as_str()?)?;
        let text = |key: &str| log[key].as_str().unwrap_or_default().to_owned();
        Some(Gap { computer: text("computer"), log: text("log"), from, to })
    };
    logs.iter().flat_map(|log| [gap(log, "largest_hole"), gap(log, "longest_silence")]).flatten().collect()
}

/// The two times at the end of `12 behind #7, 2024-01-01 00:00:00 to 2024-01-02 00:00:00`.
fn span(text: &str) -> Option<(Time, Time)> {
    let (before, to) = text.rsplit_once(" to ")?;
    let from = before.rsplit_once(", ").map_or(before, |(_, from)| from);
    Some((Time::parse(from).ok()?, Time::parse(to).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn reports_tell_holes_and_silences() {
        let report = json!({"coverage": {"logs": [
            {"computer": "dc01", "log": "Security", "largest_hole": "12 behind #7, 2024-01-01 00:00:00 to 2024-01-02 00:00:00",
             "longest_silence": "2024-01-05 00:00:00 to 2024-01-06 00:00:00"},
            {"computer": "ws01", "log": "Security", "largest_hole": null},
            {"computer": "ws02", "log": "Security", "largest_hole": "nonsense"},
        ]}});
        let gaps = of_report(&report);
        assert_eq!(gaps.len(), 2);
        assert_eq!(
            (gaps[0].computer.as_str(), gaps[0].from.ms(), gaps[0].to.ms()),
            ("dc01", 1_704_067_200_000, 1_704_153_600_000)
        );
        assert!(of_report(&json!({})).is_empty());
    }
}
