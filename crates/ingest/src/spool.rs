//! What one worker read of a slice of time, kept until the import that it is part of takes it in.
//!
//! A spool holds batches in the order they came; each is packed by itself, so that taking one in needs
//! memory for a batch and not for a slice.

use std::collections::BTreeMap;

use elastic::{Batch, Row};
use events::Read;
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use model::{Channel, Event, EventBuilder, Field, Skip, Time};
use serde::{Deserialize, Serialize};
use std::io::{Read as _, Write as _};

use crate::sum::Sum;

/// Changes whenever the form does: spools of another version are made anew.
const VERSION: u8 = 1;

/// Why a spool cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum SpoolError {
    /// It is of another version of the program.
    #[error("the spool is of version {0}")]
    Version(u8),
    /// It is not whole.
    #[error("the spool is damaged")]
    Damaged,
}

#[derive(Serialize, Deserialize)]
struct Packed {
    events: Vec<PackedEvent>,
    rows: Vec<(PackedEvent, u32, i64)>,
    /// (event id, reason's place in [`SKIPS`]) -> how many.
    skipped: BTreeMap<(u32, u8), u64>,
    damaged: Vec<String>,
    bytes: u64,
}

#[derive(Serialize, Deserialize)]
struct PackedEvent {
    id: u32,
    time: i64,
    channel: u8,
    record: u64,
    computer: String,
    /// Numbers of fields with their values.
    values: Vec<(u8, String)>,
}

const SKIPS: [Skip; 8] = [
    Skip::NotUsed,
    Skip::OutOfRange,
    Skip::Duplicate,
    Skip::NoHost,
    Skip::NoAccount,
    Skip::MachineAccount,
    Skip::Unreadable,
    Skip::NoTime,
];

const CHANNELS: [Channel; 5] =
    [Channel::Security, Channel::System, Channel::LocalSession, Channel::RemoteConnection, Channel::Other];

/// Collects batches.
pub struct SpoolWriter {
    bytes: Vec<u8>,
    sum: Sum,
}

impl Default for SpoolWriter {
    fn default() -> Self {
        Self { bytes: vec![VERSION], sum: Sum::default() }
    }
}

impl SpoolWriter {
    /// Adds a batch.
    ///
    /// # Errors
    /// [`SpoolError::Damaged`] when it has no form, which does not happen to what was read.
    pub fn add(&mut self, batch: &Batch) -> Result<(), SpoolError> {
        let packed = pack(batch);
        sum(&packed, &mut self.sum)?;
        let packed = postcard::to_stdvec(&packed).map_err(|_| SpoolError::Damaged)?;
        let spool = &mut self.bytes;
        let start = spool.len();
        spool.extend([0; 4]);
        let mut encoder = DeflateEncoder::new(&mut *spool, Compression::fast());
        encoder.write_all(&packed).and_then(|()| encoder.try_finish()).map_err(|_| SpoolError::Damaged)?;
        drop(encoder);
        let length = u32::try_from(spool.len() - start - 4).map_err(|_| SpoolError::Damaged)?;
        spool[start..start + 4].copy_from_slice(&length.to_le_bytes());
        Ok(())
    }

    /// The spool, and what it holds in whatever batches and order it came.
    pub fn finish(self) -> (Vec<u8>, Sum) {
        (self.bytes, self.sum)
    }
}

/// Reads a spool batch by batch.
pub struct SpoolReader<'s>(&'s [u8]);

impl<'s> SpoolReader<'s> {
    /// Begins at the start.
    ///
    /// # Errors
    /// [`SpoolError::Version`], or [`SpoolError::Damaged`] when nothing is there.
    pub fn new(spool: &'s [u8]) -> Result<Self, SpoolError> {
        match spool.split_first() {
            Some((&VERSION, rest)) => Ok(Self(rest)),
            Some((&other, _)) => Err(SpoolError::Version(other)),
            None => Err(SpoolError::Damaged),
        }
    }
}

