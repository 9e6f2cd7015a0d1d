//! One chunk being filled.

use super::layout::{self, CHUNK, CHUNK_HEADER, CHUNK_LIMIT, Records};
use super::names::Names;
use super::record;
use super::templates::Templates;
use crate::Record;
use crate::write::WriteError;

/// A chunk of records. Its memory grows with what is in it.
pub(super) struct Chunk {
    /// Header and records, without the empty rest.
    data: Vec<u8>,
    names: Names,
    templates: Templates,
    /// Records in it, with the numbers the header wants.
    records: Option<Records>,
}

impl Chunk {
    pub(super) fn new() -> Self {
        Self { data: vec![0; CHUNK_HEADER], names: Names::new(), templates: Templates::new(), records: None }
    }

    /// Whether it holds no record.
    pub(super) fn is_empty(&self) -> bool {
        self.records.is_none()
    }

    /// Adds a record as number `number` of the file; false, and nothing changed, when it has no room.
    pub(super) fn push(&mut self, record: &Record, number: u64) -> Result<bool, WriteError> {
        let start = self.data.len();
        let before = (self.names.len(), self.names.heads, self.templates.len(), self.templates.heads);
        let outcome = record::append(record, &mut self.data, &mut self.names, &mut self.templates);
        if outcome.is_ok() && self.data.len() <= CHUNK_LIMIT {
            let first = self.records.as_ref().map_or((number, record.record), |seen| (seen.numbers.0, seen.ids.0));
            self.records =
                Some(Records { numbers: (first.0, number), ids: (first.1, record.record), last: start as u32 });
            return Ok(true);
        }
        self.data.truncate(start);
        self.names.forget(before.0);
        self.names.heads = before.1;
        self.templates.forget(before.2);
        self.templates.heads = before.3;
        outcome.map(|()| false)
    }

    /// The whole chunk as it goes to the file.
    pub(super) fn sealed(&mut self) -> &[u8] {
        let none = Records { numbers: (1, 0), ids: (u64::MAX, u64::MAX), last: 0 };
        let records = self.records.as_ref().unwrap_or(&none);
        layout::chunk_header(&mut self.data, records, &self.names.heads, &self.templates.heads);
        self.data.resize(CHUNK, 0);
        &self.data
    }

    /// Makes it an empty one, with its memory kept; not more than a chunk, since there may be thousands.
    pub(super) fn clear(&mut self) {
        self.data.clear();
        self.data.shrink_to(CHUNK);
        self.data.resize(CHUNK_HEADER, 0);
        self.names = Names::new();
        self.templates = Templates::new();
        self.records = None;
    }
}
