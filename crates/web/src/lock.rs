//! Locks of what is whole at any moment.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Whoever panicked left it whole: every change under these locks is one step.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
