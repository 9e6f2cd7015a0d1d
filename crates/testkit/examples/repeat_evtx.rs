//! Makes a big EVTX file by repeating the chunks of a real one: `repeat_evtx FROM TO BYTES`.
//!
//! Every repetition gets record ids of its own, in the record headers, in the chunk headers and in
//! the events themselves, so that a reader that drops duplicates keeps all of them. Checksums are not renewed.

use std::io::{BufWriter, Write};

const HEADER: usize = 4096;
const CHUNK: usize = 65536;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut next = || arguments.next().ok_or("usage: repeat_evtx FROM TO BYTES");
    let (from, to, bytes) = (next()?, next()?, next()?.parse::<u64>()?);
    let data = std::fs::read(from)?;
    let chunks: Vec<&[u8]> =
        data[HEADER..].chunks_exact(CHUNK).filter(|chunk| chunk.starts_with(b"ElfChnk\0")).collect();
    let mut out = BufWriter::new(std::fs::File::create(to)?);
    out.write_all(&data[..HEADER])?;
    let span = chunks.iter().map(|chunk| number(chunk, 16)).max().unwrap_or(0) + 1;
    let mut written = HEADER as u64;
    for round in 0.. {
        for chunk in &chunks {
            if written >= bytes {
                return Ok(out.flush()?);
            }
            out.write_all(&shifted(chunk, round * span))?;
            written += CHUNK as u64;
        }
    }
    Ok(())
}

fn number(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..at + 8).map_or(0, |slice| u64::from_le_bytes(slice.try_into().unwrap_or_default()))
}

/// The chunk with `by` added to every record id.
fn shifted(chunk: &[u8], by: u64) -> Vec<u8> {
    let mut out = chunk.to_vec();
    // First and last record number and record id.
    for at in [8, 16, 24, 32] {
        let id = number(&out, at) + by;
        out[at..at + 8].copy_from_slice(&id.to_le_bytes());
    }
    let mut at = 512;
    while out.get(at..at + 4) == Some(&[0x2a, 0x2a, 0, 0]) {
        let size = u32::from_le_bytes(out[at + 4..at + 8].try_into().unwrap_or_default()) as usize;
        if size < 28 || at + size > CHUNK {
            break;
        }
        let old = number(&out, at + 8).to_le_bytes();
        let new = (number(&out, at + 8) + by).to_le_bytes();
        let record = &mut out[at..at + size];
        record[8..16].copy_from_slice(&new);
        if let Some(inner) = record[24..].windows(8).position(|window| window == old) {
            record[24 + inner..32 + inner].copy_from_slice(&new);
        }
        at += size;
    }
    out
}
