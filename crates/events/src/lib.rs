//! The doors: logs in, [`model::Event`]s out.
//!
//! [`expand()`] turns what a user names into [`Source`]s, [`read()`] reads one of them: it looks at the
//! content, not at the name, and reports every record exactly once.

pub mod document;
mod error;
mod evtx;
mod expand;
pub mod find;
mod fingerprint;
pub mod json;
mod ndjson;
mod open;
mod pipeline;
mod sniff;
mod stamp;
mod window;
mod xml;

use std::ops::ControlFlow;

use model::{Event, Skip};

pub use error::SourceError;
pub use expand::{Source, expand};
pub use fingerprint::Fingerprint;
pub use sniff::FileKind;
pub use stamp::{Origin, Stamp};
pub use window::Window;

/// What became of one record.
#[derive(Debug)]
pub enum Read {
    /// It may matter.
    Kept(Box<Event>),
    /// It does not.
    Skipped {
        /// Its event id, 0 where even that is unknown.
        event_id: u32,
        /// Why not.
        why: Skip,
        /// Where it stood, as far as it tells.
        stamp: Option<Stamp>,
    },
    /// It cannot be read.
    Damaged {
        /// Where, and what is wrong.
        place: String,
    },
}

/// Takes records one by one; `Break` ends the reading.
pub type Sink<'a> = dyn FnMut(Read) -> ControlFlow<()> + 'a;

/// Reads one source from start to end, in order. `progress` gets the bytes of the source that were
/// read so far.
///
/// # Errors
/// When the source cannot be read at all, or not to its end. What was read before stays valid.
pub fn read(source: &Source, window: Window, progress: &dyn Fn(u64), sink: &mut Sink<'_>) -> Result<(), SourceError> {
    let mut opened = open::open(source)?;
    match sniff::kind(&opened.head)? {
        sniff::Kind::Evtx => evtx::read(opened.seekable()?, window, progress, sink),
        sniff::Kind::Xml(encoding) => xml::read(opened.reader(progress), encoding, window, sink),
        sniff::Kind::Json => ndjson::read(opened.reader(progress), window, sink),
    }
}
