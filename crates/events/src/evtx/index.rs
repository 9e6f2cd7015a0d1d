//! Where in an EVTX file which records stand: one entry a chunk, from the records' headers alone.

use std::fs::File;
use std::io::{BufReader, Read as _, Seek, SeekFrom};

use model::Time;

use super::find::is_forwarded;
use super::{CHUNK, HEADER};
use crate::SourceError;

const CHUNK_HEADER: usize = 512;
const RECORD_HEADER: usize = 24;
const CHUNK_MAGIC: &[u8] = b"ElfChnk\0";
const RECORD_MAGIC: &[u8] = b"\x2a\x2a\0\0";
/// Seconds from 1601, where Windows begins to count, to 1970.
const EPOCH_S: i64 = 11_644_473_600;

/// The records of one chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ChunkSpan {
    /// Which chunk of the file, from 0.
    pub(crate) number: u32,
    /// Lowest and highest record number.
    records: (u64, u64),
    /// Earliest and latest time, milliseconds since the Unix epoch.
    times: (i64, i64),
}

impl ChunkSpan {
    /// Whether it may hold records of these times.
    pub(crate) const fn reaches(&self, from: i64, to: i64) -> bool {
        self.times.0 <= to && self.times.1 >= from
    }

    /// Whether it may hold one of these records; sorted.
    pub(crate) fn has(&self, records: &[u64]) -> bool {
        let at = records.partition_point(|record| *record < self.records.0);
        records.get(at).is_some_and(|record| *record <= self.records.1)
    }
}

/// All chunks of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ChunkIndex {
    /// In the order of the file.
    pub(crate) chunks: Vec<ChunkSpan>,
    /// Whether the events were forwarded: then their own numbers and times are not those of their headers.
    pub(crate) forwarded: bool,
}

/// Walks the headers of all records. Nothing is decoded, so it is as fast as the file can be read.
pub(crate) fn index(file: &mut File) -> Result<ChunkIndex, SourceError> {
    file.seek(SeekFrom::Start(HEADER))?;
    let mut reader = BufReader::with_capacity(1 << 20, file);
    let mut bytes = vec![0; CHUNK as usize];
    let mut chunks = Vec::new();
    for number in 0.. {
        match reader.read_exact(&mut bytes) {
            Ok(()) => chunks.extend(span(number, &bytes)),
            // A chunk that is cut off at the end is not read by the door either.
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => break,
            Err(error) => return Err(error.into()),
        }
    }
    let mut index = ChunkIndex { chunks, forwarded: false };
    index.forwarded = is_forwarded(reader.into_inner(), &index)?;
    Ok(index)
}

/// What stands in one chunk; nothing if it holds no record.
fn span(number: u32, bytes: &[u8]) -> Option<ChunkSpan> {
    if !bytes.starts_with(CHUNK_MAGIC) {
        return None;
    }
    let (mut at, mut span) = (CHUNK_HEADER, None::<ChunkSpan>);
    while let Some(header) = bytes.get(at..at + RECORD_HEADER) {
        if !header.starts_with(RECORD_MAGIC) {
            break;
        }
        let size = u32::from_le_bytes(header[4..8].try_into().ok()?) as usize;
        let record = u64::from_le_bytes(header[8..16].try_into().ok()?);
        let time = filetime_ms(u64::from_le_bytes(header[16..24].try_into().ok()?));
        let entry = span.get_or_insert(ChunkSpan { number, records: (record, record), times: (time, time) });
        entry.records = (entry.records.0.min(record), entry.records.1.max(record));
        entry.times = (entry.times.0.min(time), entry.times.1.max(time));
        if size < RECORD_HEADER {
            break;
        }
        at += size;
    }
    // Behind a damaged header the chunk may go on: then it is never passed over.
    let end = u32::from_le_bytes(bytes.get(48..52)?.try_into().ok()?) as usize;
    let whole = at >= end.min(bytes.len());
    match span {
        Some(span) if whole => Some(span),
        None if end <= CHUNK_HEADER => None,
        _ => Some(ChunkSpan { number, records: (0, u64::MAX), times: (i64::MIN, i64::MAX) }),
    }
}

/// Windows' 100 ns since 1601 as ours.
fn filetime_ms(ticks: u64) -> i64 {
    Time::from_ms((ticks / 10_000) as i64 - EPOCH_S * 1000).ms()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(records: &[(u64, i64)]) -> Vec<u8> {
        let mut bytes = vec![0; CHUNK as usize];
        bytes[..8].copy_from_slice(CHUNK_MAGIC);
        let mut at = CHUNK_HEADER;
        for (record, ms) in records {
            bytes[at..at + 4].copy_from_slice(RECORD_MAGIC);
            bytes[at + 4..at + 8].copy_from_slice(&100_u32.to_le_bytes());
            bytes[at + 8..at + 16].copy_from_slice(&record.to_le_bytes());
            bytes[at + 16..at + 24].copy_from_slice(&(((ms + EPOCH_S * 1000) * 10_000) as u64).to_le_bytes());
            at += 100;
        }
        bytes[48..52].copy_from_slice(&(at as u32).to_le_bytes());
        bytes
    }

    #[test]
    fn a_chunk_is_known_by_its_records() {
        let span = span(3, &chunk(&[(7, 5_000), (8, 2_000), (9, 9_000)])).unwrap();
        assert_eq!((span.number, span.records, span.times), (3, (7, 9), (2_000, 9_000)));
        assert!(span.reaches(9_000, 10_000) && span.reaches(0, 2_000) && !span.reaches(9_001, 10_000));
        assert!(span.has(&[1, 8]) && !span.has(&[1, 6, 10]) && !span.has(&[]));
    }

    #[test]
    fn a_damaged_chunk_is_never_passed_over() {
        let mut bytes = chunk(&[(7, 5_000), (8, 6_000)]);
        bytes[CHUNK_HEADER + 100] = 0;
        assert!(span(0, &bytes).unwrap().reaches(1, 2));
        assert_eq!(span(0, &chunk(&[])), None);
        assert_eq!(span(0, &vec![0; CHUNK as usize]), None);
    }
}
