//! A use of a template: which one, and the values.

use super::cursor::Cursor;
use super::template;
use super::value::{self, kind};

/// Values of one record at most; Windows allows no more parameters per event than this by far.
const MOST: usize = 4096;

/// A value's type and place in the chunk.
#[derive(Clone, Copy)]
struct Slot {
    kind: u8,
    start: u32,
    end: u32,
}

/// The values of a use of a template. Kept from record to record for its memory.
#[derive(Default)]
pub(super) struct Instance {
    slots: Vec<Slot>,
    /// The template's offset in the chunk.
    pub(super) template: usize,
}

impl Instance {
    /// Reads the use that bytes `start..end` consist of, and nothing else.
    pub(super) fn read(&mut self, chunk: &[u8], start: usize, end: usize) -> Option<()> {
        let mut cursor = Cursor::new(chunk, start, end)?;
        if cursor.peek()? == 0x0f {
            cursor.skip(4)?;
        }
        if cursor.u8()? != 0x0c {
            return None;
        }
        cursor.skip(1 + 4)?;
        self.template = cursor.u32()? as usize;
        if self.template == cursor.at() {
            // The first use of a template brings it along.
            cursor.skip(template::size(chunk, self.template)?)?;
        }
        self.values(chunk, &mut cursor)?;
        cursor.ends().then_some(())
    }

    fn values(&mut self, chunk: &[u8], cursor: &mut Cursor<'_>) -> Option<()> {
        let count = cursor.u32()? as usize;
        if count > MOST {
            return None;
        }
        self.slots.clear();
        let table = cursor.take(count * 4)?;
        let mut start = cursor.at();
        for &[low, high, kind, _] in table.as_chunks::<4>().0 {
            let end = start + usize::from(u16::from_le_bytes([low, high]));
            if !value::fits(kind, chunk.get(start..end)?) {
                return None;
            }
            self.slots.push(Slot { kind, start: start as u32, end: end as u32 });
            start = end;
        }
        cursor.skip(start - cursor.at())
    }

    /// A value's type and bytes; a null where the record has no such value.
    pub(super) fn value<'c>(&self, chunk: &'c [u8], slot: u16) -> (u8, &'c [u8]) {
        let Some(slot) = self.slots.get(usize::from(slot)) else { return (kind::NULL, &[]) };
        (slot.kind, chunk.get(slot.start as usize..slot.end as usize).unwrap_or_default())
    }

    /// Where a value stands.
    pub(super) fn place(&self, slot: u16) -> Option<(usize, usize)> {
        self.slots.get(usize::from(slot)).map(|slot| (slot.start as usize, slot.end as usize))
    }

    /// Whether an element that depends on the value is left out.
    pub(super) fn is_null(&self, slot: u16) -> bool {
        self.slots.get(usize::from(slot)).is_some_and(|slot| slot.kind == kind::NULL || slot.is_empty_binxml())
    }

    /// Whether some value but this one is BinXML, which may hold anything.
    pub(super) fn nests(&self, but: Option<u16>) -> bool {
        let nested = |slot: &Slot| slot.kind == kind::BINXML && slot.start < slot.end;
        self.slots.iter().enumerate().any(|(number, slot)| nested(slot) && but.map(usize::from) != Some(number))
    }
}

impl Slot {
    const fn is_empty_binxml(&self) -> bool {
        self.kind == kind::BINXML && self.start == self.end
    }
}
