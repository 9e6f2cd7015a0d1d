//! Why a record could not be written.

use std::path::PathBuf;

/// Why a record could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The output does not take it.
    #[error("cannot write the log")]
    Io(#[from] std::io::Error),
    /// A log's file cannot be made or written.
    #[error("cannot write `{path}`")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A record that no chunk of 64 KiB can hold; Windows refuses such events too.
    #[error("record {record} of event {id} is too large for an EVTX chunk")]
    TooLarge {
        /// The event id.
        id: u32,
        /// The record's number.
        record: u64,
    },
    /// An id that EVTX has no room for.
    #[error("event id {0} is above 65535")]
    EventId(u32),
    /// The number of chunks has 16 bits in the file's header.
    #[error("the EVTX file has its 65535 chunks")]
    Full,
}

impl WriteError {
    /// A short name for it that stays the same.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Io(_) => "log_unwritable",
            Self::File { .. } => "log_file_unwritable",
            Self::TooLarge { .. } => "record_too_large",
            Self::EventId(_) => "event_id_too_large",
            Self::Full => "log_full",
        }
    }
}

impl From<serde_json::Error> for WriteError {
    fn from(error: serde_json::Error) -> Self {
        Self::Io(error.into())
    }
}
