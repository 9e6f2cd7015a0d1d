//! The EVTX door.
//!
//! The evtx crate walks chunks on all cores and renders records as JSON bytes, its fastest public
//! form. On the worker that rendered it, a record's event id is looked at first, and only wanted records are
//! taken apart; a kept event owns the rendered text and points into it.

mod record;
mod stamp;

use std::fs::File;

use evtx::{EvtxParser, ParserSettings};

use crate::{Read, Sink, SourceError, Window};

/// Bytes a chunk takes in the file.
const CHUNK: u64 = 65536;
/// Records in a chunk, about, for the progress.
const RECORDS_A_CHUNK: u64 = 60;

pub(crate) fn read(file: File, window: Window, progress: &dyn Fn(u64), sink: &mut Sink<'_>) -> Result<(), SourceError> {
    let size = file.metadata()?.len();
    if size <= 4096 {
        return Err(SourceError::Truncated);
    }
    let parser = EvtxParser::from_read_seek(file).map_err(|error| SourceError::Evtx(error.to_string()))?;
    let mut parser = parser.with_configuration(ParserSettings::new().num_threads(0));
    let records = parser.serialized_records(move |record| {
        let record = record?;
        let head = stamp::Head::of(record.event_record_id, record.timestamp.as_millisecond());
        Ok(record::take(record.into_json_bytes()?.data, head, window))
    });
    for (count, read) in records.enumerate() {
        if (count as u64).is_multiple_of(RECORDS_A_CHUNK) {
            progress((count as u64 / RECORDS_A_CHUNK * CHUNK).min(size));
        }
        let read = read.unwrap_or_else(|error| Read::Damaged { place: place(&error) });
        if sink(read).is_break() {
            return Ok(());
        }
    }
    progress(size);
    Ok(())
}

/// The error with its causes, which name chunk and offset.
fn place(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        next = cause.source();
    }
    text
}
