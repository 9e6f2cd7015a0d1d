//! Moving on: services, tasks, shares, remote desktop.

mod pipes;
mod planted;
mod rdp;
mod routine;
mod services;
mod share;
mod shares;
mod tasks;
mod wmi;

use super::Make;

pub(super) const ALL: &[Make] = &[
    services::remote,
    services::detector,
    planted::detector,
    pipes::detector,
    pipes::control,
    shares::detector,
    shares::program,
    tasks::remote,
    tasks::brief,
    wmi::detector,
    rdp::detector,
];
