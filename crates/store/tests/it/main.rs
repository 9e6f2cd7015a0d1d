//! Tests of the store against a real Neo4j. Each test has a case of its own, so all may run at once.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

mod common;
mod findings;
mod imports;
mod jobs;
mod lore;
mod rates;
mod record_sets;
mod removal;
mod server;
mod statements;
mod tls;
mod watches;
