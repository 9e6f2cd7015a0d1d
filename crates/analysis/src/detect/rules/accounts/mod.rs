//! Accounts and groups: made, changed, promoted.

use super::Make;

pub(super) const ALL: &[Make] = &[];
