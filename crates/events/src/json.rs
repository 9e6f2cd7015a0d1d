//! A forward scanner over JSON that a program wrote: the evtx crate, Elasticsearch.
//!
//! A general parser is most of the cost of the whole door (it builds values or checks what is
//! known to be well formed); this one only walks, and hands out byte ranges. It is used on text of a known
//! writer only, yet stops quietly on anything it does not understand.

use std::borrow::Cow;

/// Where the scanner stands.
#[derive(Clone, Copy)]
pub struct Scanner<'t> {
    text: &'t [u8],
    at: usize,
    ended: bool,
}

/// A value's place in the text, without the quotes of a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// Text.
    Text {
        /// Behind the first quote.
        start: u32,
        /// Before the last quote.
        end: u32,
        /// Whether it holds backslashes.
        escaped: bool,
    },
    /// A number, `true`, `false`.
    Plain {
        /// Its first byte.
        start: u32,
        /// Behind its last byte.
        end: u32,
    },
    /// `null`.
    Null,
    /// An object begins; the scanner stands behind its brace.
    Object,
    /// A list begins; the scanner stands behind its bracket.
    List,
}

impl Value {
    /// A text's letters, taken from the whole that was scanned; `None` for all else and for what is no text.
    pub fn letters(self, whole: &str) -> Option<Cow<'_, str>> {
        let Self::Text { start, end, escaped } = self else { return None };
        let (start, end) = (start as usize, end as usize);
        if escaped {
            serde_json::from_str(whole.get(start - 1..=end)?).ok().map(Cow::Owned)
        } else {
            whole.get(start..end).map(Cow::Borrowed)
        }
    }
}

impl<'t> Scanner<'t> {
    /// Stands at this byte of the text.
    pub const fn new(text: &'t [u8], at: usize) -> Self {
        Self { text, at, ended: false }
    }

    /// Where it stands.
    pub const fn at(&self) -> usize {
        self.at
    }

    /// Goes to where another scanner has come.
    pub fn go(&mut self, at: usize) {
        self.at = at;
    }

    /// Whether the object or list that was walked last has come to its end, and not the scanner to its wits'.
    pub const fn ended(&self) -> bool {
        self.ended
    }

    /// The next key of the object, or `None` at its end.
    pub fn key(&mut self) -> Option<&'t [u8]> {
        if self.ends(b'}')? {
            return None;
        }
        let Value::Text { start, end, .. } = self.value()? else { return None };
        self.space();
        if self.peek()? == b':' {
            self.at += 1;
        }
        self.text.get(start as usize..end as usize)
    }

    /// Whether the list has another item, which begins here.
    pub fn item(&mut self) -> bool {
        self.ends(b']') == Some(false)
    }

    /// Whether the object or list ends here; passes over its end.
    fn ends(&mut self, end: u8) -> Option<bool> {
        self.ended = false;
        self.comma();
        self.ended = self.peek()? == end;
        self.at += usize::from(self.ended);
        Some(self.ended)
    }

    /// The value that begins here.
    pub fn value(&mut self) -> Option<Value> {
        self.space();
        match self.peek()? {
            b'"' => self.string(),
            b'{' => {
                self.at += 1;
                Some(Value::Object)
            }
            b'[' => {
                self.at += 1;
                Some(Value::List)
            }
            _ => Some(self.plain()),
        }
    }

    fn string(&mut self) -> Option<Value> {
        let start = self.at + 1;
        let mut at = start;
        let mut escaped = false;
        loop {
            at += ending(self.text.get(at..)?)?;
            if self.text[at] == b'"' {
                self.at = at + 1;
                return Some(Value::Text { start: start as u32, end: at as u32, escaped });
            }
            escaped = true;
            at += 2;
        }
    }

    fn plain(&mut self) -> Value {
        let start = self.at;
        let rest = &self.text[start..];
        let length =
            rest.iter().position(|byte| matches!(byte, b',' | b'}' | b']' | b' ' | b'\n')).unwrap_or(rest.len());
        // At least one byte, so that nonsense cannot hold the scanner in place.
        self.at = start + length.max(1);
        let end = start + length;
        if &self.text[start..end] == b"null" {
            Value::Null
        } else {
            Value::Plain { start: start as u32, end: end as u32 }
        }
    }

    /// Passes over a value, however deep.
    pub fn skip(&mut self) -> Option<()> {
        let value = self.value()?;
        self.skip_rest(value)
    }

    /// Passes over what is left of a value that just began.
    pub fn skip_rest(&mut self, value: Value) -> Option<()> {
        if !matches!(value, Value::Object | Value::List) {
            return Some(());
        }
        let mut depth = 1;
        while depth > 0 {
            match self.peek()? {
                b'"' => drop(self.string()?),
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' => {
                    depth -= 1;
                    self.at += 1;
                }
                _ => self.at += 1,
            }
        }
        Some(())
    }

    fn comma(&mut self) {
        self.space();
        if self.peek() == Some(b',') {
            self.at += 1;
            self.space();
        }
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }
}

