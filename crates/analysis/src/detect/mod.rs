//! Detections: what single events and their neighbours give away.
//!
//! Every detection is one module under [`rules`] with a constant [`Rule`] and a [`Detector`] that
//! sees the events it reads as they stream past, in whatever order the files come, and keeps a
//! bounded state. At the end, when controllers and the owners of addresses are known, it says what it
//! found as [`Draft`]s; who that is in the graph is decided by whoever holds the graph.

mod cells;
mod draft;
mod each;
mod engine;
mod known;
mod rule;
pub mod rules;
mod seen;
mod sessions;
#[cfg(test)]
mod support;

pub use draft::{Draft, Person, Place};
pub use engine::{Detect, Shared};
pub use known::Known;
pub use rule::{Detector, Rule};
pub use seen::Seen;

use cells::{Cells, Tally};
use each::{each, each_judged};