impl Iterator for SpoolReader<'_> {
    type Item = Result<Batch, SpoolError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let next = batch(self.0);
        self.0 = next.as_ref().map_or(&[], |(_, rest)| rest);
        Some(next.map(|(batch, _)| batch))
    }
}

fn batch(spool: &[u8]) -> Result<(Batch, &[u8]), SpoolError> {
    let (length, rest) = spool.split_first_chunk::<4>().ok_or(SpoolError::Damaged)?;
    let (packed, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize).ok_or(SpoolError::Damaged)?;
    let mut bytes = Vec::new();
    DeflateDecoder::new(packed).read_to_end(&mut bytes).map_err(|_| SpoolError::Damaged)?;
    let packed: Packed = postcard::from_bytes(&bytes).map_err(|_| SpoolError::Damaged)?;
    Ok((unpack(packed), rest))
}

/// Adds all that a batch holds, but not how it was cut.
fn sum(packed: &Packed, sum: &mut Sum) -> Result<(), SpoolError> {
    let mut room = Vec::new();
    let mut add = |part: &dyn Fn(&mut Vec<u8>) -> postcard::Result<()>, times: u64| {
        room.clear();
        part(&mut room).map_err(|_| SpoolError::Damaged)?;
        sum.add(&room, times);
        Ok(())
    };
    // The first byte tells kinds apart.
    for event in &packed.events {
        add(&|room| put(room, &(0_u8, event)), 1)?;
    }
    for row in &packed.rows {
        add(&|room| put(room, &(1_u8, row)), 1)?;
    }
    for (skipped, times) in &packed.skipped {
        add(&|room| put(room, &(2_u8, skipped)), *times)?;
    }
    for place in &packed.damaged {
        add(&|room| put(room, &(3_u8, place)), 1)?;
    }
    Ok(())
}

fn put(room: &mut Vec<u8>, part: &impl Serialize) -> postcard::Result<()> {
    postcard::to_io(part, room).map(drop)
}

fn pack(batch: &Batch) -> Packed {
    let rows = batch.rows.iter().map(|row| (pack_event(&row.event), row.count, row.last.ms())).collect();
    let (events, skipped, damaged) = (Vec::new(), BTreeMap::new(), Vec::new());
    let mut packed = Packed { events, rows, skipped, damaged, bytes: batch.bytes };
    for read in &batch.reads {
        match read {
            Read::Kept(event) => packed.events.push(pack_event(event)),
            Read::Skipped { event_id, why, .. } => {
                let why = SKIPS.iter().position(|skip| skip == why).unwrap_or_default() as u8;
                *packed.skipped.entry((*event_id, why)).or_default() += 1;
            }
            Read::Damaged { place } => packed.damaged.push(place.clone()),
        }
    }
    packed
}

fn pack_event(event: &Event) -> PackedEvent {
    let values = Field::ALL.iter().filter(|field| !event.raw(**field).is_empty());
    PackedEvent {
        id: event.id,
        time: event.time.ms(),
        channel: CHANNELS.iter().position(|channel| *channel == event.channel).unwrap_or_default() as u8,
        record: event.record,
        computer: event.computer().unwrap_or_default().to_owned(),
        values: values.map(|field| (*field as u8, event.raw(*field).to_owned())).collect(),
    }
}

fn unpack(packed: Packed) -> Batch {
    let skipped = packed.skipped.into_iter().flat_map(|((event_id, why), count)| {
        let why = SKIPS.get(why as usize).copied().unwrap_or(Skip::NotUsed);
        (0..count).map(move |_| Read::Skipped { event_id, why, stamp: None })
    });
    let damaged = packed.damaged.into_iter().map(|place| Read::Damaged { place });
    let events = packed.events.into_iter().map(|event| Read::Kept(Box::new(unpack_event(&event))));
    let row = |(event, count, last)| Row { event: unpack_event(&event), count, last: Time::from_ms(last) };
    Batch {
        reads: skipped.chain(damaged).chain(events).collect(),
        rows: packed.rows.into_iter().map(row).collect(),
        bytes: packed.bytes,
    }
}

