//! The JSON door: one document a line, or one list of documents; also search hits and bulk files.

use std::cell::Cell;
use std::fmt;
use std::io::{BufRead, Read as _};

use serde::de::{Deserializer as _, SeqAccess, Visitor};
use serde_json::Value;

use crate::document::event_from_json;
use crate::{Read, Sink, SourceError, Window};

/// Longest line or document of a list that is read, 64 MiB: winlogbeat's documents have a few kB.
const LONGEST: u64 = 64 << 20;

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

/// Reads a list document by document, so that its length costs no memory.
fn list(reader: Box<dyn BufRead + '_>, window: Window, sink: &mut Sink<'_>) -> Result<(), SourceError> {
    let (mut stopped, mut seen, left) = (false, 0, Cell::new(LONGEST));
    let walk = Walk { window, sink, stopped: &mut stopped, seen: &mut seen, left: &left };
    let outcome = serde_json::Deserializer::from_reader(Bounded { reader, left: &left }).deserialize_seq(walk);
    match outcome {
        Err(error) if error.is_io() && left.get() > 0 => Err(std::io::Error::from(error).into()),
        Err(error) if !stopped => {
            // Where a broken document of a list ends cannot be known: what follows it is lost.
            let _ = sink(Read::Damaged { place: format!("the JSON list, behind document {seen}: {error}") });
            Ok(())
        }
        _ => Ok(()),
    }
}

/// A list's bytes, so many of each document.
struct Bounded<'r> {
    reader: Box<dyn BufRead + 'r>,
    left: &'r Cell<u64>,
}

impl std::io::Read for Bounded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.left.get() == 0 {
            return Err(std::io::Error::other(format!("a document of more than {LONGEST} bytes")));
        }
        let most = buffer.len().min(usize::try_from(self.left.get()).unwrap_or(usize::MAX));
        let read = self.reader.read(&mut buffer[..most])?;
        self.left.set(self.left.get() - read as u64);
        Ok(read)
    }
}

/// Hands the documents of a list on, one by one.
struct Walk<'w, 's> {
    window: Window,
    sink: &'w mut Sink<'s>,
    stopped: &'w mut bool,
    seen: &'w mut u64,
    left: &'w Cell<u64>,
}

impl<'de> Visitor<'de> for Walk<'_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list of documents")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(document) = list.next_element::<Value>()? {
            *self.seen += 1;
            self.left.set(LONGEST);
            if (self.sink)(at(event_from_json(&document, self.window), *self.seen)).is_break() {
                *self.stopped = true;
                return Err(serde::de::Error::custom("stopped"));
            }
        }
        Ok(())
    }
}
