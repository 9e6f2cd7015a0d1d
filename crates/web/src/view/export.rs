//! A case's contents as files. Names in logs are hostile: each form quotes them for what reads it.

mod csv;
mod graphml;
mod rows;
mod sheets;
mod timesketch;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{CaseView, Filter, Page, columns, findings, graph, lists, timeline};

/// The form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// Comma-separated values, UTF-8 with a byte order mark, so that spreadsheets read names right.
    Csv,
    /// The structs of the API.
    Json,
    /// GraphML, for Gephi, yEd and Cytoscape.
    Graphml,
    /// JSON lines for Timesketch.
    Timesketch,
    /// LogonTracer's timeline: one row an account, one column a day.
    Summary,
    /// LogonTracer's timeline: one row an account and hour, one column an event id, and the score.
    Detail,
}

/// What is exported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum What {
    /// Edges that pass the filter.
    #[default]
    Graph,
    /// Accounts.
    Accounts,
    /// Hosts.
    Hosts,
    /// Findings.
    Findings,
    /// Events over time.
    Timeline,
}

/// A file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// How its name ends.
    pub suffix: &'static str,
    /// Its media type.
    pub media: &'static str,
    /// What is in it.
    pub body: Vec<u8>,
}

/// Hourly scores by account key: the first hour in seconds since the Unix epoch, and the scores.
pub type Scores = std::collections::HashMap<String, (i64, Vec<f64>)>;

const ALL: Page = Page { limit: usize::MAX, offset: 0 };

/// Makes the file; nothing where there is no such form of that. `scores` are needed by
/// [`Form::Detail`] alone.
pub fn file(view: &CaseView, form: Form, what: What, filter: &Filter, scores: &Scores) -> Option<File> {
    let (suffix, media, body) = match (form, what) {
        (Form::Csv, _) => ("csv", "text/csv; charset=utf-8", rows::csv(view, what, filter).into_bytes()),
        (Form::Json, _) => ("json", "application/json", json(view, what, filter)?),
        (Form::Graphml, What::Graph) => {
            ("graphml", "application/graphml+xml", graphml::graphml(view, filter).into_bytes())
        }
        (Form::Timesketch, What::Graph | What::Findings | What::Timeline) => {
            ("jsonl", "application/x-ndjson", timesketch::lines(view, what, filter).into_bytes())
        }
        (Form::Summary, _) => ("csv", "text/csv; charset=utf-8", sheets::summary(view, filter).into_bytes()),
        (Form::Detail, _) => ("csv", "text/csv; charset=utf-8", sheets::detail(view, filter, scores).into_bytes()),
        _ => return None,
    };
    Some(File { suffix, media, body })
}

fn json(view: &CaseView, what: What, filter: &Filter) -> Option<Vec<u8>> {
    let bytes = match what {
        What::Graph => {
            let beside = columns::Beside { reached: true, groups: true, policies: true };
            serde_json::to_vec(&graph::graph(view, filter, super::pick::By::Rank, usize::MAX, beside))
        }
        What::Accounts => serde_json::to_vec(&lists::accounts(view, lists::Sort::Rank, "", ALL)),
        What::Hosts => serde_json::to_vec(&lists::hosts(view, lists::Sort::Rank, "", ALL)),
        What::Findings => serde_json::to_vec(&findings::findings(view, &wanted(filter), ALL)),
        What::Timeline => {
            let none = std::iter::empty();
            serde_json::to_vec(&timeline::timeline(view, filter, timeline::Bucket::Auto, none, String::new()))
        }
    };
    bytes.ok()
}

/// Findings that a filter of edges lets through: by time and by node.
fn wanted(filter: &Filter) -> findings::Wanted {
    let node = filter.neighbours.or_else(|| filter.touching.first().copied().filter(|_| filter.touching.len() == 1));
    findings::Wanted { from: filter.from, to: filter.to, node, ..findings::Wanted::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::testing::{HOSTILE, company};

    fn text(form: Form, what: What) -> String {
        String::from_utf8(file(&company(), form, what, &Filter::default(), &Scores::new()).unwrap().body).unwrap()
    }

    #[test]
    fn no_cell_of_a_spreadsheet_is_a_formula() {
        for what in [What::Graph, What::Accounts, What::Hosts, What::Findings, What::Timeline] {
            let csv = text(Form::Csv, what);
            assert!(csv.starts_with('\u{feff}'), "{what:?}");
            assert!(csv.lines().count() > 1, "{what:?}");
        }
        let csv = text(Form::Csv, What::Accounts);
        assert!(csv.contains("\"'=cmd|'/c calc'!a1<img"), "{csv}");
        assert!(!csv.contains(",=cmd") && !csv.contains("\"=cmd"));
        for form in [Form::Summary, Form::Detail] {
            let sheet = text(form, What::Timeline);
            assert!(sheet.contains("onerror=alert") && !sheet.contains("\n=") && !sheet.contains(",="));
        }
    }

    #[test]
    fn json_brings_names_back_as_logged() {
        let back: serde_json::Value = serde_json::from_str(&text(Form::Json, What::Accounts)).unwrap();
        assert!(back["rows"].as_array().unwrap().iter().any(|row| row["name"] == HOSTILE));
    }

    #[test]
    fn graphml_is_xml_whatever_the_names() {
        let graphml = text(Form::Graphml, What::Graph);
        assert!(graphml.contains("&lt;img") && !graphml.contains("<img"));
        assert_eq!(graphml.matches("<edge ").count(), 9, "six kinds of logons, three arrivals");
        assert_eq!(graphml.matches("<node ").count(), 8);
    }

    #[test]
    fn timesketch_gets_its_three_fields_in_every_line() {
        for what in [What::Graph, What::Findings] {
            let lines = text(Form::Timesketch, what);
            assert!(!lines.is_empty());
            for line in lines.lines() {
                let line: serde_json::Value = serde_json::from_str(line).unwrap();
                for field in ["message", "datetime", "timestamp_desc"] {
                    assert!(line[field].is_string(), "{line}");
                }
            }
        }
        assert!(file(&company(), Form::Graphml, What::Hosts, &Filter::default(), &Scores::new()).is_none());
    }

    #[test]
    fn the_detail_has_scores_and_sums() {
        let view = company();
        let start = crate::view::testing::START / 1000;
        let scores: Scores = [("a:corp\\mallory".to_owned(), (start, vec![0.0, 12.5]))].into();
        let file = file(&view, Form::Detail, What::Timeline, &Filter::default(), &scores).unwrap();
        let csv = String::from_utf8(file.body).unwrap();
        let head = csv.trim_start_matches('\u{feff}').lines().next().unwrap();
        assert_eq!(head, "hour,account,rank,4624,4625,failures,anomaly,weekend");
        assert!(csv.contains("2023-11-14 01:00:00,corp\\mallory,0.9,5,0,0,12.5,"), "{csv}");
    }
}
