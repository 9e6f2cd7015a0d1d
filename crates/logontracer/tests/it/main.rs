//! The program as its users run it.

mod common;
mod coverage;
mod elastic;
mod html;
mod import;
mod triage;
