//! Documents as winlogbeat 8 ships them, one a line.

mod document;

use std::io::Write;

use document::Document;

use super::catalog;
use super::{Sink, WriteError};
use crate::Record;

/// What stands between the documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lines {
    /// Nothing: a file as winlogbeat's file output writes it.
    Documents,
    /// An action before each, for Elasticsearch's bulk requests; the index is in the request's path.
    Bulk,
}

/// Writes records as winlogbeat's documents.
pub struct NdjsonWriter<W: Write> {
    out: W,
    lines: Lines,
    /// The document being put together; kept for its memory.
    line: Vec<u8>,
}

impl<W: Write> NdjsonWriter<W> {
    /// A writer onto `out`, which should be buffered.
    pub fn new(out: W, lines: Lines) -> Self {
        Self { out, lines, line: Vec::new() }
    }
}

impl<W: Write> Sink for NdjsonWriter<W> {
    fn write(&mut self, record: &Record) -> Result<(), WriteError> {
        self.line.clear();
        if self.lines == Lines::Bulk {
            self.line.extend_from_slice(b"{\"create\":{}}\n");
        }
        let facts = catalog::facts(record);
        serde_json::to_writer(&mut self.line, &Document::of(record, &facts))?;
        self.line.push(b'\n');
        Ok(self.out.write_all(&self.line)?)
    }

    fn finish(&mut self) -> Result<(), WriteError> {
        Ok(self.out.flush()?)
    }
}
