//! Names of elements and attributes, which a chunk stores once each.

use super::cursor::Cursor;

/// Longest name that is of use; Windows' longest field has 25 letters.
const LONGEST: usize = 48;
/// Where a chunk's header lists the first name of each of its 64 buckets.
const TABLE: usize = 128;
const BUCKETS: usize = 64;
/// Names in one chunk at most; each takes at least ten of its 65,536 bytes.
const MOST: usize = 6553;

/// A name in ASCII; empty where it is too long to be one that is looked for.
pub(super) struct Name {
    letters: [u8; LONGEST],
    length: usize,
}

impl Name {
    pub(super) fn as_str(&self) -> &str {
        self.letters.get(..self.length).and_then(|letters| std::str::from_utf8(letters).ok()).unwrap_or_default()
    }

    /// Of UTF-16, up to the first NUL; `None` when it is not ASCII.
    fn of(units: &[u8]) -> Option<Self> {
        let mut name = Self { letters: [0; LONGEST], length: 0 };
        for (at, unit) in units.as_chunks::<2>().0.iter().enumerate() {
            match *unit {
                [0, 0] => break,
                [letter, 0] if letter.is_ascii() => {
                    if let Some(place) = name.letters.get_mut(at) {
                        *place = letter;
                    }
                    name.length = at + 1;
                }
                _ => return None,
            }
        }
        if name.length > LONGEST {
            name.length = 0;
        }
        Some(name)
    }
}

/// Reads a reference to a name, and the name. It stands right behind the first reference to it.
pub(super) fn read(cursor: &mut Cursor<'_>, chunk: &[u8]) -> Option<Name> {
    let offset = cursor.u32()? as usize;
    if offset == cursor.at() {
        entry(cursor)?;
    }
    let (_, units) = entry(&mut Cursor::new(chunk, offset, chunk.len())?)?;
    Name::of(units)
}

/// The next name's offset in the bucket (0: none), and the name in UTF-16.
fn entry<'c>(cursor: &mut Cursor<'c>) -> Option<(u32, &'c [u8])> {
    let next = cursor.u32()?;
    let _hash = cursor.u16()?;
    let length = usize::from(cursor.u16()?);
    let units = cursor.take(length * 2)?;
    let _nul = cursor.u16()?;
    Some((next, units))
}

/// Whether every name of the chunk's table can be read. Where one cannot, the evtx crate takes the
/// whole chunk for damaged.
pub(in crate::evtx) fn sound_table(chunk: &[u8]) -> bool {
    sound(chunk).is_some()
}

fn sound(chunk: &[u8]) -> Option<()> {
    let mut header = Cursor::new(chunk, TABLE, chunk.len())?;
    let mut left = MOST;
    for _ in 0..BUCKETS {
        let mut offset = header.u32()?;
        while offset != 0 {
            // More names than there is room for: they go in a circle.
            left = left.checked_sub(1)?;
            let (next, units) = entry(&mut Cursor::new(chunk, offset as usize, chunk.len())?)?;
            // Halves of pairs may stand alone, which no name may have.
            if units.as_chunks::<2>().0.iter().any(|unit| unit[1] & 0xf8 == 0xd8) {
                return None;
            }
            offset = next;
        }
    }
    Some(())
}
