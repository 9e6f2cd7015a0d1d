//! What a file is, by its first bytes.

use crate::SourceError;

/// How the text of an XML export is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
}

/// Which door fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Evtx,
    Xml(Encoding),
    Json,
}

/// How many bytes [`kind`] wants to see.
pub(crate) const HEAD: usize = 512;

pub(crate) fn kind(head: &[u8]) -> Result<Kind, SourceError> {
    if head.is_empty() {
        return Err(SourceError::Empty);
    }
    if head.starts_with(b"ElfFile\0") {
        return Ok(Kind::Evtx);
    }
    if head.get(4..8) == Some(b"LfLe") {
        return Err(SourceError::OldEvt);
    }
    if let Some(name) = other(head) {
        return Err(SourceError::NotALog(name));
    }
    let wide = |first: usize| head.iter().skip(2 + first).step_by(2).find(|byte| !byte.is_ascii_whitespace());
    match head {
        [0xff, 0xfe, ..] if wide(0) == Some(&b'<') => return Ok(Kind::Xml(Encoding::Utf16Le)),
        [0xfe, 0xff, ..] if wide(1) == Some(&b'<') => return Ok(Kind::Xml(Encoding::Utf16Be)),
        _ => {}
    }
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    match text.iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(b'<') => Ok(Kind::Xml(Encoding::Utf8)),
        Some(b'{' | b'[') => Ok(Kind::Json),
        None => Err(SourceError::Empty),
        _ if head.contains(&0) => Err(SourceError::NotALog("binary data")),
        _ => Err(SourceError::NotALog("plain text")),
    }
}

/// Well-known formats that are given by mistake.
fn other(head: &[u8]) -> Option<&'static str> {
    const KNOWN: [(&[u8], &str); 8] = [
        (b"\x89PNG", "a PNG picture"),
        (b"\xff\xd8\xff", "a JPEG picture"),
        (b"%PDF", "a PDF document"),
        (b"MZ", "a Windows program"),
        (b"\x7fELF", "a program"),
        (b"regf", "a registry hive"),
        (b"SQLite format 3\0", "an SQLite database"),
        (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    ];
    KNOWN.iter().find(|(magic, _)| head.starts_with(magic)).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_decides() {
        assert_eq!(kind(b"ElfFile\0\0").unwrap(), Kind::Evtx);
        assert_eq!(kind(b"\xef\xbb\xbf <Events>").unwrap(), Kind::Xml(Encoding::Utf8));
        assert_eq!(kind(b"\xff\xfe<\0E\0").unwrap(), Kind::Xml(Encoding::Utf16Le));
        assert_eq!(kind(b"\xfe\xff\0<\0E").unwrap(), Kind::Xml(Encoding::Utf16Be));
        assert_eq!(kind(b"\n{\"a\":1}").unwrap(), Kind::Json);
    }

    #[test]
    fn other_files_are_named() {
        let codes = [
            (&b""[..], "empty_file"),
            (b"\x89PNG\r\n", "not_a_log"),
            (b"hello", "not_a_log"),
            (b"0\0\0\0LfLe", "old_evt"),
        ];
        for (head, code) in codes {
            assert_eq!(kind(head).unwrap_err().code(), code);
        }
    }
}
