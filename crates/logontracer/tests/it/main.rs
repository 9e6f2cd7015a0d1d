//! The program as its users run it.

mod common;
mod html;
mod import;
mod triage;
