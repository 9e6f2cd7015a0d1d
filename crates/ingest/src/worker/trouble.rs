//! Why a job did not come to its end.

use std::error::Error;
use std::time::Duration;

use evidence::EvidenceError;
use store::{JobError, StoreError};

use crate::ImportError;

/// How long to wait before something is tried again that another server refused.
pub(super) const LATER: Duration = Duration::from_secs(30);

/// Why a job did not come to its end.
#[derive(Debug)]
pub(super) enum Trouble {
    /// It was to stop.
    Stopped,
    /// It goes on when its children have ended.
    Waits,
    /// It failed, and would fail again.
    Failed(JobError),
    /// It failed, and may succeed later.
    Passing(JobError),
}

impl Trouble {
    /// The order makes no sense.
    pub(super) fn order(text: &str) -> Self {
        Self::failed("bad_order", text.to_owned(), None)
    }

    /// The program itself broke.
    pub(super) fn broke(error: &tokio::task::JoinError) -> Self {
        let hint = "this is a fault of the program: please report it with the worker's log";
        Self::failed("worker_broke", error.to_string(), Some(hint))
    }

    pub(super) fn failed(code: &str, text: String, hint: Option<&str>) -> Self {
        Self::Failed(JobError { code: code.to_owned(), text, hint: hint.map(str::to_owned) })
    }

    fn judged(passing: bool, code: &str, error: &dyn Error, hint: Option<&str>) -> Self {
        let error = JobError { code: code.to_owned(), text: model::causes(error), hint: hint.map(str::to_owned) };
        if passing { Self::Passing(error) } else { Self::Failed(error) }
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        let passing = matches!(error, StoreError::Statement { .. } | StoreError::Disturbed(_));
        Self::judged(passing, error.code(), &error, error.hint())
    }
}

impl From<elastic::ElasticError> for Trouble {
    fn from(error: elastic::ElasticError) -> Self {
        match error {
            elastic::ElasticError::Stopped => Self::Stopped,
            error => Self::judged(
                matches!(error.code(), "es_unreachable" | "es_timeout" | "es_failed"),
                error.code(),
                &error,
                error.hint(),
            ),
        }
    }
}

impl From<EvidenceError> for Trouble {
    fn from(error: EvidenceError) -> Self {
        // Somebody has to make room, which takes longer than a job is tried again.
        let passing = matches!(error, EvidenceError::Store(_)) && !evidence::is_full(&error);
        Self::judged(passing, error.code(), &error, error.hint())
    }
}

impl From<ImportError> for Trouble {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Stopped(_) => Self::Stopped,
            ImportError::Store(error) => error.into(),
            ImportError::Elastic(error) => error.into(),
            ImportError::Unreadable { .. }
            | ImportError::Counted { .. }
            | ImportError::Uncountable { .. }
            | ImportError::Spool(_) => Self::judged(false, error.code(), &error, error.hint()),
        }
    }
}
