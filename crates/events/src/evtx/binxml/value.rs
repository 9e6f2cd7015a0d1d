//! Values as text, spelled as the evtx crate spells them.

/// The types of values (MS-EVEN6 2.2.12, `ValueType`).
pub(super) mod kind {
    pub(in super::super) const NULL: u8 = 0x00;
    pub(in super::super) const STRING: u8 = 0x01;
    pub(in super::super) const ANSI: u8 = 0x02;
    pub(in super::super) const INT8: u8 = 0x03;
    pub(in super::super) const UINT8: u8 = 0x04;
    pub(in super::super) const INT16: u8 = 0x05;
    pub(in super::super) const UINT16: u8 = 0x06;
    pub(in super::super) const INT32: u8 = 0x07;
    pub(in super::super) const UINT32: u8 = 0x08;
    pub(in super::super) const INT64: u8 = 0x09;
    pub(in super::super) const UINT64: u8 = 0x0a;
    pub(in super::super) const REAL32: u8 = 0x0b;
    pub(in super::super) const REAL64: u8 = 0x0c;
    pub(in super::super) const BOOL: u8 = 0x0d;
    pub(in super::super) const BINARY: u8 = 0x0e;
    pub(in super::super) const GUID: u8 = 0x0f;
    pub(in super::super) const SIZE: u8 = 0x10;
    pub(in super::super) const FILETIME: u8 = 0x11;
    pub(in super::super) const SYSTEMTIME: u8 = 0x12;
    pub(in super::super) const SID: u8 = 0x13;
    pub(in super::super) const HEX32: u8 = 0x14;
    pub(in super::super) const HEX64: u8 = 0x15;
    pub(in super::super) const BINXML: u8 = 0x21;
    /// Texts, each with a NUL behind it.
    pub(in super::super) const STRINGS: u8 = 0x81;
}

/// Whether the format knows the type at all.
pub(super) const fn known(kind: u8) -> bool {
    matches!(kind, 0x00..=0x15 | 0x20 | 0x21 | 0x23 | 0x81..=0x95)
}

/// Whether a value of the type has the size that it must have. False also for types that are not
/// read here.
pub(super) fn fits(kind: u8, bytes: &[u8]) -> bool {
    let size = bytes.len();
    match kind {
        kind::NULL | kind::BINARY | kind::BINXML => true,
        kind::STRING => size.is_multiple_of(2),
        kind::ANSI => bytes.iter().all(|byte| (0x01..0x80).contains(byte)),
        kind::INT8 | kind::UINT8 => size == 1,
        kind::INT16 | kind::UINT16 => size == 2,
        kind::INT32 | kind::UINT32 | kind::REAL32 | kind::BOOL | kind::HEX32 => size == 4,
        kind::INT64 | kind::UINT64 | kind::REAL64 | kind::FILETIME | kind::HEX64 => size == 8,
        kind::GUID | kind::SYSTEMTIME => size == 16,
        kind::SIZE => size == 4 || size == 8,
        kind::SID => size >= 8 && size == 8 + usize::from(bytes[1]) * 4,
        kind::STRINGS => size.is_multiple_of(2) && (size == 0 || bytes.ends_with(&[0, 0])),
        _ => false,
    }
}

/// A whole number without a sign.
pub(super) fn unsigned(kind: u8, bytes: &[u8]) -> Option<u64> {
    match kind {
        kind::UINT8 | kind::UINT16 | kind::UINT32 | kind::UINT64 => Some(little(bytes)),
        _ => None,
    }
}

/// Appends a value that [`fits`]; `None` where its type has no short way to be written.
pub(super) fn write(text: &mut Vec<u8>, kind: u8, bytes: &[u8]) -> Option<()> {
    match kind {
        kind::NULL => {}
        kind::STRING => utf16(text, bytes),
        kind::ANSI => text.extend_from_slice(bytes),
        kind::UINT8 | kind::UINT16 | kind::UINT32 | kind::UINT64 => decimal(text, little(bytes)),
        kind::INT8 | kind::INT16 | kind::INT32 | kind::INT64 => signed(text, bytes),
        kind::BOOL => match little(bytes) {
            0 => text.extend_from_slice(b"false"),
            1 => text.extend_from_slice(b"true"),
            _ => signed(text, bytes),
        },
        kind::GUID => guid(text, bytes),
        kind::SID => sid(text, bytes)?,
        kind::HEX32 | kind::HEX64 | kind::SIZE => hex(text, little(bytes)),
        _ => return None,
    }
    Some(())
}

