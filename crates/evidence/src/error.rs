//! What can fail, with a code for programs and a hint for people.

use crate::{Sha, is_full};

/// Result of this crate's calls.
pub type Result<T, E = EvidenceError> = std::result::Result<T, E>;

/// Why a call failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EvidenceError {
    /// The address or another setting makes no sense.
    #[error("unusable evidence setting: {0}")]
    Setting(String),
    /// The folder cannot be used.
    #[error("cannot use the evidence folder")]
    Folder(#[source] std::io::Error),
    /// What was to be kept could not be read or staged.
    #[error("cannot take in a file")]
    Incoming(#[source] std::io::Error),
    /// The store does not answer or refuses.
    #[error("evidence store failed")]
    Store(#[from] object_store::Error),
    /// No file of that content.
    #[error("no file is kept with SHA-256 {0}")]
    NotKept(Sha),
    /// What is kept under a checksum has another.
    #[error("the file kept with SHA-256 {0} has other content")]
    Changed(Sha),
    /// Not a checksum.
    #[error("not a SHA-256 in lower case hexadecimal: `{0}`")]
    BadSha(String),
}

impl EvidenceError {
    /// A short name for programs; it does not change between versions.
    pub fn code(&self) -> &'static str {
        match self {
            _ if is_full(self) => "disk_full",
            Self::Setting(_) => "evidence_setting",
            Self::Folder(_) => "evidence_folder",
            Self::Incoming(_) => "evidence_incoming",
            Self::Store(_) => "evidence_store",
            Self::NotKept(_) => "evidence_not_kept",
            Self::Changed(_) => "evidence_changed",
            Self::BadSha(_) => "bad_sha256",
        }
    }

    /// What to try, where that is known.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            _ if is_full(self) => Some("make room where evidence is kept, then do the same once more"),
            Self::Setting(_) => Some("`evidence.url` is a folder, or s3://bucket/prefix"),
            Self::Folder(_) | Self::Incoming(_) => Some("is there room on the disk, and may this user write there?"),
            Self::Store(_) => Some("check address, bucket and keys of the evidence store"),
            Self::NotKept(_) => {
                Some("it was removed when its time was over, or this machine keeps its evidence elsewhere")
            }
            Self::Changed(_) => Some("the storage is damaged or somebody changed it: hand the file in again"),
            Self::BadSha(_) => None,
        }
    }
}
