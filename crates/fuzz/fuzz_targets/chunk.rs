//! One chunk whose frame is sound, so that what is found lies in the records: the bytes are its content from the
//! first record on, and the headers and checksums are made to fit.
#![no_main]

const FILE_HEADER: usize = 4096;
const CHUNK: usize = 65_536;
const CHUNK_HEADER: usize = 512;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let content = &bytes[..bytes.len().min(CHUNK - CHUNK_HEADER)];
    fuzz::through(".evtx", &file(content));
});

fn file(content: &[u8]) -> Vec<u8> {
    let mut file = vec![0; FILE_HEADER + CHUNK];
    let (header, chunk) = file.split_at_mut(FILE_HEADER);
    header[..8].copy_from_slice(b"ElfFile\0");
    header[32..36].copy_from_slice(&128_u32.to_le_bytes());
    header[36..40].copy_from_slice(&[1, 0, 3, 0]);
    header[40..44].copy_from_slice(&[0, 0x10, 1, 0]);
    let sum = crc32fast::hash(&header[..120]);
    header[124..128].copy_from_slice(&sum.to_le_bytes());
    let end = CHUNK_HEADER + content.len();
    chunk[CHUNK_HEADER..end].copy_from_slice(content);
    chunk[..8].copy_from_slice(b"ElfChnk\0");
    for (at, value) in [(8, 1_u64), (16, u64::MAX >> 1), (24, 1), (32, u64::MAX >> 1)] {
        chunk[at..at + 8].copy_from_slice(&value.to_le_bytes());
    }
    chunk[40..44].copy_from_slice(&128_u32.to_le_bytes());
    chunk[48..52].copy_from_slice(&(end as u32).to_le_bytes());
    let sum = crc32fast::hash(content);
    chunk[52..56].copy_from_slice(&sum.to_le_bytes());
    let mut sum = crc32fast::Hasher::new();
    sum.update(&chunk[..120]);
    sum.update(&chunk[128..512]);
    let sum = sum.finalize();
    chunk[124..128].copy_from_slice(&sum.to_le_bytes());
    file
}
