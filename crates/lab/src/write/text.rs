//! Values and times as text, as Windows renders them.

use std::borrow::Cow;

use jiff::Timestamp;
use model::Time;

use crate::Value;

/// The value as Event Viewer and winlogbeat show it.
pub(crate) fn shown(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Text(text) => Cow::Borrowed(until_nul(text)),
        Value::U8(number) => number.to_string().into(),
        Value::U16(number) => number.to_string().into(),
        Value::U32(number) => number.to_string().into(),
        Value::U64(number) => number.to_string().into(),
        Value::Hex32(number) => format!("{number:#x}").into(),
        Value::Hex64(number) => format!("{number:#x}").into(),
        Value::Sid(sid) => Cow::Borrowed(until_nul(sid)),
        Value::Guid(text) => match guid(text) {
            Some(_) => format!("{{{}}}", text.trim_matches(['{', '}']).to_ascii_lowercase()).into(),
            None => Cow::Borrowed(until_nul(text)),
        },
    }
}

/// Windows' texts are C strings: what stands behind a NUL never reaches the log.
pub(super) fn until_nul(text: &str) -> &str {
    text.find('\0').and_then(|end| text.get(..end)).unwrap_or(text)
}

/// The time with this many digits behind the second: Windows has 7, winlogbeat 3.
pub(super) fn time(time: Time, digits: usize) -> String {
    let stamp = Timestamp::from_millisecond(time.ms()).unwrap_or(Timestamp::UNIX_EPOCH);
    format!("{stamp:.digits$}")
}

/// A GUID's bytes as Windows lays them out: the first three groups little-endian.
pub(super) fn guid(text: &str) -> Option<[u8; 16]> {
    let inner = text.strip_prefix('{').map_or(Some(text), |rest| rest.strip_suffix('}'))?;
    if inner.len() != 36 {
        return None;
    }
    let mut number = 0_u128;
    for (place, letter) in inner.chars().enumerate() {
        if matches!(place, 8 | 13 | 18 | 23) {
            (letter == '-').then_some(())?;
        } else {
            number = number << 4 | u128::from(letter.to_digit(16)?);
        }
    }
    let mut bytes = number.to_be_bytes();
    bytes[0..4].reverse();
    bytes[4..6].reverse();
    bytes[6..8].reverse();
    Some(bytes)
}

/// A SID's bytes appended to `out`; false and nothing appended when the text is none.
pub(super) fn sid(text: &str, out: &mut Vec<u8>) -> bool {
    let start = out.len();
    let whole = put_sid(text, out).is_some();
    if !whole {
        out.truncate(start);
    }
    whole
}

fn put_sid(text: &str, out: &mut Vec<u8>) -> Option<()> {
    let mut parts = text.strip_prefix("S-1-")?.split('-');
    let authority: u64 = parts.next()?.parse().ok()?;
    let count_at = out.len() + 1;
    out.extend_from_slice(&[1, 0]);
    out.extend_from_slice(authority.to_be_bytes().get(2..)?);
    let mut count = 0;
    for part in parts {
        out.extend_from_slice(&part.parse::<u32>().ok()?.to_le_bytes());
        count += 1;
    }
    // Only what reads back as the same text may become a SID.
    if count > 15 || authority > u64::from(u32::MAX) {
        return None;
    }
    *out.get_mut(count_at)? = count;
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_have_windows_layout() {
        let mut bytes = Vec::new();
        assert!(sid("S-1-5-21-7", &mut bytes));
        assert_eq!(bytes, [1, 2, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0, 7, 0, 0, 0]);
        assert!(!sid("-", &mut bytes) && !sid("S-1-5-x", &mut bytes));
        assert_eq!(bytes.len(), 16);
        let expected = [0x25, 0x96, 0x84, 0x54, 0x78, 0x54, 0x94, 0x49, 0xa5, 0xba, 0x3e, 0x3b, 3, 0x28, 0xc3, 0xd];
        assert_eq!(guid("{54849625-5478-4994-A5BA-3E3B0328C30D}"), Some(expected));
        assert_eq!(guid("{54849625-5478-4994-A5BA-3E3B0328C30D"), None);
        assert_eq!(guid("-"), None);
    }

    #[test]
    fn values_read_as_windows_shows_them() {
        assert_eq!(shown(&Value::Hex64(0x3e7)), "0x3e7");
        assert_eq!(shown(&Value::text("a\0b")), "a");
        assert_eq!(
            shown(&Value::Guid("ABCDEF00-0000-0000-0000-000000000001".into())),
            "{abcdef00-0000-0000-0000-000000000001}"
        );
        assert_eq!(time(Time::from_ms(1_704_067_944_602), 7), "2024-01-01T00:12:24.6020000Z");
    }
}
