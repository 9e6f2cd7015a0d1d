//! One file for each log of each computer.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs::{File, OpenOptions};
use std::num::NonZeroU16;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use model::Channel;

use super::file::Log;
use crate::Record;
use crate::write::{Sink, WriteError};

/// Writes a folder of logs as a collection from a company's machines has it:
/// `dc01.corp.example-Security.evtx` and so on.
///
/// A file is open only while a chunk goes to it, so there may be more logs than a process may open
/// files; what stays in memory is one chunk a log.
pub struct EvtxFolder {
    folder: PathBuf,
    limit: u16,
    logs: HashMap<(Arc<str>, Channel), Part>,
}

/// A log, and which of its files is being written.
struct Part {
    log: Log,
    number: u32,
}

impl EvtxFolder {
    /// A writer into this folder, which is made when it is missing. Logs of the same names are
    /// replaced.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn new(folder: impl Into<PathBuf>) -> Result<Self, WriteError> {
        let folder = folder.into();
        std::fs::create_dir_all(&folder).map_err(|source| WriteError::File { path: folder.clone(), source })?;
        Ok(Self { folder, limit: u16::MAX, logs: HashMap::new() })
    }

    /// Begins another file, `…-Security.2.evtx`, whenever one has this many chunks of 64 KiB. Without it that is at
    /// 65535, more than which EVTX cannot hold.
    #[must_use]
    pub fn chunks_a_file(mut self, limit: NonZeroU16) -> Self {
        self.limit = limit.get();
        self
    }
}

impl Sink for EvtxFolder {
    fn write(&mut self, record: &Record) -> Result<(), WriteError> {
        let key = (Arc::clone(&record.computer), record.channel);
        let part = self.logs.entry(key).or_insert_with(|| Part { log: Log::new(), number: 1 });
        while !part.log.push(record)? {
            let path = self.folder.join(file_name(&record.computer, record.channel, part.number));
            part.log.flush(&mut open(&path, part.log.is_begun())?).map_err(|error| at(&path, error))?;
            if part.log.chunks() == self.limit {
                *part = Part { log: Log::new(), number: part.number + 1 };
            }
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), WriteError> {
        for ((computer, channel), part) in &mut self.logs {
            let path = self.folder.join(file_name(computer, *channel, part.number));
            part.log.finish(&mut open(&path, part.log.is_begun())?).map_err(|error| at(&path, error))?;
        }
        self.logs.clear();
        Ok(())
    }
}

fn open(path: &Path, begun: bool) -> Result<File, WriteError> {
    let opened = OpenOptions::new().write(true).create(true).truncate(!begun).open(path);
    opened.map_err(|source| WriteError::File { path: path.to_owned(), source })
}

fn at(path: &Path, error: WriteError) -> WriteError {
    match error {
        WriteError::Io(source) => WriteError::File { path: path.to_owned(), source },
        other => other,
    }
}

/// The file's name. A log's slash is `%4`, as Windows has it; what a computer's name may not bring into a
/// path is written as its code, so that different names stay different.
fn file_name(computer: &str, channel: Channel, part: u32) -> String {
    let mut name = String::new();
    for (place, byte) in computer.bytes().enumerate() {
        let plain = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') || (byte == b'.' && place > 0);
        if plain {
            name.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(name, "%{byte:02x}");
        }
    }
    let log = channel.name().replace('/', "%4");
    if part == 1 { format!("{name}-{log}.evtx") } else { format!("{name}-{log}.{part}.evtx") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_inside_the_folder() {
        assert_eq!(file_name("dc01.corp.example", Channel::Security, 1), "dc01.corp.example-Security.evtx");
        assert_eq!(file_name("../x", Channel::System, 2), "%2e.%2fx-System.2.evtx");
        let session = "ws-Microsoft-Windows-TerminalServices-LocalSessionManager%4Operational.evtx";
        assert_eq!(file_name("ws", Channel::LocalSession, 1), session);
    }
}
