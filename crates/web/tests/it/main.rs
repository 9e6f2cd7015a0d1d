//! The service on a real socket, with a real Neo4j behind it.

mod common;
mod people;
mod read;
