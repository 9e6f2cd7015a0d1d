//! A model as lines of text: a word and numbers, one row a line.

use std::fmt::Write as _;

use super::{Model, STATES};
use model::Symbol;

/// How far a row's sum may be from 1.
const SUM_TOLERANCE: f64 = 1e-6;

/// A text that is not a model.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadModel {
    /// A row is not there; the number counts lines from 1.
    #[error("line {0}: expected `{1}` and {2} numbers")]
    Row(usize, &'static str, usize),
    /// A row's numbers are not probabilities that sum to 1.
    #[error("line {0}: not probabilities that sum to 1")]
    NotProbabilities(usize),
    /// Lines are left over.
    #[error("line {0}: more than a model")]
    Extra(usize),
}

impl Model {
    /// The model as text: a line `start`, then a line `trans` and a line `emit` for each state.
    /// [`Model::from_text`] reads back the same numbers, bit for bit.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        push(&mut text, "start", &self.start);
        self.trans.iter().for_each(|row| push(&mut text, "trans", row));
        self.emit.iter().for_each(|row| push(&mut text, "emit", row));
        text
    }

    /// Reads what [`Model::to_text`] wrote. Empty lines and lines that begin with `#` are skipped.
    ///
    /// # Errors
    /// [`BadModel`] when a row is missing or no row of probabilities.
    pub fn from_text(text: &str) -> Result<Self, BadModel> {
        let mut rows = Rows { lines: text.lines(), number: 0 };
        let start = rows.row("start")?;
        let mut trans = [[0.0; STATES]; STATES];
        for row in &mut trans {
            *row = rows.row("trans")?;
        }
        let mut emit = [[0.0; Symbol::COUNT]; STATES];
        for row in &mut emit {
            *row = rows.row("emit")?;
        }
        match rows.next_line() {
            Some(_) => Err(BadModel::Extra(rows.number)),
            None => Ok(Self { start, trans, emit }),
        }
    }
}

fn push(text: &mut String, word: &str, row: &[f64]) {
    text.push_str(word);
    for value in row {
        // Writing to a String cannot fail.
        let _ = write!(text, " {value:e}");
    }
    text.push('\n');
}

struct Rows<'a> {
    lines: std::str::Lines<'a>,
    number: usize,
}

impl<'a> Rows<'a> {
    fn next_line(&mut self) -> Option<&'a str> {
        loop {
            self.number += 1;
            let line = self.lines.next()?.trim();
            if !line.is_empty() && !line.starts_with('#') {
                return Some(line);
            }
        }
    }

    fn row<const N: usize>(&mut self, word: &'static str) -> Result<[f64; N], BadModel> {
        let line = self.next_line();
        let row: [f64; N] = line.and_then(|line| numbers(line, word)).ok_or(BadModel::Row(self.number, word, N))?;
        let sum: f64 = row.iter().sum();
        if row.iter().all(|value| (0.0..=1.0 + SUM_TOLERANCE).contains(value)) && (sum - 1.0).abs() < SUM_TOLERANCE {
            Ok(row)
        } else {
            Err(BadModel::NotProbabilities(self.number))
        }
    }
}

fn numbers<const N: usize>(line: &str, word: &str) -> Option<[f64; N]> {
    let rest = line.strip_prefix(word)?;
    let values: Vec<f64> = rest.split_whitespace().map(|value| value.parse().ok()).collect::<Option<_>>()?;
    values.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_keeps_every_bit() {
        let model = Model::logontracer();
        assert_eq!(Model::from_text(&model.to_text()), Ok(model.clone()));
        assert_eq!(Model::from_text(&format!("# learned\n\n{}", model.to_text())), Ok(model));
    }

    #[test]
    fn other_text_is_refused() {
        let text = Model::logontracer().to_text();
        assert_eq!(Model::from_text(""), Err(BadModel::Row(1, "start", 3)));
        assert_eq!(Model::from_text("start 0.5 0.6 0.7"), Err(BadModel::NotProbabilities(1)));
        assert_eq!(Model::from_text("start NaN 0.5 0.5"), Err(BadModel::NotProbabilities(1)));
        assert_eq!(Model::from_text(&text.replacen("emit", "omit", 1)), Err(BadModel::Row(5, "emit", 5)));
        assert_eq!(Model::from_text(&format!("{text}emit 1")), Err(BadModel::Extra(8)));
    }
}
