//! Moving on: services, tasks, shares, remote desktop.

use super::Make;

pub(super) const ALL: &[Make] = &[];
