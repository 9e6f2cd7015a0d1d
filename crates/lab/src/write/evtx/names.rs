//! The names of a chunk: each stands once, and a table of 64 buckets finds it.

/// Buckets in the chunk's header.
pub(super) const BUCKETS: usize = 64;

/// What is known of a chunk's names.
#[derive(Clone)]
pub(super) struct Names {
    /// Where each bucket's chain begins, 0 when it is empty.
    pub(super) heads: [u32; BUCKETS],
    known: Vec<(&'static str, u32)>,
}

impl Names {
    pub(super) fn new() -> Self {
        Self { heads: [0; BUCKETS], known: Vec::new() }
    }

    /// How many there are, to go back to by [`Self::forget`].
    pub(super) fn len(&self) -> usize {
        self.known.len()
    }

    /// Drops the names behind the first `len`; the heads are the caller's to restore.
    pub(super) fn forget(&mut self, len: usize) {
        self.known.truncate(len);
    }

    /// Appends a reference to `name` and, at its first use, the name itself right behind.
    pub(super) fn put(&mut self, name: &'static str, data: &mut Vec<u8>) {
        if let Some((_, at)) = self.known.iter().find(|(known, _)| *known == name) {
            data.extend_from_slice(&at.to_le_bytes());
            return;
        }
        let at = data.len() as u32 + 4;
        data.extend_from_slice(&at.to_le_bytes());
        let hash = hash(name.encode_utf16());
        let bucket = usize::from(hash) % BUCKETS;
        data.extend_from_slice(&self.heads[bucket].to_le_bytes());
        data.extend_from_slice(&hash.to_le_bytes());
        data.extend_from_slice(&(name.encode_utf16().count() as u16).to_le_bytes());
        super::value::utf16(name, data);
        data.extend_from_slice(&[0, 0]);
        // The newest name heads its chain, as Windows has it.
        self.heads[bucket] = at;
        self.known.push((name, at));
    }
}

/// Windows' hash of a name, and of a template's GUID taken as eight words.
pub(super) fn hash(words: impl Iterator<Item = u16>) -> u16 {
    words.fold(0_u32, |hash, word| hash.wrapping_mul(65599).wrapping_add(u32::from(word))) as u16
}

#[cfg(test)]
mod tests {
    #[test]
    fn hashes_are_windows() {
        // As they stand in a log that Windows wrote.
        assert_eq!(super::hash("Event".encode_utf16()), 0x0cba);
        assert_eq!(super::hash("Qualifiers".encode_utf16()), 0xda29);
    }
}
