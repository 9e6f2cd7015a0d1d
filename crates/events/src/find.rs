//! Single records read back from a log: the raw events behind an edge or a finding.
//!
//! An EVTX file is indexed once ([`Index`]), by reading nothing but record headers; then only the chunks
//! that can hold wanted records are decoded. Exported XML and JSON have no such chunks: they are read
//! from start to end each time.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::ops::ControlFlow;
use std::path::Path;

use model::{Event, Time};

use crate::evtx::{self, ChunkIndex};
use crate::{Read, Source, SourceError, Window};

/// Which records are looked for; everything set has to hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Event ids; all when empty.
    pub ids: Vec<u32>,
    /// Not before.
    pub from: Option<Time>,
    /// Not after.
    pub to: Option<Time>,
    /// Record numbers, sorted; all when empty.
    pub records: Vec<u64>,
    /// Names and SIDs one of which the record has; any when empty. Only spares decoding: records without them
    /// may be handed on.
    pub texts: Vec<String>,
}

impl Wanted {
    pub(crate) fn reaches(&self, reaches: impl Fn(i64, i64) -> bool) -> bool {
        reaches(self.from.map_or(i64::MIN, Time::ms), self.to.map_or(i64::MAX, Time::ms))
    }

    pub(crate) fn names(&self, has: impl Fn(&[u64]) -> bool) -> bool {
        self.records.is_empty() || has(&self.records)
    }

    /// Whether a header's time may be an event's that is wanted. Headers are written a little after the
    /// event is stamped, if at all.
    pub(crate) fn has_time(&self, ms: i64) -> bool {
        self.from.is_none_or(|from| ms >= from.ms()) && self.to.is_none_or(|to| ms <= to.ms())
    }

    pub(crate) fn has_record(&self, record: u64) -> bool {
        self.records.is_empty() || self.records.binary_search(&record).is_ok()
    }

    pub(crate) fn has(&self, event: &Event) -> bool {
        (self.ids.is_empty() || self.ids.contains(&event.id))
            && self.has_time(event.time.ms())
            && self.has_record(event.record)
    }
}

/// A record as it was logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raw {
    /// The computer that logged it, as it spells itself.
    pub computer: String,
    /// The log.
    pub log: String,
    /// `EventRecordID`; 0 where the export lacks it.
    pub record: u64,
    /// When.
    pub time: Time,
    /// Event id.
    pub id: u32,
    /// Its values by name. From an EVTX file all of them; from an export those that are known here.
    pub fields: BTreeMap<String, String>,
}

impl Raw {
    /// Of an event whose values are these.
    pub fn of(event: &Event, fields: BTreeMap<String, String>) -> Self {
        Self {
            computer: event.computer().unwrap_or_default().to_owned(),
            log: event.channel.name().to_owned(),
            record: event.record,
            time: event.time,
            id: event.id,
            fields,
        }
    }
}

/// Looks at a wanted record, and may ask for all of it; `Break` ends the search.
pub type Take<'a> = dyn FnMut(&Event, &dyn Fn() -> Raw) -> ControlFlow<()> + 'a;

/// What makes a second search of the same file quick.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    /// Of an EVTX file; nothing where there is nothing to know.
    chunks: Option<ChunkIndex>,
}

impl Index {
    /// Looks through a file once.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of(path: &Path) -> Result<Self, SourceError> {
        let mut file = File::open(path)?;
        let mut magic = [0; 8];
        let evtx = file.read_exact(&mut magic).is_ok() && magic == *b"ElfFile\0";
        Ok(Self { chunks: if evtx { Some(evtx::index(&mut file)?) } else { None } })
    }

    /// Its size in memory, about, in bytes.
    pub fn size(&self) -> usize {
        self.chunks.as_ref().map_or(0, |index| size_of_val(index.chunks.as_slice()))
    }
}

/// Hands the wanted records of a file on, in the order of the file. A packed file is read as its
/// members are.
///
/// # Errors
/// When the file cannot be read.
pub fn find(path: &Path, index: &Index, wanted: &Wanted, take: &mut Take<'_>) -> Result<(), SourceError> {
    if let Some(chunks) = &index.chunks {
        return evtx::find(&mut File::open(path)?, chunks, wanted, take);
    }
    let window = Window { from: wanted.from, to: wanted.to };
    for source in Source::all_of(path)? {
        let mut ended = false;
        crate::read(&source, window, &|_| (), &mut |read| {
            let Read::Kept(event) = read else { return ControlFlow::Continue(()) };
            if !wanted.has(&event) {
                return ControlFlow::Continue(());
            }
            let known = || event.values().map(|(field, value)| (field.name().to_owned(), value.to_owned())).collect();
            let flow = take(&event, &|| Raw::of(&event, known()));
            ended = flow.is_break();
            flow
        })?;
        if ended {
            break;
        }
    }
    Ok(())
}
