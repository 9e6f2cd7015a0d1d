//! One log into one output.

use std::io::{Seek, Write};

use super::file::Log;
use crate::Record;
use crate::write::{Sink, WriteError};

/// Writes one EVTX file. Records may be of any computers and logs; their ids should rise.
pub struct EvtxWriter<W: Write + Seek> {
    log: Log,
    out: W,
}

impl<W: Write + Seek> EvtxWriter<W> {
    /// A writer onto `out`, which needs no buffer: it is written chunk by chunk.
    pub fn new(out: W) -> Self {
        Self { log: Log::new(), out }
    }
}

impl<W: Write + Seek> Sink for EvtxWriter<W> {
    fn write(&mut self, record: &Record) -> Result<(), WriteError> {
        while !self.log.push(record)? {
            self.log.flush(&mut self.out)?;
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), WriteError> {
        self.log.finish(&mut self.out)
    }
}
