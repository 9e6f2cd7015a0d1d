//! One chunk of 64 KiB: its records in order.

use std::sync::Arc;

use evtx::err::EvtxError;
use evtx::{EvtxChunkData, EvtxRecord, ParserSettings};

use super::binxml::{Reader, sound_table};
use super::rendered;
use super::stamp::Head;
use crate::{Read, Window};

/// Bytes of the chunk's header, behind which records begin.
pub(super) const HEADER: usize = 512;
/// What a record begins with.
const MAGIC: &[u8; 4] = b"**\0\0";
/// Bytes of a record's header: magic, size, number, time. Behind the record its size is repeated.
const RECORD_HEADER: usize = 24;
const SIZE_COPY: usize = 4;

/// What is read, and how.
#[derive(Clone)]
pub(super) struct Wants {
    pub(super) window: Window,
    /// Of the evtx crate, for what is odd.
    pub(super) settings: Arc<ParserSettings>,
    /// Whether records are read straight where possible; not for tests that compare both ways.
    pub(super) straight: bool,
}

/// A chunk, or why it is none.
pub(super) type Chunk = Result<EvtxChunkData, EvtxError>;

/// What stands before a record.
pub(super) struct RecordHead {
    /// Where the next one begins.
    pub(super) next: usize,
    pub(super) number: u64,
    /// When it was written, as Windows counts.
    ticks: u64,
}

impl RecordHead {
    pub(super) fn at(data: &[u8], at: usize) -> Option<Self> {
        let header = data.get(at..)?.first_chunk::<RECORD_HEADER>()?;
        let (magic, rest) = header.split_first_chunk::<4>()?;
        let (size, rest) = rest.split_first_chunk::<4>()?;
        let (number, ticks) = rest.split_first_chunk::<8>()?;
        let size = u32::from_le_bytes(*size) as usize;
        if magic != MAGIC || size < RECORD_HEADER + SIZE_COPY {
            return None;
        }
        let next = at.checked_add(size)?;
        Some(Self { next, number: u64::from_le_bytes(*number), ticks: u64::from_le_bytes(*ticks.first_chunk()?) })
    }
}

/// All records of a chunk. Those that are odd are rendered by the evtx crate; where the walk from
/// record to record is odd, all are.
pub(super) fn take(chunk: Chunk, wants: &Wants) -> Vec<Read> {
    let mut chunk = match chunk {
        Ok(chunk) => chunk,
        Err(error) => return vec![damaged(&error)],
    };
    let straight = if wants.straight { straight(&chunk, wants.window) } else { None };
    match straight {
        None => render(&mut chunk, wants, Vec::new()),
        Some(reads) if reads.iter().all(Option::is_some) => reads.into_iter().flatten().collect(),
        Some(reads) => render(&mut chunk, wants, reads),
    }
}

/// The records that are not odd, each in its place.
pub(super) fn straight(chunk: &EvtxChunkData, window: Window) -> Option<Vec<Option<Read>>> {
    let data = chunk.data.as_slice();
    if !sound_table(data) {
        return None;
    }
    let mut reader = Reader::new(data, window);
    let mut reads = Vec::with_capacity(100);
    for head in heads(chunk) {
        let (at, RecordHead { next, ticks, .. }) = head.ok()?;
        let (start, stop) = (at + RECORD_HEADER, next - SIZE_COPY);
        if stop > data.len() {
            return None;
        }
        reads.push(reader.read(start, stop, ticks));
    }
    Some(reads)
}

/// The walk from record to record, each with its place; where it breaks off before the chunk ends, that place.
/// A chunk without records ends behind its header.
fn heads(chunk: &EvtxChunkData) -> impl Iterator<Item = Result<(usize, RecordHead), usize>> {
    let end = chunk.data.len().min(chunk.header.free_space_offset as usize);
    let (mut next, mut ended) = (HEADER, end == HEADER);
    std::iter::from_fn(move || {
        if ended {
            return None;
        }
        let at = next;
        let Some(head) = RecordHead::at(&chunk.data, at).filter(|_| at < end) else {
            ended = true;
            return Some(Err(at));
        };
        next = head.next;
        ended = next >= end || head.number == chunk.header.last_event_record_id;
        Some(Ok((at, head)))
    })
}

/// The records as the evtx crate renders them, but for those that were read already.
fn render(chunk: &mut EvtxChunkData, wants: &Wants, mut reads: Vec<Option<Read>>) -> Vec<Read> {
    let number = chunk.number.unwrap_or_default();
    let mut parsed = match chunk.parse(Arc::clone(&wants.settings)) {
        Ok(parsed) => parsed,
        Err(error) => {
            return vec![damaged(&EvtxError::FailedToParseChunk { chunk_id: number, source: Box::new(error) })];
        }
    };
    let records = parsed.iter().enumerate();
    let mut all: Vec<Read> = records
        .map(|(place, record)| {
            let known = reads.get_mut(place).and_then(Option::take);
            known.unwrap_or_else(|| {
                record.and_then(|record| rendered(record, wants)).unwrap_or_else(|error| damaged(&error))
            })
        })
        .collect();
    // Where zeros follow a record, the evtx crate takes it for the last one.
    if let Some(at) = heads(chunk).find_map(Result::err)
        && !all.iter().any(|read| matches!(read, Read::Damaged { .. }))
    {
        all.push(Read::Damaged {
            place: format!("chunk {number}: no record at offset {at}, and its header tells of more"),
        });
    }
    all
}

fn rendered(record: EvtxRecord<'_>, wants: &Wants) -> Result<Read, EvtxError> {
    let head = Head::of(record.event_record_id, record.timestamp.as_millisecond());
    Ok(rendered::take(record.into_json_bytes()?.data, head, wants.window))
}

/// The error with its causes, which name chunk and offset.
fn damaged(error: &dyn std::error::Error) -> Read {
    let mut place = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        place.push_str(": ");
        place.push_str(&cause.to_string());
        next = cause.source();
    }
    Read::Damaged { place }
}
