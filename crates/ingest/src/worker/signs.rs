//! Why a job is to stop.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::Trouble;

/// Why a job is to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Why {
    /// The worker ends.
    GiveBack,
    /// Somebody cancelled it.
    Cancel,
    /// Another worker has it, or it is gone.
    Lost,
}

/// Signs that a job looks at while it runs.
#[derive(Default)]
pub(super) struct Signs {
    pub(super) stop: Arc<AtomicBool>,
    /// What was written is to stay.
    pub(super) keep: Arc<AtomicBool>,
    why: Mutex<Option<Why>>,
}

impl Signs {
    pub(super) fn give_back(&self) {
        self.set(Why::GiveBack);
    }

    pub(super) fn cancel(&self) {
        self.set(Why::Cancel);
    }

    pub(super) fn lost(&self) {
        self.set(Why::Lost);
    }

    /// The weightiest reason counts.
    fn set(&self, new: Why) {
        let mut why = self.why.lock().unwrap_or_else(PoisonError::into_inner);
        if why.is_none_or(|old| old < new) {
            *why = Some(new);
            self.keep.store(new != Why::Cancel, Ordering::SeqCst);
            self.stop.store(true, Ordering::SeqCst);
        }
    }

    pub(super) fn why(&self) -> Option<Why> {
        *self.why.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Stops here if it is to stop.
    pub(super) fn look(&self) -> Result<(), Trouble> {
        if self.stop.load(Ordering::SeqCst) { Err(Trouble::Stopped) } else { Ok(()) }
    }
}
