//! What the logs of a case can tell, put together from its imports' reports.

use serde_json::{Map, Value, json};
use store::ImportInfo;

/// The reports of finished imports as one: logs and gaps of all with the import they are of, and only those
/// detections as blind that were blind in every import.
pub(crate) fn joined(imports: Vec<ImportInfo>) -> Value {
    let reports: Vec<(String, Value)> = imports
        .into_iter()
        .filter(|import| import.state == "done")
        .filter_map(|import| Some((import.id, serde_json::from_str(&import.report?).ok()?)))
        .collect();
    let sum = |name: &str| reports.iter().filter_map(|(_, report)| report[name].as_u64()).sum::<u64>();
    let more = reports.iter().filter_map(|(_, report)| report["coverage"]["more_logs"].as_u64()).sum::<u64>();
    json!({
        "imports": reports.len(),
        "read": sum("read"),
        "kept": sum("kept"),
        "files": sum("files"),
        "bytes": sum("bytes"),
        "logs": all(&reports, "logs"),
        "more_logs": more,
        "policies": all(&reports, "policies"),
        "blind": blind(&reports),
        "failed": reports.iter().flat_map(|(_, report)| items(&report["failed"])).collect::<Vec<_>>(),
        "damaged": reports.iter().flat_map(|(_, report)| items(&report["damaged"])).collect::<Vec<_>>(),
    })
}

fn items(list: &Value) -> &[Value] {
    list.as_array().map_or(&[], Vec::as_slice)
}

/// A list of all reports, each item with the import it is of.
fn all(reports: &[(String, Value)], name: &str) -> Vec<Value> {
    let of_one = |(id, report): &(String, Value)| {
        let with_import = |item: &Value| {
            let mut item = item.as_object().cloned().unwrap_or_else(Map::new);
            item.insert("import".to_owned(), json!(id));
            Value::Object(item)
        };
        items(&report["coverage"][name]).iter().map(with_import).collect::<Vec<_>>()
    };
    reports.iter().flat_map(of_one).collect()
}

fn blind(reports: &[(String, Value)]) -> Vec<Value> {
    let Some(((_, first), others)) = reports.split_first() else { return Vec::new() };
    let everywhere = |item: &&Value| {
        others
            .iter()
            .all(|(_, report)| items(&report["coverage"]["blind"]).iter().any(|other| other["rule"] == item["rule"]))
    };
    items(&first["coverage"]["blind"]).iter().filter(everywhere).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn import(id: &str, blind: &[&str]) -> ImportInfo {
        let blind: Vec<Value> = blind.iter().map(|rule| json!({ "rule": rule })).collect();
        let report = json!({ "read": 3, "kept": 2, "coverage": { "logs": [{ "computer": "dc" }], "more_logs": 1, "blind": blind } });
        ImportInfo {
            id: id.to_owned(),
            source: String::new(),
            sha256: String::new(),
            by: String::new(),
            state: "done".to_owned(),
            started: String::new(),
            finished: None,
            logons: None,
            first: None,
            last: None,
            report: Some(report.to_string()),
            evidence: Vec::new(),
        }
    }

    #[test]
    fn a_detection_is_blind_where_no_import_lets_it_see() {
        let joined = joined(vec![import("a", &["x", "y"]), import("b", &["y", "z"])]);
        assert_eq!(joined["blind"], json!([{ "rule": "y" }]));
        assert_eq!(joined["logs"], json!([{ "computer": "dc", "import": "a" }, { "computer": "dc", "import": "b" }]));
        assert_eq!((&joined["read"], &joined["more_logs"]), (&json!(6), &json!(2)));
        assert_eq!(super::joined(Vec::new())["blind"], json!([]));
    }
}
