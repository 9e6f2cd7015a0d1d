//! Cuts a stream into the texts of its events.

use std::io::BufRead;

/// Longest event that is kept, 16 MiB: Windows writes at most 64 kB.
const LONGEST: usize = 16 << 20;

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
        let Some(start) = self.find_start()? else { return Ok(None) };
        self.drop_front(start);
        let at = self.base;
        let mut from = 1;
        loop {
            if let Some(end) = find(self.rest(), from, b"</Event>") {
                let next = self.start_in(1);
                if let Some(next) = next.filter(|next| *next < end) {
                    // Another event begins inside: this one lost its end.
                    self.drop_front(next);
                    return Ok(Some(Piece::Broken(at)));
                }
                let length = end + b"</Event>".len();
                let event = String::from_utf8_lossy(&self.rest()[..length]).into_owned();
                self.drop_front(length);
                return Ok(Some(Piece::Event(event, at)));
            }
            // Another event begins and this one has not ended: looking for its end any further would walk
            // the same bytes again for each such start.
            if let Some(next) = self.start_in(from) {
                self.drop_front(next);
                return Ok(Some(Piece::Broken(at)));
            }
            from = self.rest().len().saturating_sub(8).max(1);
            if self.rest().len() > LONGEST || !self.fill()? {
                // Behind the start tag another event may still be whole.
                let next = self.start_in(1).unwrap_or(self.rest().len());
                self.drop_front(next);
                return Ok(Some(Piece::Broken(at)));
            }
        }
    }

    /// Where the next event begins in the buffer, reading on as needed.
    fn find_start(&mut self) -> std::io::Result<Option<usize>> {
        loop {
            if let Some(at) = self.start_in(0) {
                return Ok(Some(at));
            }
            // A tag may be cut by the buffer's end.
            self.drop_front(self.rest().len().saturating_sub(8));
            if !self.fill()? {
                return Ok(None);
            }
        }
    }

    /// An `<Event` that is the whole name, not `<Events` or `<EventID`.
    fn start_in(&self, from: usize) -> Option<usize> {
        let mut from = from;
        while let Some(at) = find(self.rest(), from, b"<Event") {
            match self.rest().get(at + 6) {
                Some(b'>' | b' ' | b'\t' | b'\r' | b'\n') => return Some(at),
                _ => from = at + 1,
            }
        }
        None
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

fn find(buffer: &[u8], from: usize, needle: &[u8]) -> Option<usize> {
    memchr::memmem::find(buffer.get(from..)?, needle).map(|at| from + at)
}
