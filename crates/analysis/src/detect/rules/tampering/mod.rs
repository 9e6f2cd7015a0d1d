//! Covering tracks: logs cleared, auditing switched off.

mod log_clear;

use super::Make;

pub(super) const ALL: &[Make] = &[log_clear::detector];
