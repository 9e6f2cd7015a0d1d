//! The program as its users run it.

mod common;
mod import;
mod triage;
