//! Stolen credentials, relayed logons.

use super::Make;

pub(super) const ALL: &[Make] = &[];
