//! The worker's room: read, aggregate, write.

pub mod aggregate;
mod load;

pub use load::{Loaded, Progress, Stopped, load, summary};
