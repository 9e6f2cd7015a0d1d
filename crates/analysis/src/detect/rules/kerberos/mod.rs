//! Kerberos tickets: roasted, forged, replayed.

use super::Make;

pub(super) const ALL: &[Make] = &[];
