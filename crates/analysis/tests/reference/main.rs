//! Comparisons with LogonTracer's own results, where the corpus is at hand.

#![expect(clippy::unwrap_used, reason = "a reference file that cannot be read must fail the test")]

mod both;
mod files;
mod generated;
mod sample;
