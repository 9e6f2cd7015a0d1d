//! Elasticsearch: events out of it, results into it. The only room that knows names of indices.
//!
//! [`Client::survey`] says what there is to read, [`Client::read`] streams it, [`Client::export`]
//! writes ranks and findings for Kibana.

mod ask;
mod bulk;
mod call;
mod client;
mod document;
mod error;
mod export;
mod merge;
mod page;
mod read;
mod settings;
mod survey;

pub use ask::Ask;
pub use client::Client;
pub use error::{ElasticError, Result};
pub use export::{Exported, FindingRow, HostRow, PolicyRow, Results, Run, UserRow};
pub use read::{Batch, Done};
pub use settings::{DEFAULT_INDEX, DEFAULT_PREFIX, Settings, SignIn};
pub use survey::Survey;
