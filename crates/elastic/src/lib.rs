//! Elasticsearch: events out of it, results into it. The only room that knows names of indices.
//!
//! [`Client::survey`] says what there is to read, [`Client::read`] streams it, [`Client::export`]
//! writes ranks and findings for Kibana.

mod ask;
mod bulk;
mod call;
mod client;
mod cut;
mod document;
mod error;
mod export;
mod find;
mod page;
mod read;
mod reduce;
mod settings;
mod survey;
mod view;

pub use ask::{Ask, Only, Reduce};
pub use client::Client;
pub use cut::{Cut, Part};
pub use error::{ElasticError, Result};
pub use export::{Exported, FindingRow, HostRow, PolicyRow, Results, Run, UserRow};
pub use find::{Document, Lookup};
pub use read::{Batch, Done};
pub use reduce::{Reduction, Row};
pub use settings::{DEFAULT_INDEX, DEFAULT_PREFIX, Settings, SignIn};
pub use survey::Survey;
