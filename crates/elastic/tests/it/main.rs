//! The way out of Elasticsearch and back into it: with the real server, and with one that misbehaves.

mod common;
mod doors;
mod export;
mod kibana;
mod names;
mod pages;
mod reduce;
mod rough;
mod slices;
mod stub;
mod trouble;
