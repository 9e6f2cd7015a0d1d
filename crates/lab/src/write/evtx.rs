//! Windows' binary event logs.
//!
//! A file is a header of 4 KiB and chunks of 64 KiB. A chunk stands for itself: names and templates are
//! defined in it where they are first used, inside the record that uses them, and later records
//! point back to them. The layout was compared with logs that Windows wrote; readers tested are the evtx
//! crate, libevtx and python-evtx.

mod binxml;
mod bodies;
mod chunk;
mod file;
mod folder;
mod layout;
mod names;
mod record;
mod templates;
mod value;
mod writer;

pub use folder::EvtxFolder;
pub use writer::EvtxWriter;
