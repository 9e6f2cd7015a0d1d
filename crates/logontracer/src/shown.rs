//! Text from logs, made safe for a terminal; tables, JSON and CSV of results.

use std::borrow::Cow;
use std::io::{IsTerminal, Write};

use comfy_table::presets::NOTHING;
use comfy_table::{Attribute, Cell, ContentArrangement, Table};

use crate::cli::Format;

/// Longest text a table's cell shows.
const CELL: usize = 160;

/// Width of a table that goes into a file or another program, where no terminal tells.
const PIPED_WIDTH: u16 = 200;

/// The text with control and direction-changing characters written out, so that a log cannot steer
/// the terminal that shows it.
pub(crate) fn safe(text: &str) -> Cow<'_, str> {
    let hostile = |c: char| {
        c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}'..='\u{200f}')
    };
    if !text.contains(hostile) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| if hostile(c) { c.escape_unicode().to_string() } else { c.to_string() }).collect())
}

/// A cell: safe and not too long.
fn cell(text: &str) -> String {
    let text = safe(text);
    if text.chars().count() <= CELL {
        return text.into_owned();
    }
    text.chars().take(CELL - 1).chain(['…']).collect()
}

/// A rank with six digits, which tell ranks apart and still read well.
pub(crate) fn rank(rank: Option<f64>) -> serde_json::Value {
    serde_json::json!(rank.map(|rank| (rank * 1e6).round() / 1e6))
}

/// Names of columns.
pub(crate) fn columns(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// Rows of one kind of thing, ready to be shown.
pub(crate) struct Rows {
    pub(crate) title: &'static str,
    pub(crate) columns: Vec<String>,
    /// Columns that a terminal has no room for.
    pub(crate) hidden: &'static [&'static str],
    pub(crate) cells: Vec<Vec<serde_json::Value>>,
}

/// Prints all of them in the format asked for.
pub(crate) fn print(format: Format, all: &[Rows]) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    match format {
        Format::Table => all.iter().try_for_each(|rows| writeln!(out, "{}\n{}\n", rows.title, table(rows)))?,
        Format::Json => {
            serde_json::to_writer_pretty(&mut out, &json(all))?;
            writeln!(out)?;
        }
        Format::Csv => {
            for (number, rows) in all.iter().enumerate() {
                if number > 0 {
                    writeln!(out)?;
                }
                csv(&mut out, rows)?;
            }
        }
    }
    Ok(out.flush()?)
}

/// Prints text as it is.
pub(crate) fn text(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    write!(out, "{text}")?;
    Ok(out.flush()?)
}

fn table(rows: &Rows) -> Table {
    let mut table = Table::new();
    table.load_preset(NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    if !std::io::stdout().is_terminal() {
        table.set_width(PIPED_WIDTH);
    }
    let shown = |at: &usize| !rows.hidden.contains(&rows.columns[*at].as_str());
    let places: Vec<usize> = (0..rows.columns.len()).filter(shown).collect();
    table.set_header(places.iter().map(|at| Cell::new(&rows.columns[*at]).add_attribute(Attribute::Bold)));
    for row in &rows.cells {
        table.add_row(places.iter().map(|at| lines(&row[*at])));
    }
    table
}

/// Items of a list that a table's cell shows, each on a line of its own.
const ITEMS: usize = 3;

fn lines(value: &serde_json::Value) -> String {
    let serde_json::Value::Array(items) = value else { return cell(&plain(value)) };
    let mut lines: Vec<String> = items.iter().take(ITEMS).map(|item| cell(&plain(item))).collect();
    if items.len() > ITEMS {
        lines.push(format!("and {} more", items.len() - ITEMS));
    }
    lines.join("\n")
}

fn json(all: &[Rows]) -> serde_json::Value {
    let object = |rows: &Rows, row: &Vec<serde_json::Value>| -> serde_json::Value {
        rows.columns.iter().cloned().zip(row.iter().cloned()).collect::<serde_json::Map<_, _>>().into()
    };
    all.iter()
        .map(|rows| (rows.title.to_lowercase(), rows.cells.iter().map(|row| object(rows, row)).collect()))
        .collect::<serde_json::Map<_, serde_json::Value>>()
        .into()
}

fn csv(out: &mut impl Write, rows: &Rows) -> std::io::Result<()> {
    let line = |cells: Vec<String>| cells.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(",");
    writeln!(out, "{}", line(rows.columns.clone()))?;
    for row in &rows.cells {
        writeln!(out, "{}", line(row.iter().map(plain).collect()))?;
    }
    Ok(())
}

/// A value of RFC 4180. One that a spreadsheet would run as a formula gets an apostrophe first.
fn quoted(text: &str) -> String {
    let formula = text.len() > 1 && text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

fn plain(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_cannot_steer_the_terminal() {
        assert_eq!(safe("a\u{1b}[31mb\u{202e}"), "a\\u{1b}[31mb\\u{202e}");
        assert_eq!(safe("o'brien"), "o'brien");
    }

    #[test]
    fn cells_of_a_spreadsheet_are_text() {
        assert_eq!(quoted("=cmd|' /C calc'!A0"), "'=cmd|' /C calc'!A0");
        assert_eq!(quoted("a,\"b\""), "\"a,\"\"b\"\"\"");
        assert_eq!(quoted("-"), "-");
    }
}
