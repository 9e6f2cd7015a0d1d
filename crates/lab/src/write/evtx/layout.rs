//! Where things stand in files and chunks.

/// Bytes of a file before its first chunk.
pub(super) const FILE_HEADER: usize = 4096;
/// Bytes of a chunk.
pub(super) const CHUNK: usize = 65536;
/// Where a chunk's records end at the latest. Windows left 16 bytes free in the fullest of the corpus' 533 chunks, and
/// libevtx misses the last record of one that is full to the brim.
pub(super) const CHUNK_LIMIT: usize = CHUNK - 16;
/// Bytes of a chunk before its first record.
pub(super) const CHUNK_HEADER: usize = 512;

/// Overwrites bytes; nothing happens where there are none, which no caller does.
pub(super) fn set(data: &mut [u8], at: usize, bytes: &[u8]) {
    if let Some(place) = data.get_mut(at..at + bytes.len()) {
        place.copy_from_slice(bytes);
    }
}

/// A file's header.
pub(super) fn file_header(chunks: u16, next_record: u64) -> Vec<u8> {
    let mut header = vec![0; FILE_HEADER];
    set(&mut header, 0, b"ElfFile\0");
    // The first chunk is number 0.
    set(&mut header, 16, &u64::from(chunks.saturating_sub(1)).to_le_bytes());
    set(&mut header, 24, &next_record.to_le_bytes());
    set(&mut header, 32, &128_u32.to_le_bytes());
    // Version 3.1.
    set(&mut header, 36, &[1, 0, 3, 0]);
    set(&mut header, 40, &(FILE_HEADER as u16).to_le_bytes());
    set(&mut header, 42, &chunks.to_le_bytes());
    // The flags at 120 stay 0: closed and not full.
    let crc = crc32fast::hash(header.get(..120).unwrap_or_default());
    set(&mut header, 124, &crc.to_le_bytes());
    header
}

/// What a chunk's header says about its records.
pub(super) struct Records {
    /// Numbers of the first and last record within the file, from 1.
    pub(super) numbers: (u64, u64),
    /// Ids of the first and last record.
    pub(super) ids: (u64, u64),
    /// Where the last record begins.
    pub(super) last: u32,
}

/// Fills the header of a chunk whose records end where `data` does.
pub(super) fn chunk_header(data: &mut [u8], records: &Records, names: &[u32], templates: &[u32]) {
    set(data, 0, b"ElfChnk\0");
    set(data, 8, &records.numbers.0.to_le_bytes());
    set(data, 16, &records.numbers.1.to_le_bytes());
    set(data, 24, &records.ids.0.to_le_bytes());
    set(data, 32, &records.ids.1.to_le_bytes());
    set(data, 40, &128_u32.to_le_bytes());
    set(data, 44, &records.last.to_le_bytes());
    set(data, 48, &(data.len() as u32).to_le_bytes());
    let crc = crc32fast::hash(data.get(CHUNK_HEADER..).unwrap_or_default());
    set(data, 52, &crc.to_le_bytes());
    for (number, head) in names.iter().chain(templates).enumerate() {
        set(data, 128 + number * 4, &head.to_le_bytes());
    }
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(data.get(..120).unwrap_or_default());
    hasher.update(data.get(128..CHUNK_HEADER).unwrap_or_default());
    set(data, 124, &hasher.finalize().to_le_bytes());
}
