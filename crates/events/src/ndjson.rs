//! The JSON door: one document a line, or one list of documents; also search hits and bulk files.

use std::cell::Cell;
use std::fmt;
use std::io::{BufRead, Read as _};

use serde::de::{Deserializer as _, IgnoredAny, SeqAccess, Visitor};
use serde_json::Value;

use crate::document::{event_from_json, event_from_text};
use crate::pipeline::ahead;
use crate::{Read, Sink, SourceError, Window};

/// Longest line or document of a list that is read, 64 MiB: winlogbeat's documents have a few kB.
const LONGEST: u64 = 64 << 20;

/// Bytes of lines that one thread takes, and of those that wait at most, unless a single line is longer.
const BLOCK: u64 = 1 << 20;
const WAITING: usize = 4 << 20;

pub(crate) fn read(mut reader: Box<dyn BufRead + '_>, window: Window, sink: &mut Sink<'_>) -> Result<(), SourceError> {
    skip_mark(&mut reader)?;
    if reader.fill_buf()?.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[') {
        return list(reader, window, sink);
    }
    let mut end = Ok(());
    let blocks = Blocks { reader, lines: 0, end: &mut end };
    let work = move |block: Block| block.reads(window);
    let _ = ahead(blocks, |block| block.text.len(), WAITING, work, |reads| reads.into_iter().try_for_each(&mut *sink));
    end.map_err(SourceError::from)
}

/// Whole lines, behind so many others.
struct Block {
    text: Vec<u8>,
    before: u64,
}

impl Block {
    fn reads(&self, window: Window) -> Vec<Read> {
        let lines = self.text.split_inclusive(|byte| *byte == b'\n').zip(self.before + 1..);
        lines.filter_map(|(line, number)| of_line(line, number, window)).collect()
    }
}

/// Cuts what a reader gives into blocks; a failure ends them and is kept.
struct Blocks<'r, 'e> {
    reader: Box<dyn BufRead + 'r>,
    lines: u64,
    end: &'e mut std::io::Result<()>,
}

impl Iterator for Blocks<'_, '_> {
    type Item = Block;

    fn next(&mut self) -> Option<Block> {
        if self.end.is_err() {
            return None;
        }
        let (mut text, before) = (Vec::new(), self.lines);
        *self.end = self.fill(&mut text);
        self.lines += memchr::memchr_iter(b'\n', &text).count() as u64;
        (!text.is_empty()).then_some(Block { text, before })
    }
}

impl Blocks<'_, '_> {
    fn fill(&mut self, text: &mut Vec<u8>) -> std::io::Result<()> {
        (&mut self.reader).take(BLOCK).read_to_end(text)?;
        if text.last().is_none_or(|last| *last == b'\n') {
            return Ok(());
        }
        (&mut self.reader).take(LONGEST - BLOCK).read_until(b'\n', text)?;
        if text.len() as u64 == LONGEST && text.last() != Some(&b'\n') {
            let start = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
            text.truncate(start);
            text.extend_from_slice(b"?\n");
            skip_line(&mut self.reader)?;
        }
        Ok(())
    }
}

/// What a line is worth, if it is more than white space and no action of a bulk file.
fn of_line(line: &[u8], number: u64, window: Window) -> Option<Read> {
    if line.iter().all(u8::is_ascii_whitespace) {
        return None;
    }
    if let Some(read) = quick(line, window) {
        return Some(read);
    }
    match serde_json::from_slice::<Value>(line) {
        Ok(document) if is_action(&document) => None,
        Ok(document) => Some(at(event_from_json(&document, window), number)),
        Err(error) => Some(Read::Damaged { place: format!("line {number}: {error}") }),
    }
}

/// The commonest documents, of which only what is used is taken. What is no JSON is left to those who say why.
fn quick(line: &[u8], window: Window) -> Option<Read> {
    let line = std::str::from_utf8(line).ok()?;
    let read = event_from_text(line, window)?;
    serde_json::from_str::<IgnoredAny>(line).is_ok().then_some(read)
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

fn skip_line(reader: &mut Box<dyn BufRead + '_>) -> std::io::Result<()> {
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
