//! Guessing passwords and names.

mod password_spray;

use super::Make;

pub(super) const ALL: &[Make] = &[password_spray::detector];
