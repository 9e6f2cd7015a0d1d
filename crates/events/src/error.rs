//! Why a source cannot be read.

/// Why a source cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SourceError {
    /// No file or folder of that name, or no file that fits the pattern.
    #[error("there is no such file")]
    NotFound,
    /// A folder without anything that looks like a log.
    #[error("the folder holds no logs")]
    NoLogs,
    /// A pattern of the wrong form.
    #[error("not a usable pattern: {0}")]
    Pattern(String),
    /// Zero bytes.
    #[error("the file is empty")]
    Empty,
    /// The format of Windows XP and Server 2003.
    #[error("this is an old .Evt log of Windows XP or Server 2003")]
    OldEvt,
    /// Something else.
    #[error("this is no event log but {0}")]
    NotALog(&'static str),
    /// The log ends before its first record.
    #[error("the log is cut off before its first record")]
    Truncated,
    /// A packed file that unpacks to far more than it should.
    #[error("the packed file unpacks to more than {0} bytes")]
    Bomb(u64),
    /// A damaged archive.
    #[error("cannot unpack: {0}")]
    Unpack(String),
    /// The system does not let us.
    #[error("cannot read: {0}")]
    Io(std::io::Error),
    /// The log's own header is damaged.
    #[error("not a readable EVTX file: {0}")]
    Evtx(String),
}

/// How a packed stream that is being read says that it is a bomb.
#[derive(Debug, thiserror::Error)]
#[error("the packed file unpacks to more than {0} bytes")]
pub(crate) struct TooBig(pub(crate) u64);

impl From<std::io::Error> for SourceError {
    fn from(error: std::io::Error) -> Self {
        match error.get_ref().and_then(|inner| inner.downcast_ref::<TooBig>()) {
            Some(TooBig(bytes)) => Self::Bomb(*bytes),
            None => Self::Io(error),
        }
    }
}

impl SourceError {
    /// A stable word, for scripts.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::NoLogs => "no_logs",
            Self::Pattern(_) => "bad_pattern",
            Self::Empty => "empty_file",
            Self::OldEvt => "old_evt",
            Self::NotALog(_) => "not_a_log",
            Self::Truncated => "truncated",
            Self::Bomb(_) => "too_big",
            Self::Unpack(_) => "bad_archive",
            Self::Io(_) => "unreadable",
            Self::Evtx(_) => "bad_evtx",
        }
    }

    /// What to do about it.
    pub const fn hint(&self) -> Option<&'static str> {
        match self {
            Self::NotFound => Some("check the path; quote patterns so that the shell leaves them alone"),
            Self::NoLogs => Some("logs end in .evtx, .xml, .json, .ndjson or .jsonl, also with .gz, or are in a .zip"),
            Self::Empty | Self::Truncated => Some("copy it again; on a live system use `wevtutil epl Security FILE`"),
            Self::OldEvt => Some("convert it on Windows: `wevtutil epl OLD.evt NEW.evtx /lf:true`"),
            Self::NotALog(_) => {
                Some("EVTX, XML of Event Viewer or wevtutil, and ndjson of winlogbeat or NXLog are read")
            }
            Self::Bomb(_) => Some("logs pack about 20 to 1; unpack it yourself if you trust it"),
            Self::Evtx(_) => Some("its first 4096 bytes are damaged; a copy from a volume shadow may be whole"),
            _ => None,
        }
    }
}
