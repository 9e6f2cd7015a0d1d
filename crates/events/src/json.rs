//! A forward scanner over compact JSON that the evtx crate wrote.
//!
//! A general parser is most of the cost of the whole door (it builds values or checks what is
//! known to be well formed); this one only walks, and hands out byte ranges. It is used on text of a known
//! writer only, yet stops quietly on anything it does not understand.

/// Where the scanner stands.
#[derive(Clone, Copy)]
pub(crate) struct Scanner<'t> {
    text: &'t [u8],
    at: usize,
}

/// A value's place in the text, without the quotes of a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// Text; `escaped` when it holds backslashes.
    Text { start: u32, end: u32, escaped: bool },
    /// A number, `true`, `false`.
    Plain { start: u32, end: u32 },
    /// `null`.
    Null,
    /// An object begins; the scanner stands behind its brace.
    Object,
    /// A list begins; the scanner stands behind its bracket.
    List,
}

impl<'t> Scanner<'t> {
    pub(crate) const fn new(text: &'t [u8], at: usize) -> Self {
        Self { text, at }
    }

    pub(crate) const fn at(&self) -> usize {
        self.at
    }

    /// The next key of the object, or `None` at its end.
    pub(crate) fn key(&mut self) -> Option<&'t [u8]> {
        self.comma();
        if self.peek()? == b'}' {
            self.at += 1;
            return None;
        }
        let Value::Text { start, end, .. } = self.value()? else { return None };
        self.space();
        if self.peek()? == b':' {
            self.at += 1;
        }
        self.text.get(start as usize..end as usize)
    }

    pub(crate) fn value(&mut self) -> Option<Value> {
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
            at += memchr::memchr2(b'"', b'\\', self.text.get(at..)?)?;
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
    pub(crate) fn skip(&mut self) -> Option<()> {
        let value = self.value()?;
        self.skip_rest(value)
    }

    /// Passes over what is left of a value that just began.
    pub(crate) fn skip_rest(&mut self, value: Value) -> Option<()> {
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
        assert_eq!(scanner.key(), None);
    }

    #[test]
    fn nonsense_ends_the_walk() {
        for text in [&b"{\"a\":\"x"[..], b"{\"a", b"", b"{\"a\":[", b"{]"] {
            let mut scanner = Scanner::new(text, 1);
            while scanner.key().is_some() && scanner.skip().is_some() {}
        }
    }
}
