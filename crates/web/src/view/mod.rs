//! What a reader sees of a case: pure functions of a `CaseView` to the structs of the API.

pub mod anomalies;
mod build;
pub mod case;
pub mod columns;
pub mod diff;
pub mod edges;
pub mod export;
pub mod filter;
pub mod findings;
pub mod graph;
pub mod heatmap;
pub mod keys;
pub mod layout;
pub mod lists;
pub mod node;
pub mod page;
pub mod paths;
pub mod pick;
pub mod search;
pub mod table;
#[cfg(test)]
pub(crate) mod testing;
pub mod timeline;

pub use case::{CaseView, Gap, Numbered};
pub use edges::EdgeRow;
pub use filter::{Filter, Outcome};
pub use keys::Node;
pub use page::Page;
