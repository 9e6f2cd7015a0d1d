//! Cuts a stream into the texts of its events.

use std::io::BufRead;

/// Longest event that is kept, 16 MiB: Windows writes at most 64 kB.
const LONGEST: usize = 16 << 20;

const NAME: &[u8] = b"Event";
const PLAIN: &[u8] = b"<Event";
/// Longest prefix of a namespace that is looked for, with its colon.
const PREFIX: usize = 64;

/// A piece of the stream.
pub(super) enum Piece {
    /// `<Event …>…</Event>`, and the byte it begins at.
    Event(String, u64),
    /// An event that begins at this byte and never ends, or is too long.
    Broken(u64),
}

pub(super) struct Cutter<'r> {
    reader: Box<dyn BufRead + 'r>,
    buffer: Vec<u8>,
    /// What of `buffer` is done with. It is dropped at the next filling only: moving the rest up for each
    /// event costs more than reading it.
    used: usize,
    /// Byte of the stream that the rest of `buffer` begins at.
    base: u64,
    done: bool,
}

impl<'r> Cutter<'r> {
    pub(super) fn new(reader: Box<dyn BufRead + 'r>) -> Self {
        Self { reader, buffer: Vec::new(), used: 0, base: 0, done: false }
    }

    pub(super) fn next_event(&mut self) -> std::io::Result<Option<Piece>> {
        let Some(mut tags) = self.find_start()? else { return Ok(None) };
        let mut from = 1;
        loop {
            let end = find(self.rest(), from, &tags.end);
            // Looking for the end any further than to the next event would walk the same bytes again for
            // each event that has none.
            let next = tags.start_in(self.rest(), if end.is_some() { 1 } else { from });
            if let Some((next, same)) = next.filter(|(next, _)| end.is_none_or(|end| *next < end)) {
                let at = self.base;
                self.drop_front(next);
                if same {
                    // Another event begins inside: this one lost its end.
                    return Ok(Some(Piece::Broken(at)));
                }
                // An element called like an event, around events: a subscription's envelope.
                (tags, from) = (Tags::plain(), 1);
                continue;
            }
            let at = self.base;
            if let Some(end) = end {
                let length = end + tags.end.len();
                let event = String::from_utf8_lossy(&self.rest()[..length]).into_owned();
                self.drop_front(length);
                return Ok(Some(Piece::Event(event, at)));
            }
            from = self.rest().len().saturating_sub(tags.end.len()).max(1);
            if self.rest().len() > LONGEST || !self.fill()? {
                // Behind the start tag another event may still be whole.
                let next = tags.start_in(self.rest(), 1).map_or(self.rest().len(), |(next, _)| next);
                self.drop_front(next);
                return Ok(Some(Piece::Broken(at)));
            }
        }
    }

    /// Goes to where the next event begins, reading on as needed.
    fn find_start(&mut self) -> std::io::Result<Option<Tags>> {
        loop {
            if let Some((at, tags)) = any_start(self.rest()) {
                self.drop_front(at);
                return Ok(Some(tags));
            }
            // A tag may be cut by the buffer's end.
            self.drop_front(self.rest().len().saturating_sub(PREFIX + PLAIN.len() + 2));
            if !self.fill()? {
                return Ok(None);
            }
        }
    }

    fn drop_front(&mut self, bytes: usize) {
        self.used += bytes;
        self.base += bytes as u64;
    }

    fn rest(&self) -> &[u8] {
        &self.buffer[self.used..]
    }

    fn fill(&mut self) -> std::io::Result<bool> {
        if self.done {
            return Ok(false);
        }
        self.buffer.drain(..self.used);
        self.used = 0;
        let bytes = self.reader.fill_buf()?;
        self.buffer.extend_from_slice(bytes);
        let count = bytes.len();
        self.reader.consume(count);
        self.done = count == 0;
        Ok(!self.done)
    }
}

/// How an event begins and ends, with its namespace's prefix.
struct Tags {
    /// Without what follows the name.
    start: Vec<u8>,
    end: Vec<u8>,
}

impl Tags {
    fn plain() -> Self {
        Self::of(b"")
    }

    /// `e:` of `<e:Event>`.
    fn of(prefix: &[u8]) -> Self {
        Self { start: [b"<", prefix, NAME].concat(), end: [b"</", prefix, NAME, b">"].concat() }
    }

    /// Where the next event begins, and whether it has the same tags. Among those with a prefix also one
    /// without is looked for.
    fn start_in(&self, text: &[u8], from: usize) -> Option<(usize, bool)> {
        let same = start_of(text, from, &self.start).map(|at| (at, true));
        let plain = if self.start == PLAIN { None } else { start_of(text, from, PLAIN).map(|at| (at, false)) };
        [same, plain].into_iter().flatten().min()
    }
}

/// The first event's place and tags, whatever its prefix.
fn any_start(text: &[u8]) -> Option<(usize, Tags)> {
    let mut from = 0;
    while let Some(name) = find(text, from, NAME) {
        let before = &text[..name];
        from = name + 1;
        let prefix = before.iter().rev().take(PREFIX).take_while(|byte| is_prefix(**byte)).count();
        let (before, prefix) = before.split_at(name - prefix);
        let is_tag = before.last() == Some(&b'<') && (prefix.is_empty() || prefix.ends_with(b":"));
        if is_tag && ends_name(text.get(name + NAME.len())) {
            return Some((before.len() - 1, Tags::of(prefix)));
        }
    }
    None
}

/// A start tag that is the whole name, not `<Events` or `<EventID`.
fn start_of(text: &[u8], mut from: usize, tag: &[u8]) -> Option<usize> {
    while let Some(at) = find(text, from, tag) {
        if ends_name(text.get(at + tag.len())) {
            return Some(at);
        }
        from = at + 1;
    }
    None
}

const fn is_prefix(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'_' | b'-' | b'.')
}

const fn ends_name(byte: Option<&u8>) -> bool {
    matches!(byte, Some(b'>' | b' ' | b'\t' | b'\r' | b'\n'))
}

fn find(buffer: &[u8], from: usize, needle: &[u8]) -> Option<usize> {
    memchr::memmem::find(buffer.get(from..)?, needle).map(|at| from + at)
}
