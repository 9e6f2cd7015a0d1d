//! Accounts and groups: made, changed, promoted.

mod computers;
mod hidden;
mod people;
mod privileged;
mod resets;
mod short_lived;
mod special;
mod weakened;

use super::Make;

pub(super) const ALL: &[Make] = &[
    privileged::detector,
    hidden::detector,
    short_lived::detector,
    resets::many,
    resets::single,
    weakened::detector,
    computers::detector,
    special::detector,
];
