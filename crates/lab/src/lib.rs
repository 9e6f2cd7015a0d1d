//! A simulated company with attacks placed in it, and the logs its machines would write.
//!
//! [`company`] decides what happens and says it as [`Record`]s in time order; [`mod@write`] turns
//! records into files as Windows, wevtutil and winlogbeat write them. The same plan and seed give
//! the same bytes on every machine.

pub mod company;
mod event;
pub mod measure;
mod record;
pub mod truth;
pub mod write;

pub use event::event;
pub use record::{Record, Value};
pub use truth::Truth;
