//! The EVTX door.
//!
//! Chunks are worked on by all cores and their records come out in order. A record is read
//! [straight from its bytes](binxml) where it has one of the usual shapes; the evtx crate renders
//! the others as JSON, its fastest public form, and that is [taken apart](rendered). It also finds the
//! chunks, and says what is damaged.

mod binxml;
mod chunk;
mod end;
mod find;
mod index;
mod rendered;
mod stamp;
#[cfg(test)]
mod tests;
mod texts;

use std::fs::File;
use std::ops::ControlFlow;
use std::sync::Arc;

use evtx::{EvtxParser, ParserSettings};

use crate::pipeline::in_order;
use crate::{Read, Sink, SourceError, Window};

pub(crate) use find::find;
pub(crate) use index::{ChunkIndex, index};

/// Bytes of the file's header, and of a chunk.
const HEADER: u64 = 4096;
const CHUNK: u64 = 65536;

pub(crate) fn read(file: File, window: Window, progress: &dyn Fn(u64), sink: &mut Sink<'_>) -> Result<(), SourceError> {
    read_with(file, window, true, progress, sink)
}

/// The same, `straight` or not.
pub(crate) fn read_with(
    mut file: File,
    window: Window,
    straight: bool,
    progress: &dyn Fn(u64),
    sink: &mut Sink<'_>,
) -> Result<(), SourceError> {
    let size = file.metadata()?.len();
    if size <= HEADER {
        return Err(SourceError::Truncated);
    }
    let missing = end::missing(&mut file)?;
    let parser = EvtxParser::from_read_seek(file).map_err(|error| SourceError::Evtx(error.to_string()))?;
    let wants = chunk::Wants { window, settings: Arc::new(ParserSettings::new()), straight };
    let mut bytes = HEADER;
    let end = in_order(
        parser.into_chunks(),
        move |piece| chunk::take(piece, &wants),
        |reads| {
            progress(bytes.min(size));
            bytes += CHUNK;
            reads.into_iter().try_for_each(&mut *sink)
        },
    );
    if end == ControlFlow::Continue(()) {
        progress(size);
        if let Some(place) = missing {
            let _ = sink(Read::Damaged { place });
        }
    }
    Ok(())
}
