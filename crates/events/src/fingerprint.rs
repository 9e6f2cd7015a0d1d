//! What makes two inputs the same.

use std::fs::File;
use std::io::Read;

use sha2::{Digest, Sha256};

use crate::{Source, Window};

/// SHA-256 over the files' bytes as they are (packed), in order, and over the window.
#[derive(Default)]
pub struct Fingerprint {
    hash: Sha256,
}

impl Fingerprint {
    /// Of nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a source's bytes. Members of one archive add the archive's bytes each.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn add(&mut self, source: &Source) -> std::io::Result<()> {
        let mut file = File::open(&source.path)?;
        let mut buffer = vec![0; 1 << 18];
        self.hash.update(file.metadata()?.len().to_le_bytes());
        self.hash.update(source.member.map_or(u64::MAX, |member| member as u64).to_le_bytes());
        loop {
            let read = file.read(&mut buffer)?;
            if read == 0 {
                return Ok(());
            }
            self.hash.update(&buffer[..read]);
        }
    }

    /// Adds the part that counts.
    pub fn window(&mut self, window: Window) {
        for end in [window.from, window.to] {
            self.hash.update(end.map_or(i64::MIN, model::Time::ms).to_le_bytes());
        }
    }

    /// In hexadecimal.
    pub fn finish(self) -> String {
        use std::fmt::Write;
        self.hash.finalize().iter().fold(String::new(), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}
