//! One record: from its bytes to what it is worth.

use std::rc::Rc;
use std::sync::Arc;

use model::{Channel, EventBuilder, Field, Skip, Time};

use super::instance::Instance;
use super::plan::{Data, DataPlan, Plan, RecordPlan, Source};
use super::template;
use super::value::{self, kind};
use crate::stamp::{Origin, Stamp};
use crate::{Read, Window};

/// Bytes of templates that are read per chunk at most. Windows stores a template once per chunk; a made-up
/// chunk could have each record use bytes of its own, over and over.
const TEMPLATE_BYTES: usize = 4 << 16;

/// 1601 to 1970, in units of 100 ns: what FILETIME counts from, and where it begins here.
const EPOCH: u64 = 116_444_736_000_000_000;
/// The year 3000.
const LATEST: u64 = 441_481_536_000_000_000;

/// Reads the records of one chunk.
pub(in crate::evtx) struct Reader<'c> {
    chunk: &'c [u8],
    window: Window,
    /// Templates by their offset; `None` is an odd one.
    plans: Vec<(usize, Option<Rc<Plan>>)>,
    template_bytes: usize,
    outer: Instance,
    inner: Instance,
    texts: Texts,
}

/// Memory for a record's texts, and the log it stood in.
#[derive(Default)]
struct Texts {
    text: Vec<u8>,
    ranges: Vec<(Field, usize, usize)>,
    channel: Vec<u8>,
    origin: Arc<Origin>,
    known: Option<Channel>,
}

impl<'c> Reader<'c> {
    pub(in crate::evtx) fn new(chunk: &'c [u8], window: Window) -> Self {
        let (outer, inner, texts) = (Instance::default(), Instance::default(), Texts::default());
        Self { chunk, window, plans: Vec::new(), template_bytes: 0, outer, inner, texts }
    }

    /// What the record whose BinXML is bytes `start..end` of the chunk is worth; `None` when it is odd.
    /// `ticks` is the time in the record's header.
    pub(in crate::evtx) fn read(&mut self, start: usize, end: usize, ticks: u64) -> Option<Read> {
        self.outer.read(self.chunk, start, end)?;
        let Plan::Record(plan) = &*self.plan(self.outer.template)? else { return None };
        let nested = self.nested(&plan.data)?;
        if self.outer.nests(nested) {
            return None;
        }
        // All of a record is looked at, also of one that nobody wants: a damaged one must be reported.
        let nested = match nested {
            None => None,
            Some(slot) => {
                let (start, end) = self.outer.place(slot)?;
                self.inner.read(self.chunk, start, end)?;
                if self.inner.nests(None) {
                    return None;
                }
                Some(self.plan(self.inner.template)?)
            }
        };
        let data = match (&plan.data, nested.as_deref()) {
            (Data::Here(data), _) => Some((data, &self.outer)),
            (_, None) | (Data::Slot(_), Some(Plan::Member(_))) => None,
            (Data::Slot(_), Some(Plan::Container(data))) | (Data::Inside(..), Some(Plan::Member(data))) => {
                Some((data, &self.inner))
            }
            _ => return None,
        };
        self.texts.take(self.chunk, plan, &self.outer, data, ticks, self.window)
    }

    /// Which value of the record holds what stands behind `System`, if one does.
    #[expect(clippy::option_option, reason = "outer: odd, inner: absent")]
    fn nested(&self, data: &Data) -> Option<Option<u16>> {
        let slot = match data {
            Data::None | Data::Here(_) => return Some(None),
            Data::Inside(_, Some(dependency)) if self.outer.is_null(*dependency) => return Some(None),
            Data::Slot(slot) | Data::Inside(slot, _) => *slot,
        };
        match self.outer.value(self.chunk, slot) {
            (kind::BINXML, [_, ..]) => Some(Some(slot)),
            (kind::NULL, _) | (kind::BINXML, []) => Some(None),
            _ => None,
        }
    }

    fn plan(&mut self, offset: usize) -> Option<Rc<Plan>> {
        if let Some((_, plan)) = self.plans.iter().find(|(at, _)| *at == offset) {
            return plan.clone();
        }
        self.template_bytes = self.template_bytes.saturating_add(template::size(self.chunk, offset)?);
        if self.template_bytes > TEMPLATE_BYTES {
            return None;
        }
        let plan = template::compile(self.chunk, offset).map(Rc::new);
        self.plans.push((offset, plan.clone()));
        plan
    }
}