const WORD: usize = 8;
/// Words that are looked at before a search for long texts is worth its beginning.
const SHORT: usize = 6;

/// The first quote or backslash.
fn ending(text: &[u8]) -> Option<usize> {
    let (words, _) = text.as_chunks::<WORD>();
    for (number, word) in words.iter().take(SHORT).enumerate() {
        let word = u64::from_le_bytes(*word);
        let found = zeros(word ^ every(b'"')) | zeros(word ^ every(b'\\'));
        if found != 0 {
            return Some(number * WORD + found.trailing_zeros() as usize / 8);
        }
    }
    let seen = words.len().min(SHORT) * WORD;
    memchr::memchr2(b'"', b'\\', &text[seen..]).map(|at| seen + at)
}

/// A byte in every place of a word.
const fn every(byte: u8) -> u64 {
    u64::from_le_bytes([byte; WORD])
}

/// The highest bit of the lowest byte that is zero; those of bytes above it may be set too.
const fn zeros(word: u64) -> u64 {
    word.wrapping_sub(every(0x01)) & !word & every(0x80)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn walks_keys_and_values() {
        let text = br#"{"a":"x\"y","b":{"c":[1,{"d":"}"}]},"e":7,"f":null}"#;
        let mut scanner = Scanner::new(text, 1);
        assert_eq!(scanner.key(), Some(&b"a"[..]));
        assert_eq!(scanner.value(), Some(Value::Text { start: 6, end: 10, escaped: true }));
        assert_eq!(scanner.key(), Some(&b"b"[..]));
        scanner.skip().unwrap();
        assert_eq!(scanner.key(), Some(&b"e"[..]));
        assert!(matches!(scanner.value(), Some(Value::Plain { .. })));
        assert_eq!(scanner.key(), Some(&b"f"[..]));
        assert_eq!(scanner.value(), Some(Value::Null));
        assert!(scanner.key().is_none() && scanner.ended());
    }

    #[test]
    fn walks_items() {
        let mut scanner = Scanner::new(b"[1, {\"a\":2} ]x", 1);
        assert!(scanner.item() && scanner.skip().is_some() && scanner.item() && scanner.skip().is_some());
        assert!(!scanner.item() && scanner.ended() && scanner.at() == 13);
        let mut cut = Scanner::new(b"[1", 1);
        assert!(cut.item() && cut.skip().is_some() && !cut.item() && !cut.ended());
    }

    #[test]
    fn a_text_ends_at_its_first_quote_or_backslash() {
        for length in 0..100 {
            for end in [b'"', b'\\'] {
                let mut text = vec![b'a'; length];
                text.extend([end, b'\\', b'"', b'#', b'!']);
                assert_eq!(ending(&text), Some(length));
                assert_eq!(ending(&text[..length]), None);
            }
        }
        assert_eq!(ending(&[0x80, 0xa2, 0xdc, 0x21, 0x23, 0x5b, 0x5d, b'"']), Some(7));
    }

    #[test]
    fn nonsense_ends_the_walk() {
        for text in [&b"{\"a\":\"x"[..], b"{\"a", b"", b"{\"a\":[", b"{]"] {
            let mut scanner = Scanner::new(text, 1);
            while scanner.key().is_some() && scanner.skip().is_some() {}
        }
    }
}
