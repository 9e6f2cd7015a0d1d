//! The program as its users run it.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

mod bombs;
mod common;
mod coverage;
mod disk;
mod documents;
mod elastic;
mod html;
mod import;
mod network;
mod serve;
mod settings;
mod slices;
mod triage;
mod watch;
mod worker;
