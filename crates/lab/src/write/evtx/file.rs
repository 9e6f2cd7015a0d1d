//! A log being written: the chunk in hand and how many went before it.

use std::io::{Seek, SeekFrom, Write};

use super::chunk::Chunk;
use super::layout::{CHUNK, FILE_HEADER, file_header};
use crate::Record;
use crate::write::WriteError;

/// A log without its file, which is only needed when a chunk is full.
pub(super) struct Log {
    chunk: Chunk,
    /// Chunks in the file.
    chunks: u16,
    /// Records in file and chunk.
    records: u64,
    /// The id behind the last record's.
    next_id: u64,
}

impl Log {
    pub(super) fn new() -> Self {
        Self { chunk: Chunk::new(), chunks: 0, records: 0, next_id: 1 }
    }

    /// Chunks in the file.
    pub(super) fn chunks(&self) -> u16 {
        self.chunks
    }

    /// Whether the file was begun.
    pub(super) fn is_begun(&self) -> bool {
        self.chunks > 0
    }

    /// Adds a record; false, and nothing changed, when the chunk has to go to the file first.
    pub(super) fn push(&mut self, record: &Record) -> Result<bool, WriteError> {
        if !self.chunk.push(record, self.records + 1)? {
            if self.chunk.is_empty() {
                return Err(WriteError::TooLarge { id: record.id, record: record.record });
            }
            return Ok(false);
        }
        self.records += 1;
        self.next_id = record.record.wrapping_add(1);
        Ok(true)
    }

    /// Moves the chunk to the file, which gets a header that makes it whole as it then stands.
    pub(super) fn flush(&mut self, out: &mut (impl Write + Seek)) -> Result<(), WriteError> {
        let chunks = self.chunks.checked_add(1).ok_or(WriteError::Full)?;
        out.seek(SeekFrom::Start(0))?;
        out.write_all(&file_header(chunks, self.next_id))?;
        out.seek(SeekFrom::Start(FILE_HEADER as u64 + u64::from(self.chunks) * CHUNK as u64))?;
        out.write_all(self.chunk.sealed())?;
        self.chunk.clear();
        self.chunks = chunks;
        Ok(())
    }

    /// Moves what is left to the file; a log without records gets one empty chunk, as Windows' have.
    pub(super) fn finish(&mut self, out: &mut (impl Write + Seek)) -> Result<(), WriteError> {
        if !self.chunk.is_empty() || !self.is_begun() {
            self.flush(out)?;
        }
        Ok(out.flush()?)
    }
}
