//! One record in its binary form.

use super::binxml::{END, FRAGMENT};
use super::bodies::slot;
use super::layout::set;
use super::names::Names;
use super::templates::Templates;
use super::value::{self, filetime, kind, utf16};
use crate::Record;
use crate::write::catalog::{self, Facts};
use crate::write::{WriteError, text};

/// What every record begins with.
const MAGIC: [u8; 4] = [0x2a, 0x2a, 0, 0];

/// Appends the record, with the names and templates that the chunk does not have yet.
pub(super) fn append(
    record: &Record,
    data: &mut Vec<u8>,
    names: &mut Names,
    templates: &mut Templates,
) -> Result<(), WriteError> {
    let facts = catalog::facts(record);
    let start = data.len();
    data.extend_from_slice(&MAGIC);
    data.extend_from_slice(&[0; 4]);
    data.extend_from_slice(&record.record.to_le_bytes());
    data.extend_from_slice(&filetime(record.time).to_le_bytes());
    data.extend_from_slice(&FRAGMENT);
    templates.system(facts.provider.source, data, names);
    let too_large = WriteError::TooLarge { id: record.id, record: record.record };
    fill(record, &facts, data, names, templates)?.ok_or(too_large)?;
    data.push(END);
    // A record's size, which stands at both ends, is a multiple of eight.
    while !(data.len() - start + 4).is_multiple_of(8) {
        data.push(0);
    }
    let size = (data.len() - start + 4) as u32;
    data.extend_from_slice(&size.to_le_bytes());
    set(data, start + 4, &size.to_le_bytes());
    Ok(())
}

/// The outer template's values, in the order of [`slot`]; nothing when one is longer than 16 bits tell.
fn fill(
    record: &Record,
    facts: &Facts,
    data: &mut Vec<u8>,
    names: &mut Names,
    templates: &mut Templates,
) -> Result<Option<()>, WriteError> {
    let id = u16::try_from(record.id).map_err(|_| WriteError::EventId(record.id))?;
    let mut values = Values::begin(slot::COUNT, data);
    values.fixed(slot::LEVEL, kind::U8, &[facts.level], data);
    values.fixed(slot::OPCODE, kind::U8, &[facts.opcode], data);
    values.fixed(slot::TASK, kind::U16, &facts.task.to_le_bytes(), data);
    values.fixed(slot::EVENT, kind::U16, &id.to_le_bytes(), data);
    if let Some(qualifiers) = facts.qualifiers {
        values.fixed(slot::QUALIFIERS, kind::U16, &qualifiers.to_le_bytes(), data);
    }
    values.fixed(slot::KEYWORDS, kind::HEX64, &facts.keywords.to_le_bytes(), data);
    values.fixed(slot::TIME, kind::FILETIME, &filetime(record.time).to_le_bytes(), data);
    values.fixed(slot::PROCESS, kind::U32, &facts.provider.process.to_le_bytes(), data);
    values.fixed(slot::THREAD, kind::U32, &facts.thread(record).to_le_bytes(), data);
    values.fixed(slot::RECORD, kind::U64, &record.record.to_le_bytes(), data);
    values.fixed(slot::VERSION, kind::U8, &[facts.version], data);
    if facts.user.is_some_and(|user| text::sid(user, data)) {
        values.end(slot::USER, kind::SID, data);
    }
    writer(record, facts, &mut values, data);
    let whole = body(record, facts, data, names, templates)
        .and_then(|()| values.end(slot::BODY, kind::BINXML, data))
        .and_then(|()| {
            utf16(text::until_nul(&record.computer), data);
            values.end(slot::COMPUTER, kind::TEXT, data)
        });
    Ok(whole)
}

/// The provider and its log.
fn writer(record: &Record, facts: &Facts, values: &mut Values, data: &mut Vec<u8>) {
    utf16(facts.provider.name, data);
    values.end(slot::PROVIDER, kind::TEXT, data);
    if let Some(guid) = text::guid(facts.provider.guid) {
        values.fixed(slot::GUID, kind::GUID, &guid, data);
    }
    utf16(record.channel.name(), data);
    values.end(slot::CHANNEL, kind::TEXT, data);
}

/// The values of the event: a template of their own inside the outer one's, as Windows nests them.
fn body(
    record: &Record,
    facts: &Facts,
    data: &mut Vec<u8>,
    names: &mut Names,
    templates: &mut Templates,
) -> Option<()> {
    templates.values((record.channel, record.id), &record.data, facts.body, data, names);
    let mut values = Values::begin(u16::try_from(record.data.len()).ok()?, data);
    for (number, (_, value)) in (0..).zip(&record.data) {
        let kind = value::put(value, data);
        values.end(number, kind, data)?;
    }
    data.push(END);
    Some(())
}

/// The values of a template's use: how many, size and type of each, then their bytes.
struct Values {
    /// Where the sizes and types stand; those of values that are not given stay 0, which is null.
    table: usize,
    /// Where the value being written begins.
    from: usize,
}

impl Values {
    fn begin(count: u16, data: &mut Vec<u8>) -> Self {
        data.extend_from_slice(&u32::from(count).to_le_bytes());
        let table = data.len();
        data.resize(table + usize::from(count) * 4, 0);
        Self { table, from: data.len() }
    }

    /// Makes what was appended since the last value value `number`.
    fn end(&mut self, number: u16, kind: u8, data: &mut [u8]) -> Option<()> {
        let [low, high] = u16::try_from(data.len() - self.from).ok()?.to_le_bytes();
        self.from = data.len();
        set(data, self.table + usize::from(number) * 4, &[low, high, kind, 0]);
        Some(())
    }

    /// A value of a few bytes.
    fn fixed(&mut self, number: u16, kind: u8, bytes: &[u8], data: &mut Vec<u8>) {
        data.extend_from_slice(bytes);
        let [low, high] = (bytes.len() as u16).to_le_bytes();
        self.from = data.len();
        set(data, self.table + usize::from(number) * 4, &[low, high, kind, 0]);
    }
}
