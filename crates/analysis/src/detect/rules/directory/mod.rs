//! The directory: replication, delegation, shadow controllers and credentials.

mod dcsync;

use super::Make;

pub(super) const ALL: &[Make] = &[dcsync::detector];
