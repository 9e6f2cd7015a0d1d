//! The worker's room: read, aggregate, write.

pub mod aggregate;
pub mod coverage;
mod elastic;
mod import;
mod load;
mod sighting;
pub mod sigma;

pub use crate::elastic::{Reading, import_elastic, load_elastic};
pub use import::{ImportError, Imported, Order, import};
pub use load::{Loaded, Progress, Stopped, load, load_beside, load_with, summary};
