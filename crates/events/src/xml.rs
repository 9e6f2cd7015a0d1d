//! The XML door: what Event Viewer and wevtutil export.
//!
//! The file is cut into `<Event>…</Event>` texts first and each is parsed by itself. So the root, the
//! declaration and what stands between events do not matter, memory is bounded by the largest
//! event, and a broken event costs only itself.

mod cut;
mod element;
mod utf16;

use std::io::BufRead;

use crate::sniff::Encoding;
use crate::{Read, Sink, SourceError, Window};

pub(crate) fn read(
    reader: Box<dyn BufRead + '_>,
    encoding: Encoding,
    window: Window,
    sink: &mut Sink<'_>,
) -> Result<(), SourceError> {
    let reader: Box<dyn BufRead + '_> = match encoding {
        Encoding::Utf8 => reader,
        Encoding::Utf16Le => Box::new(utf16::decoded(reader, encoding_rs::UTF_16LE)),
        Encoding::Utf16Be => Box::new(utf16::decoded(reader, encoding_rs::UTF_16BE)),
    };
    let mut cutter = cut::Cutter::new(reader);
    let mut any = false;
    while let Some(piece) = cutter.next_event()? {
        any = true;
        let read = match piece {
            cut::Piece::Event(text, at) => element::take(&text, at, window),
            cut::Piece::Broken(at) => Read::Damaged { place: format!("byte {at}: an event without its end") },
        };
        if sink(read).is_break() {
            return Ok(());
        }
    }
    if any { Ok(()) } else { Err(SourceError::NotALog("XML without any <Event>")) }
}
