//! Bytes read forward, little-endian, never past their end.

/// A place in a chunk. Offsets are those of the chunk, also where the end is nearer.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'c> {
    data: &'c [u8],
    at: usize,
}

impl<'c> Cursor<'c> {
    /// Bytes `start..end` of a chunk.
    pub(super) fn new(chunk: &'c [u8], start: usize, end: usize) -> Option<Self> {
        let data = chunk.get(..end)?;
        (start <= end).then_some(Self { data, at: start })
    }

    pub(super) const fn at(&self) -> usize {
        self.at
    }

    /// The next byte, which stays.
    pub(super) fn peek(&self) -> Option<u8> {
        self.data.get(self.at).copied()
    }

    pub(super) fn take(&mut self, length: usize) -> Option<&'c [u8]> {
        let bytes = self.data.get(self.at..)?.get(..length)?;
        self.at += length;
        Some(bytes)
    }

    pub(super) fn skip(&mut self, length: usize) -> Option<()> {
        self.take(length).map(drop)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let bytes = self.data.get(self.at..)?.first_chunk::<N>()?;
        self.at += N;
        Some(*bytes)
    }

    pub(super) fn u8(&mut self) -> Option<u8> {
        self.array::<1>().map(|[byte]| byte)
    }

    pub(super) fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_le_bytes)
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    /// Whether nothing follows but the token for the end, behind which anything may stand.
    pub(super) fn ends(&self) -> bool {
        matches!(self.peek(), None | Some(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_read_past_the_end() {
        let mut cursor = Cursor::new(&[1, 2, 0, 4, 0, 0, 0, 9], 1, 7).unwrap();
        assert_eq!((cursor.u16(), cursor.u32(), cursor.at()), (Some(2), Some(4), 7));
        assert_eq!((cursor.u8(), cursor.peek(), cursor.ends()), (None, None, true));
        assert_eq!((cursor.take(usize::MAX), cursor.skip(0)), (None, Some(())));
        assert!(Cursor::new(&[0], 1, 2).is_none() && Cursor::new(&[0], 1, 0).is_none());
    }
}
