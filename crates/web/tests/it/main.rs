//! The service on a real socket, with a real Neo4j behind it.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

mod cases;
mod common;
mod contract;
mod many;
mod people;
mod read;
mod records;
mod rights;
mod service;
mod uploads;
