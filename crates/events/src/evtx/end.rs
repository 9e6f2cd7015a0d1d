//! What a file that ends early lacks, as a copy broken off does.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use super::{CHUNK, HEADER};

/// Where the header counts the file's chunks.
const CHUNKS_AT: u64 = 42;

/// In words, if something is missing. Logs that were open when they were copied have more chunks than their
/// header counts, never less.
pub(super) fn missing(file: &mut File) -> std::io::Result<Option<String>> {
    let body = file.metadata()?.len() - HEADER;
    let (whole, rest) = (body / CHUNK, body % CHUNK);
    let mut counted = [0; 2];
    file.seek(SeekFrom::Start(CHUNKS_AT))?;
    file.read_exact(&mut counted)?;
    let mut last = Vec::new();
    file.seek(SeekFrom::Start(HEADER + whole * CHUNK))?;
    file.take(rest).read_to_end(&mut last)?;
    file.rewind()?;
    let counted = u64::from(u16::from_le_bytes(counted));
    Ok(if last.iter().any(|byte| *byte != 0) {
        Some(format!("the file ends within chunk {whole}, which is not read"))
    } else if whole < counted {
        Some(format!("the file ends early: {counted} chunks by its header, {whole} in it"))
    } else {
        None
    })
}
