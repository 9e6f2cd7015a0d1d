//! Gzip and zip: the ending decides only what a folder would pick; content decides the rest.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::through(".zip", bytes));
