//! What a file is, by its first bytes.

use std::io::Read;

use flate2::read::GzDecoder;

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

/// What a file is that somebody hands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A log of Windows.
    Evtx,
    /// An export of Event Viewer or wevtutil.
    Xml,
    /// A document a line, or an array of them.
    Ndjson,
    /// One of these, packed.
    Gzip,
    /// An archive; whether logs are in it, [`crate::expand()`] tells.
    Zip,
}

impl FileKind {
    /// How many of a file's first bytes [`Self::of`] wants to see.
    pub const HEAD: usize = 4096;

    /// What a file is, by its first bytes; of a packed one, what is inside counts.
    ///
    /// # Errors
    /// Why it is no log: [`SourceError::NotALog`], [`SourceError::Empty`] and the like.
    pub fn of(head: &[u8]) -> Result<Self, SourceError> {
        if head.starts_with(b"PK\x03\x04") {
            return Ok(Self::Zip);
        }
        if head.starts_with(&[0x1f, 0x8b]) {
            return unpacked(head).and_then(|inside| kind(&inside)).map(|_| Self::Gzip);
        }
        Ok(match kind(head)? {
            Kind::Evtx => Self::Evtx,
            Kind::Xml(_) => Self::Xml,
            Kind::Json => Self::Ndjson,
        })
    }

    /// Its word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Evtx => "evtx",
            Self::Xml => "xml",
            Self::Ndjson => "ndjson",
            Self::Gzip => "gzip",
            Self::Zip => "zip",
        }
    }
}

/// The first bytes inside the beginning of a packed file.
fn unpacked(head: &[u8]) -> Result<Vec<u8>, SourceError> {
    let mut inside = vec![0; HEAD];
    let mut reader = GzDecoder::new(head);
    let mut filled = 0;
    while filled < HEAD {
        // The head ends in the middle of the stream: what came until then counts.
        match reader.read(&mut inside[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(_) if filled > 0 => break,
            Err(error) => return Err(SourceError::Unpack(error.to_string())),
        }
    }
    inside.truncate(filled);
    Ok(inside)
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
    fn what_is_packed_counts_by_its_inside() {
        let packed = |bytes: &[u8]| {
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
            std::io::Write::write_all(&mut encoder, bytes).unwrap();
            encoder.finish().unwrap()
        };
        let mut state = 1_u32;
        let mut noise = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        };
        let noise: Vec<u8> = (0..20_000).map(|_| noise()).collect();
        let log = packed(&[b"ElfFile\0".as_slice(), &noise].concat());
        assert_eq!(FileKind::of(&log[..FileKind::HEAD]).unwrap(), FileKind::Gzip);
        let picture = packed(&[b"\x89PNG".as_slice(), &noise].concat());
        assert_eq!(FileKind::of(&picture[..FileKind::HEAD]).unwrap_err().code(), "not_a_log");
        assert_eq!(FileKind::of(&packed(b"")).unwrap_err().code(), "empty_file");
        assert_eq!(FileKind::of(&[0x1f, 0x8b, 8, 0]).unwrap_err().code(), "bad_archive");
        assert_eq!(FileKind::of(b"PK\x03\x04").unwrap(), FileKind::Zip);
        assert_eq!(FileKind::of(b"{}").unwrap().name(), "ndjson");
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
