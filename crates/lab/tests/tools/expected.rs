//! What a reader should find of a record, written down without the writers' own code.

use lab::{Record, Value};
use model::Field;

/// A value as text. GUIDs are bare and in lower case, since readers differ about braces and case.
pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::Text(text) | Value::Sid(text) => text.to_string(),
        Value::U8(number) => number.to_string(),
        Value::U16(number) => number.to_string(),
        Value::U32(number) => number.to_string(),
        Value::U64(number) => number.to_string(),
        Value::Hex32(number) => format!("0x{number:x}"),
        Value::Hex64(number) => format!("0x{number:x}"),
        Value::Guid(text) => bare(text),
    }
}

/// A text as it is; a GUID without what readers differ about.
pub(crate) fn bare(text: &str) -> String {
    let inner = text.trim_start_matches('{').trim_end_matches('}');
    let is_guid = inner.len() == 36 && inner.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit());
    if is_guid { inner.to_lowercase() } else { text.to_owned() }
}

/// The values that our reader keeps of a record, in its order.
pub(crate) fn fields(record: &Record) -> Vec<(Field, String)> {
    let found = |field: Field| {
        let (_, value) = record.data.iter().find(|(name, _)| *name == field.name())?;
        let text = text(value);
        Some((field, model::present(&text)?.to_owned()))
    };
    Field::ALL.iter().filter_map(|field| found(*field)).collect()
}
