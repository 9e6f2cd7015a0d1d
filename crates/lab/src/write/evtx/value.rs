//! Values in their binary form.

use crate::Value;
use crate::write::text::{guid, sid, until_nul};

/// The types of values, by Windows' numbers.
pub(super) mod kind {
    pub(in crate::write::evtx) const TEXT: u8 = 0x01;
    pub(in crate::write::evtx) const U8: u8 = 0x04;
    pub(in crate::write::evtx) const U16: u8 = 0x06;
    pub(in crate::write::evtx) const U32: u8 = 0x08;
    pub(in crate::write::evtx) const U64: u8 = 0x0a;
    pub(in crate::write::evtx) const GUID: u8 = 0x0f;
    pub(in crate::write::evtx) const FILETIME: u8 = 0x11;
    pub(in crate::write::evtx) const SID: u8 = 0x13;
    pub(in crate::write::evtx) const HEX32: u8 = 0x14;
    pub(in crate::write::evtx) const HEX64: u8 = 0x15;
    pub(in crate::write::evtx) const BINXML: u8 = 0x21;
}

/// The type a template states for the value.
pub(super) const fn declared(value: &Value) -> u8 {
    match value {
        Value::Text(_) => kind::TEXT,
        Value::U8(_) => kind::U8,
        Value::U16(_) => kind::U16,
        Value::U32(_) => kind::U32,
        Value::U64(_) => kind::U64,
        Value::Hex32(_) => kind::HEX32,
        Value::Hex64(_) => kind::HEX64,
        Value::Sid(_) => kind::SID,
        Value::Guid(_) => kind::GUID,
    }
}

/// Appends the value and tells the type it got: a SID or GUID that is none becomes a text.
pub(super) fn put(value: &Value, data: &mut Vec<u8>) -> u8 {
    match value {
        Value::Text(text) => return terminated(text, data),
        Value::U8(number) => data.push(*number),
        Value::U16(number) => data.extend_from_slice(&number.to_le_bytes()),
        Value::U32(number) | Value::Hex32(number) => data.extend_from_slice(&number.to_le_bytes()),
        Value::U64(number) | Value::Hex64(number) => data.extend_from_slice(&number.to_le_bytes()),
        Value::Sid(text) => {
            if !sid(text, data) {
                return terminated(text, data);
            }
        }
        Value::Guid(text) => match guid(text) {
            Some(bytes) => data.extend_from_slice(&bytes),
            None => return terminated(text, data),
        },
    }
    declared(value)
}

/// Values of `EventData` end with a NUL, those of `System` do not.
fn terminated(text: &str, data: &mut Vec<u8>) -> u8 {
    utf16(until_nul(text), data);
    data.extend_from_slice(&[0, 0]);
    kind::TEXT
}

/// Appends the text as UTF-16.
pub(super) fn utf16(text: &str, data: &mut Vec<u8>) {
    if text.is_ascii() {
        data.extend(text.bytes().flat_map(|byte| [byte, 0]));
    } else {
        data.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    }
}

/// 100 ns since 1601, 0 for what lies before.
pub(super) fn filetime(time: model::Time) -> u64 {
    (time.ms() + 11_644_473_600_000).max(0) as u64 * 10_000
}
