//! Stolen credentials, relayed logons.

mod cleartext;
mod coercion;
mod controller_elsewhere;
mod explicit;
mod machine_relay;
mod new_credentials;
mod pass_the_hash;
mod public_source;
mod self_relay;
mod tool_names;
mod tunnel;

use super::Make;

pub(super) const ALL: &[Make] = &[
    pass_the_hash::detector,
    new_credentials::detector,
    controller_elsewhere::detector,
    machine_relay::detector,
    coercion::detector,
    tool_names::detector,
    self_relay::detector,
    tunnel::detector,
    public_source::detector,
    explicit::detector,
    cleartext::detector,
];