/// Appends UTF-16 up to its first NUL. Halves of pairs become U+FFFD.
pub(super) fn utf16(text: &mut Vec<u8>, bytes: &[u8]) {
    let mut units = bytes.as_chunks::<2>().0;
    while let [rest @ .., [0, 0]] = units {
        units = rest;
    }
    // Both questions in one pass without a branch per letter, since nearly every text is plain.
    let (mut all, mut nul) = (0_u16, false);
    for unit in units {
        let unit = u16::from_le_bytes(*unit);
        all |= unit;
        nul |= unit == 0;
    }
    if nul {
        let length = units.iter().position(|unit| *unit == [0, 0]).unwrap_or(units.len());
        units = &units[..length];
    }
    if all < 0x80 {
        text.extend(units.iter().map(|unit| unit[0]));
        return;
    }
    let units = units.iter().map(|unit| u16::from_le_bytes(*unit));
    for letter in char::decode_utf16(units) {
        let letter = letter.unwrap_or(char::REPLACEMENT_CHARACTER);
        text.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
    }
}

/// Up to eight bytes as a number.
fn little(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

fn signed(text: &mut Vec<u8>, bytes: &[u8]) {
    let unused = 64 - 8 * bytes.len().clamp(1, 8) as u32;
    let number = (little(bytes) << unused) as i64 >> unused;
    if number < 0 {
        text.push(b'-');
    }
    decimal(text, number.unsigned_abs());
}

fn decimal(text: &mut Vec<u8>, mut number: u64) {
    let mut digits = [0; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    text.extend_from_slice(&digits[at..]);
}

const HEX: &[u8; 16] = b"0123456789abcdef";

fn hex(text: &mut Vec<u8>, number: u64) {
    text.extend_from_slice(b"0x");
    let digits = (16 - number.leading_zeros() / 4).max(1);
    text.extend((0..digits).rev().map(|place| HEX[(number >> (4 * place) & 0xf) as usize]));
}

/// In braces; the first three parts are little-endian.
fn guid(text: &mut Vec<u8>, bytes: &[u8]) {
    const ORDER: [usize; 16] = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
    text.push(b'{');
    for (at, &place) in ORDER.iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            text.push(b'-');
        }
        let byte = bytes.get(place).copied().unwrap_or_default();
        text.extend([HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 0xf)]]);
    }
    text.push(b'}');
}

/// `S-revision-authority-part-…` (MS-DTYP 2.4.2.2): a byte, the number of parts, six bytes of
/// authority with the highest first, and four bytes a part.
fn sid(text: &mut Vec<u8>, bytes: &[u8]) -> Option<()> {
    let (head, parts) = bytes.split_first_chunk::<8>()?;
    let revision = head[0];
    // Eight bytes as a number; the first two are not of the authority.
    let authority = u64::from_be_bytes(*head) & 0xffff_ffff_ffff;
    text.extend_from_slice(b"S-");
    decimal(text, u64::from(revision));
    text.push(b'-');
    decimal(text, authority);
    for part in parts.as_chunks::<4>().0 {
        text.push(b'-');
        decimal(text, u64::from(u32::from_le_bytes(*part)));
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(kind: u8, bytes: &[u8]) -> String {
        assert!(fits(kind, bytes), "{kind:#x}");
        let mut text = Vec::new();
        write(&mut text, kind, bytes).unwrap();
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn values_are_spelled_as_windows_does() {
        assert_eq!(text(kind::STRING, b"a\0\xe9\0=\xd8\0\xdex\0\0\0y\0\0\0"), "aé😀x");
        assert_eq!(text(kind::STRING, b"\x3d\xd8a\0"), "\u{fffd}a");
        assert_eq!(text(kind::STRING, b"a\0\0\0b\0"), "a");
        assert_eq!(text(kind::INT8, &[0xff]), "-1");
        assert_eq!(text(kind::INT64, &i64::MIN.to_le_bytes()), "-9223372036854775808");
        assert_eq!(text(kind::UINT64, &u64::MAX.to_le_bytes()), "18446744073709551615");
        assert_eq!(text(kind::UINT16, &[0, 0]), "0");
        assert_eq!(text(kind::BOOL, &[1, 0, 0, 0]) + &text(kind::BOOL, &[2, 0, 0, 0]), "true2");
        assert_eq!(text(kind::HEX32, &[0, 0, 0, 0]), "0x0");
        assert_eq!(text(kind::HEX64, &0xc000_006d_u64.to_le_bytes()), "0xc000006d");
        assert_eq!(
            text(
                kind::GUID,
                &[0x25, 0x96, 0x84, 0x54, 0x78, 0x54, 0x94, 0x49, 0xa5, 0xba, 0x3e, 0x3b, 3, 0x28, 0xc3, 0xd]
            ),
            "{54849625-5478-4994-a5ba-3e3b0328c30d}"
        );
        assert_eq!(text(kind::SID, &[1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x20, 2, 0, 0]), "S-1-5-32-544");
    }

    #[test]
    fn wrong_sizes_do_not_fit() {
        for (kind, bytes) in [
            (kind::STRING, &[0][..]),
            (kind::UINT32, &[0; 8]),
            (kind::SID, &[1, 2, 0, 0, 0, 0, 0, 5]),
            (kind::SID, &[]),
            (kind::GUID, &[0; 15]),
            (kind::STRINGS, b"a\0"),
            (kind::ANSI, b"a\0"),
            (0x23, b""),
        ] {
            assert!(!fits(kind, bytes), "{kind:#x} {bytes:?}");
        }
    }
}
