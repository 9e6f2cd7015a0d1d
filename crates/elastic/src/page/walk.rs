//! The quick way through an answer.

use std::ops::Range;

use events::document::event_at;
use events::json::{Scanner, Value};
use events::{Read, Window};
use serde_json::value::RawValue;

use super::{Hits, named};
use crate::document;
use crate::settings::DEFAULT_PREFIX;

/// An answer on its way.
struct Walk<'t> {
    text: &'t str,
    scanner: Scanner<'t>,
    prefix: &'t str,
    window: Window,
    reads: Vec<Read>,
    last: Option<Range<usize>>,
}

/// The hits of an answer; `None` where it is not as expected.
pub(super) fn hits(text: &str, prefix: &str, window: Window) -> Option<Hits> {
    let scanner = Scanner::new(text.as_bytes(), 1);
    let mut walk = Walk { text, scanner, prefix, window, reads: Vec::new(), last: None };
    let (mut pit, mut timed_out, mut found) = (None, false, false);
    text.starts_with('{').then_some(())?;
    while let Some(key) = walk.scanner.key() {
        let value = walk.scanner.value()?;
        match (key, value) {
            (b"pit_id", Value::Text { .. }) => pit = Some(value.letters(text)?.into_owned()),
            (b"timed_out", Value::Plain { start, end }) => {
                timed_out = text.get(start as usize..end as usize)? == "true";
            }
            (b"hits", Value::Object) => {
                found = true;
                walk.outer()?;
            }
            (b"pit_id" | b"timed_out" | b"hits" | b"error", _) => return None,
            _ => walk.scanner.skip_rest(value)?,
        }
    }
    let last = match walk.last {
        Some(place) => Some(RawValue::from_string(text.get(place)?.to_owned()).ok()?),
        None => None,
    };
    (found && walk.scanner.ended()).then_some(Hits { pit, timed_out, reads: walk.reads, last })
}

impl Walk<'_> {
    /// What stands around the list of hits.
    fn outer(&mut self) -> Option<()> {
        let mut listed = false;
        while let Some(key) = self.scanner.key() {
            let value = self.scanner.value()?;
            match (key, value) {
                (b"hits", Value::List) => {
                    listed = true;
                    while self.scanner.item() {
                        self.hit()?;
                    }
                    self.scanner.ended().then_some(())?;
                }
                (b"hits", _) => return None,
                _ => self.scanner.skip_rest(value)?,
            }
        }
        (listed && self.scanner.ended()).then_some(())
    }

    fn hit(&mut self) -> Option<()> {
        let Value::Object = self.scanner.value()? else { return None };
        let (mut index, mut id, mut read) = (None, None, None);
        self.last = None;
        while let Some(key) = self.scanner.key() {
            let value = self.scanner.value()?;
            match (key, value) {
                (b"_index", _) => index = Some(value),
                (b"_id", _) => id = Some(value),
                (b"_source", Value::Object) => read = Some(self.source()?),
                (b"sort", Value::List) => {
                    let start = self.scanner.at() - 1;
                    self.scanner.skip_rest(value)?;
                    self.last = Some(start..self.scanner.at());
                }
                (b"_source" | b"sort", _) => return None,
                _ => self.scanner.skip_rest(value)?,
            }
        }
        self.scanner.ended().then_some(())?;
        let read = match read {
            Some(read @ (Read::Kept(_) | Read::Skipped { .. })) => read,
            other => named(other, &index?.letters(self.text)?, &id?.letters(self.text)?),
        };
        self.reads.push(read);
        Some(())
    }

    /// The document whose brace the scanner stands behind.
    fn source(&mut self) -> Option<Read> {
        let start = self.scanner.at() - 1;
        if self.prefix == DEFAULT_PREFIX
            && let Some((read, end)) = event_at(self.text, start, self.window)
        {
            self.scanner.go(end);
            return Some(read);
        }
        self.scanner.skip_rest(Value::Object)?;
        let source = self.text.get(start..self.scanner.at())?;
        Some(document::general(source, self.prefix, self.window))
    }
}
