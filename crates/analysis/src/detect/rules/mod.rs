//! The detections, one module each, a folder per family.

mod accounts;
mod credentials;
mod directory;
mod guessing;
mod kerberos;
mod movement;
mod tampering;

use super::{Detector, Rule};

type Make = fn() -> Box<dyn Detector>;

/// Every detection of events, in the catalogue's order.
const FAMILIES: [&[Make]; 7] =
    [guessing::ALL, credentials::ALL, kerberos::ALL, directory::ALL, accounts::ALL, movement::ALL, tampering::ALL];

/// Every detection, ready to start.
pub fn all() -> Vec<Box<dyn Detector>> {
    FAMILIES.iter().copied().flatten().map(|make| make()).collect()
}

/// Every rule of every detection, in the catalogue's order.
pub fn catalogue() -> Vec<&'static Rule> {
    all().iter().flat_map(|detector| detector.rules().iter().copied()).collect()
}
