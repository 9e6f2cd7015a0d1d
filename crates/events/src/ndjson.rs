//! The JSON door: one document a line, or one list of documents; also search hits and bulk files.

use std::io::{BufRead, Read as _};

use serde_json::Value;

use crate::document::event_from_json;
use crate::{Read, Sink, SourceError, Window};

/// Longest line that is read, 64 MiB: winlogbeat's documents have a few kB.
const LONGEST: u64 = 64 << 20;
/// Largest file that may be one JSON list, 1 GiB, since it is read whole.
const LARGEST_LIST: u64 = 1 << 30;

pub(crate) fn read(mut reader: Box<dyn BufRead + '_>, window: Window, sink: &mut Sink<'_>) -> Result<(), SourceError> {
    skip_mark(&mut reader)?;
    if reader.fill_buf()?.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[') {
        return list(reader, window, sink);
    }
    let mut line = Vec::new();
    let mut number = 0_u64;
    loop {
        line.clear();
        number += 1;
        if (&mut reader).take(LONGEST).read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        if line.len() as u64 == LONGEST && line.last() != Some(&b'\n') {
            skip_line(&mut reader)?;
            line.clear();
            line.push(b'?');
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let read = match serde_json::from_slice::<Value>(&line) {
            Ok(document) if is_action(&document) => continue,
            Ok(document) => at(event_from_json(&document, window), number),
            Err(error) => Read::Damaged { place: format!("line {number}: {error}") },
        };
        if sink(read).is_break() {
            return Ok(());
        }
    }
}

/// The lines between documents of a bulk file.
fn is_action(document: &Value) -> bool {
    document.as_object().is_some_and(|object| {
        object.len() == 1 && object.keys().all(|key| matches!(key.as_str(), "index" | "create" | "update" | "delete"))
    })
}

fn at(read: Read, number: u64) -> Read {
    match read {
        Read::Damaged { place } => Read::Damaged { place: format!("line {number}: {place}") },
        other => other,
    }
}

fn skip_mark(reader: &mut Box<dyn BufRead + '_>) -> Result<(), SourceError> {
    if reader.fill_buf()?.starts_with(b"\xef\xbb\xbf") {
        reader.consume(3);
    }
    Ok(())
}

fn skip_line(reader: &mut Box<dyn BufRead + '_>) -> Result<(), SourceError> {
    loop {
        let buffer = reader.fill_buf()?;
        let (end, length) = match buffer.iter().position(|byte| *byte == b'\n') {
            Some(at) => (true, at + 1),
            None => (buffer.is_empty(), buffer.len()),
        };
        reader.consume(length);
        if end {
            return Ok(());
        }
    }
}

fn list(reader: Box<dyn BufRead + '_>, window: Window, sink: &mut Sink<'_>) -> Result<(), SourceError> {
    let documents = serde_json::from_reader::<_, Vec<Value>>(reader.take(LARGEST_LIST));
    let documents = match documents {
        Ok(documents) => documents,
        Err(error) => {
            // One list is one value: nothing of a broken one can be trusted.
            let _ = sink(Read::Damaged { place: format!("the JSON list: {error}") });
            return Ok(());
        }
    };
    for (number, document) in documents.iter().enumerate() {
        if sink(at(event_from_json(document, window), number as u64 + 1)).is_break() {
            break;
        }
    }
    Ok(())
}
