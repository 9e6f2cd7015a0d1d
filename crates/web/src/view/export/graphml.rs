//! GraphML (<http://graphml.graphdrawing.org/>): nodes and edges with their properties and places.

use std::fmt::Write as _;

use crate::view::columns::{Beside, Columns, Relation};
use crate::view::graph::graph;
use crate::view::pick::By;
use crate::view::{CaseView, Filter};

const KEYS: [(&str, &str, &str); 16] = [
    ("name", "node", "string"),
    ("kind", "node", "string"),
    ("domain", "node", "string"),
    ("sid", "node", "string"),
    ("rank", "node", "double"),
    ("privileged", "node", "boolean"),
    ("controller", "node", "boolean"),
    ("x", "node", "double"),
    ("y", "node", "double"),
    ("relation", "edge", "string"),
    ("event_id", "edge", "int"),
    ("logon_type", "edge", "int"),
    ("package", "edge", "string"),
    ("status", "edge", "string"),
    ("count", "edge", "long"),
    ("span", "edge", "string"),
];

pub(super) fn graphml(view: &CaseView, filter: &Filter) -> String {
    let beside = Beside { reached: true, ..Beside::default() };
    let columns = graph(view, filter, By::Rank, usize::MAX, beside).columns;
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n",
    );
    for (name, of, kind) in KEYS {
        let _ = writeln!(text, "<key id=\"{name}\" for=\"{of}\" attr.name=\"{name}\" attr.type=\"{kind}\"/>");
    }
    text.push_str("<graph edgedefault=\"directed\">\n");
    (0..columns.nodes.key.len()).for_each(|n| node(&mut text, &columns, n));
    (0..columns.edges.id.len()).for_each(|n| edge(&mut text, &columns, n));
    text.push_str("</graph>\n</graphml>\n");
    text
}

fn data(text: &mut String, key: &str, value: &str) {
    if !value.is_empty() {
        let _ = write!(text, "<data key=\"{key}\">{}</data>", escaped(value));
    }
}

fn node(text: &mut String, columns: &Columns, n: usize) {
    let nodes = &columns.nodes;
    let _ = write!(text, "<node id=\"n{n}\">");
    data(text, "name", &nodes.name[n]);
    let kind = serde_json::to_string(&nodes.kind[n]).unwrap_or_default();
    data(text, "kind", kind.trim_matches('"'));
    data(text, "domain", &nodes.domain[n]);
    data(text, "sid", &nodes.sid[n]);
    data(text, "rank", &nodes.rank[n].map(|rank| rank.to_string()).unwrap_or_default());
    data(text, "privileged", &nodes.privileged[n].to_string());
    data(text, "controller", &nodes.dc[n].to_string());
    data(text, "x", &nodes.x[n].to_string());
    data(text, "y", &nodes.y[n].to_string());
    text.push_str("</node>\n");
}

fn edge(text: &mut String, columns: &Columns, n: usize) {
    let edges = &columns.edges;
    let _ = write!(text, "<edge source=\"n{}\" target=\"n{}\">", edges.from[n], edges.to[n]);
    data(text, "relation", if edges.relation[n] == Relation::Logon { "logon" } else { "reached" });
    let named = |list: &[String], index: i32| {
        usize::try_from(index).ok().and_then(|at| list.get(at)).cloned().unwrap_or_default()
    };
    data(text, "event_id", &edges.id[n].to_string());
    data(text, "logon_type", &edges.logon_type[n].to_string());
    data(text, "package", &named(&columns.packages, edges.package[n]));
    data(text, "status", &named(&columns.statuses, edges.status[n]));
    data(text, "count", &edges.count[n].to_string());
    let time = |ms| model::Time::from_ms(ms).to_string();
    data(text, "span", &format!("{} - {}", time(edges.first[n]), time(edges.last[n])));
    text.push_str("</edge>\n");
}

/// Text for XML 1.0, which knows no way to write most control characters: those become U+FFFD.
fn escaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for char in value.chars() {
        match char {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => {
                let _ = write!(out, "&#{};", u32::from(char));
            }
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            char => out.push(char),
        }
    }
    out
}
