//! The program as its users run it.

mod common;
mod coverage;
mod html;
mod import;
mod triage;
