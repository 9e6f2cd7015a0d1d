//! Comma-separated values (RFC 4180) that a spreadsheet may open without running anything.

/// A table under way.
pub(super) struct Csv {
    text: String,
    fresh: bool,
}

impl Csv {
    /// A table with its head. Spreadsheets take a file without the mark for a local code page.
    pub(super) fn new<T: AsRef<str>>(head: impl IntoIterator<Item = T>) -> Self {
        let mut csv = Self { text: "\u{feff}".to_owned(), fresh: true };
        head.into_iter().for_each(|cell| csv.cell(cell.as_ref()));
        csv.end();
        csv
    }

    /// A cell of text from a log. One that a spreadsheet would take for a formula begins with an
    /// apostrophe, which makes it text (OWASP, "CSV Injection").
    pub(super) fn cell(&mut self, value: &str) {
        self.comma();
        // Blanks before it do not keep a spreadsheet from it.
        let formula = value.trim_start_matches([' ', '\t', '\r', '\n', '\u{feff}', '\u{a0}']);
        let formula = formula.starts_with(['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'])
            || value.starts_with(['\t', '\r', '\n']);
        if !formula && !value.contains([',', '"', '\n', '\r']) {
            self.text.push_str(value);
            return;
        }
        self.text.push('"');
        if formula {
            self.text.push('\'');
        }
        self.text.push_str(&value.replace('"', "\"\""));
        self.text.push('"');
    }

    /// A cell of a number of ours.
    pub(super) fn number(&mut self, value: impl std::fmt::Display) {
        self.comma();
        self.text.push_str(&value.to_string());
    }

    /// A cell of a number, or nothing.
    pub(super) fn maybe(&mut self, value: Option<impl std::fmt::Display>) {
        match value {
            Some(value) => self.number(value),
            None => self.cell(""),
        }
    }

    /// Ends the row.
    pub(super) fn end(&mut self) {
        self.text.push_str("\r\n");
        self.fresh = true;
    }

    pub(super) fn finish(self) -> String {
        self.text
    }

    fn comma(&mut self) {
        if !std::mem::take(&mut self.fresh) {
            self.text.push(',');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_disarmed() {
        let mut csv = Csv::new(["a"]);
        for cell in ["plain", "a,b", "say \"hi\"", "=1+1", "  @SUM(A1)", "-2+3", "\tx", "two\nlines", "＝1"] {
            csv.cell(cell);
        }
        csv.number(-5);
        csv.end();
        let wanted = "\u{feff}a\r\nplain,\"a,b\",\"say \"\"hi\"\"\",\"'=1+1\",\"'  @SUM(A1)\",\"'-2+3\",\"'\tx\",\"two\nlines\",\"'＝1\",-5\r\n";
        assert_eq!(csv.finish(), wanted);
    }
}
