//! The worker's room: read, aggregate, write.

pub mod aggregate;
mod import;
mod load;

pub use import::{ImportError, Imported, Order, import};
pub use load::{Loaded, Progress, Stopped, load, load_beside, summary};
