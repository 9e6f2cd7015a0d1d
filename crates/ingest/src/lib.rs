//! The worker's room: read, aggregate, write; export; watch.

pub mod aggregate;
pub mod coverage;
mod elastic;
mod export;
mod import;
mod load;
mod overlap;
mod sighting;
pub mod sigma;
pub mod sliced;
pub mod slices;
pub mod spool;
pub mod sum;
pub mod watch;

pub use crate::elastic::{Reading, import_elastic, load_elastic};
pub use export::{export, results};
mod times;
pub mod worker;

pub use import::{ImportError, Imported, Order, import};
pub use load::{Before, Loaded, Progress, Stopped, load, load_beside, load_with, summary};
pub use times::{TimeError, moment, window};
