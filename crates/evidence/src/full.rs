//! Telling a full disk from whatever else may fail.

use std::error::Error;
use std::io;

/// Whether a failure comes from a disk, a quota or a limit that has no room left.
pub fn is_full(error: &(dyn Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        let failed = error.downcast_ref::<io::Error>();
        if failed.is_some_and(|failed| kind_is_full(failed.kind())) {
            return true;
        }
        // What is wrapped in an error of the system is not among its sources; only that one's are.
        next = failed.and_then(io::Error::get_ref).map_or_else(|| error.source(), |inner| Some(inner as _));
    }
    false
}

const fn kind_is_full(kind: io::ErrorKind) -> bool {
    matches!(kind, io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::EvidenceError;

    #[test]
    fn a_full_disk_is_known_however_deep_it_is_told() {
        let full = || io::Error::from(io::ErrorKind::StorageFull);
        let stored = object_store::Error::Generic { store: "folder", source: Box::new(io::Error::other(full())) };
        for error in [EvidenceError::Folder(full()), EvidenceError::Incoming(full()), stored.into()] {
            assert!(error.code() == "disk_full" && error.hint().is_some(), "{error}");
        }
        let other = EvidenceError::Folder(io::ErrorKind::PermissionDenied.into());
        assert_eq!(other.code(), "evidence_folder");
    }
}
