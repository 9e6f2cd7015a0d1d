//! How the accounts and hosts of a case are ranked.
//!
//! Everything here but [`case`] is a pure function of a [`model::LogonGraph`]: no files, no servers, no
//! clock and no random values, so the same graph gives the same bytes on every run.

pub mod case;
pub mod changefinder;
pub mod classic;
pub mod detect;
pub mod hmm;
pub mod pagerank;
pub mod paths;
pub mod score;
