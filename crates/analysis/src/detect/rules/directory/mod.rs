//! The directory: replication, delegation, shadow controllers and credentials.

mod bad_successor;
pub(super) mod change;
mod dcshadow;
mod dcsync;
mod delegation;
mod grants;
mod keys;
mod policy;
mod sid_history;
mod user_spn;
mod zerologon;

use super::Make;

pub(super) const ALL: &[Make] = &[
    dcsync::detector,
    grants::detector,
    dcshadow::names,
    dcshadow::server,
    keys::detector,
    delegation::detector,
    delegation::right,
    user_spn::detector,
    sid_history::detector,
    bad_successor::detector,
    policy::detector,
    zerologon::detector,
];
