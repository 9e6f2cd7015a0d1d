//! Covering tracks: logs cleared, auditing switched off.

mod audit_policy;
mod log_clear;

use super::Make;

pub(super) const ALL: &[Make] = &[log_clear::detector, audit_policy::detector];
