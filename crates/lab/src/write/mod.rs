//! Records as files: EVTX, XML and winlogbeat documents.
//!
//! Every writer is a [`Sink`]. What Windows knows about an event besides its values (provider, task,
//! keywords) comes from [`catalog`], so that all formats say the same.

pub mod catalog;
mod error;
pub mod evtx;
pub mod ndjson;
mod text;
pub mod xml;

pub use error::WriteError;
pub(crate) use text::shown;

use crate::Record;

/// Takes records, in rising order within one log of one computer.
pub trait Sink {
    /// Writes one record.
    ///
    /// # Errors
    /// When the output fails, or the format cannot hold the record.
    fn write(&mut self, record: &Record) -> Result<(), WriteError>;

    /// Writes what is still held back and closes the output's form. Nothing may be written after it.
    ///
    /// # Errors
    /// When the output fails.
    fn finish(&mut self) -> Result<(), WriteError>;
}