fn unpack_event(packed: &PackedEvent) -> Event {
    let room = packed.computer.len() + packed.values.iter().map(|(_, value)| value.len()).sum::<usize>();
    let mut builder = EventBuilder::over(String::with_capacity(room));
    builder.computer(&packed.computer);
    for (number, value) in &packed.values {
        if let Some(field) = Field::ALL.get(*number as usize) {
            builder.set(*field, value);
        }
    }
    let channel = CHANNELS.get(packed.channel as usize).copied().unwrap_or(Channel::Other);
    builder.build(packed.id, Time::from_ms(packed.time), channel, packed.record)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(id: u32, user: &str) -> Event {
        let mut builder = EventBuilder::new();
        builder.computer("DC01.corp.local");
        builder.set(Field::TargetUserName, user);
        builder.set(Field::LogonProcessName, "NtLmSsp ");
        builder.build(id, Time::from_ms(1_700_000_000_123), Channel::Security, 77)
    }

    #[test]
    fn what_was_read_comes_back() {
        let skipped = || Read::Skipped { event_id: 7, why: Skip::NoTime, stamp: None };
        let reads = vec![skipped(), Read::Kept(Box::new(event(4624, "alice"))), skipped()];
        let row = Row { event: event(4769, "b\u{f6}b"), count: 12, last: Time::from_ms(1_700_000_001_000) };
        let one = Batch { reads, rows: vec![row], bytes: 99 };
        let two = Batch { reads: vec![Read::Damaged { place: "i/1: odd".to_owned() }], ..Batch::default() };
        let mut spool = SpoolWriter::default();
        spool.add(&one).unwrap();
        spool.add(&two).unwrap();
        let (bytes, _) = spool.finish();
        let back: Vec<Batch> = SpoolReader::new(&bytes).unwrap().map(Result::unwrap).collect();
        assert_eq!(back.len(), 2);
        assert_eq!((back[0].reads.len(), back[0].rows.len(), back[0].bytes), (3, 1, 99));
        assert_eq!(format!("{:?}", back[0].rows), format!("{:?}", one.rows));
        assert_eq!(format!("{:?}", back[0].reads[2]), format!("{:?}", one.reads[1]));
        assert_eq!(format!("{:?}", back[1]), format!("{two:?}"));
    }

    #[test]
    fn the_sum_does_not_tell_how_batches_were_cut() {
        let read = |user: &str| Read::Kept(Box::new(event(4624, user)));
        let skipped = || Read::Skipped { event_id: 7, why: Skip::NoTime, stamp: None };
        let sum_of = |batches: Vec<Vec<Read>>| {
            let mut spool = SpoolWriter::default();
            for reads in batches {
                let bytes = reads.len() as u64 * 1000;
                spool.add(&Batch { reads, bytes, ..Batch::default() }).unwrap();
            }
            spool.finish().1
        };
        let whole = sum_of(vec![vec![read("alice"), skipped(), read("bob"), skipped(), read("alice")]]);
        assert_eq!(
            whole,
            sum_of(vec![vec![read("alice"), read("alice"), skipped()], vec![skipped()], vec![read("bob")]])
        );
        assert_ne!(whole, sum_of(vec![vec![read("alice"), skipped(), read("bob"), skipped()]]), "one less");
        assert_ne!(whole, sum_of(vec![vec![read("alice"), skipped(), read("bob"), skipped(), read("bob")]]));
    }

    #[test]
    fn what_is_cut_off_or_foreign_is_an_error() {
        let mut spool = SpoolWriter::default();
        spool.add(&Batch { reads: vec![Read::Kept(Box::new(event(4624, "alice")))], ..Batch::default() }).unwrap();
        let (bytes, _) = spool.finish();
        let cut = SpoolReader::new(&bytes[..bytes.len() - 1]).unwrap().next().unwrap();
        assert!(matches!(cut, Err(SpoolError::Damaged)));
        assert!(matches!(SpoolReader::new(&[9]), Err(SpoolError::Version(9))));
    }
}