impl Texts {
    fn take(
        &mut self,
        chunk: &[u8],
        plan: &RecordPlan,
        values: &Instance,
        data: Option<(&DataPlan, &Instance)>,
        ticks: u64,
        window: Window,
    ) -> Option<Read> {
        let event_id = match &plan.event_id {
            Source::Slot(slot) => {
                let (kind, bytes) = values.value(chunk, *slot);
                u32::try_from(value::unsigned(kind, bytes)?).ok()?
            }
            Source::Text(text) => text.trim().parse().ok()?,
            Source::Nothing => return None,
        };
        let written = time(ticks)?;
        let logged = match plan.time {
            Source::Slot(slot) => match values.value(chunk, slot) {
                (kind::FILETIME, bytes) => time(u64::from_le_bytes(bytes.try_into().ok()?))?,
                _ => return None,
            },
            _ => return None,
        };
        let record = match plan.record {
            Source::Slot(slot) => match values.value(chunk, slot) {
                (kind::UINT64, bytes) => u64::from_le_bytes(bytes.try_into().ok()?),
                _ => return None,
            },
            _ => return None,
        };
        let channel = self.origin(chunk, plan, values)?;
        let skipped = |why| {
            let stamp = Stamp { origin: Arc::clone(&self.origin), record, time: written };
            Some(Read::Skipped { event_id, why, stamp: Some(stamp) })
        };
        if !channel.wants(event_id) {
            return skipped(Skip::NotUsed);
        }
        if !window.has(logged) {
            return skipped(Skip::OutOfRange);
        }
        let builder = self.values(chunk, data)?;
        Some(Read::Kept(Box::new(builder.build(event_id, logged, channel, record))))
    }

    /// The log that the record stood in; it also becomes the one last seen.
    fn origin(&mut self, chunk: &[u8], plan: &RecordPlan, values: &Instance) -> Option<Channel> {
        self.text.clear();
        self.channel.clear();
        put(&mut self.channel, chunk, &plan.channel, values)?;
        put(&mut self.text, chunk, &plan.computer, values)?;
        if let Some(known) = self.known
            && self.origin.computer.as_bytes() == self.text
            && self.origin.log.as_bytes() == self.channel
        {
            return Some(known);
        }
        let owned = |text: &[u8]| {
            let text = std::str::from_utf8(text).ok()?;
            // What JSON writes as it is.
            let as_it_is = text.bytes().all(|byte| matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\');
            (as_it_is && !text.trim().is_empty()).then(|| text.to_owned())
        };
        let origin = Origin { computer: owned(&self.text)?, log: owned(&self.channel)? };
        let channel = Channel::of(&origin.log, "");
        (self.origin, self.known) = (Arc::new(origin), Some(channel));
        Some(channel)
    }

    /// The computer, which the text already holds, and the wanted values.
    fn values(&mut self, chunk: &[u8], data: Option<(&DataPlan, &Instance)>) -> Option<EventBuilder> {
        let computer = self.text.len();
        self.ranges.clear();
        if let Some((plan, values)) = data {
            for wanted in &plan.values {
                if wanted.dependency.is_some_and(|slot| values.is_null(slot)) {
                    continue;
                }
                let start = self.text.len();
                put(&mut self.text, chunk, &wanted.source, values)?;
                if self.text.len() > start {
                    self.ranges.push((wanted.field, start, self.text.len()));
                }
            }
        }
        let text = String::from_utf8(self.text.clone()).ok()?;
        let mut builder = EventBuilder::with_fields(text, self.ranges.len());
        builder.computer_range(0, computer);
        for &(field, start, end) in &self.ranges {
            builder.set_range(field, start, end);
        }
        Some(builder)
    }
}

fn put(text: &mut Vec<u8>, chunk: &[u8], source: &Source, values: &Instance) -> Option<()> {
    match source {
        Source::Nothing => Some(()),
        Source::Text(plain) => {
            text.extend_from_slice(plain.as_bytes());
            Some(())
        }
        Source::Slot(slot) => {
            let (kind, bytes) = values.value(chunk, *slot);
            value::write(text, kind, bytes)
        }
    }
}

/// A FILETIME of this millennium or so; others are left to the JSON way.
fn time(ticks: u64) -> Option<Time> {
    (EPOCH..LATEST).contains(&ticks).then(|| Time::from_ms(((ticks - EPOCH) / 10_000) as i64))
}
