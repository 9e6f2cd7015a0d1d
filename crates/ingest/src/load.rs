//! Files in, a graph and its report out: what `import` and `triage` share.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

use analysis::detect::Detect;
use events::{Read, Source, Window};
use model::{Channel, Finding, ImportReport, LogonGraph, ReducedReport, Skip, Span};

use store::RecordSet;

use crate::aggregate::Aggregator;
use crate::coverage::Collector;
use crate::sigma::Sigma;

/// Damaged places that are remembered word by word, per file; all are counted.
const DAMAGE_KEPT: usize = 100;

/// Tells how far a load is. All figures are totals so far.
pub trait Progress {
    /// A file begins.
    fn file(&self, name: &str);
    /// Bytes and records read.
    fn advance(&self, bytes: u64, records: u64);
}

/// What earlier imports of a case know.
#[derive(Default)]
pub struct Before {
    /// Which records they have read: those do not count again.
    pub records: Vec<RecordSet>,
    /// What each has learned of names.
    pub lore: Vec<Vec<u8>>,
}

/// What came out of the files.
pub struct Loaded {
    /// The graph of all of them.
    pub graph: LogonGraph,
    /// What detections found, in the order of time.
    pub findings: Vec<Finding>,
    /// Which records were taken in, where a case keeps them.
    pub records: Vec<RecordSet>,
    /// What they taught of names, where a case keeps it.
    pub lore: Vec<u8>,
    /// What became of every record.
    pub report: ImportReport,
}

/// Why nothing came out.
#[derive(Debug, thiserror::Error)]
#[error("stopped before the end; nothing was written")]
pub struct Stopped;

/// Reads every source in order. A file that cannot be read is reported and the others still load.
///
/// # Errors
/// [`Stopped`] once `stop` is set.
pub fn load(sources: &[Source], window: Window, progress: &dyn Progress, stop: &AtomicBool) -> Result<Loaded, Stopped> {
    load_with(None, sources, window, progress, stop)
}

/// The same with rules of the user's.
///
/// # Errors
/// [`Stopped`] once `stop` is set.
pub fn load_with(
    sigma: Option<Sigma>,
    sources: &[Source],
    window: Window,
    progress: &dyn Progress,
    stop: &AtomicBool,
) -> Result<Loaded, Stopped> {
    read_all(Loader::new(None, sigma, Some(Collector::default())), sources, window, progress, stop)
}

/// The same for a case with earlier imports: the records that they have read count once, the names that they
/// have learned are known, and what this load reads and learns comes out with it.
///
/// # Errors
/// [`Stopped`] once `stop` is set.
pub fn load_beside(
    before: &Before,
    sigma: Option<Sigma>,
    sources: &[Source],
    window: Window,
    progress: &dyn Progress,
    stop: &AtomicBool,
) -> Result<Loaded, Stopped> {
    let loader = Loader::new(Some(before), sigma, Some(Collector::default()));
    read_all(loader, sources, window, progress, stop)
}

fn read_all(
    mut loader: Loader<'_>,
    sources: &[Source],
    window: Window,
    progress: &dyn Progress,
    stop: &AtomicBool,
) -> Result<Loaded, Stopped> {
    let mut before = 0;
    for source in sources {
        progress.file(&source.name);
        loader.source(source, window, before, progress, stop)?;
        before += source.size();
        progress.advance(before, loader.records);
    }
    Ok(loader.finish(before))
}

/// Takes records in and keeps the tally.
pub(crate) struct Loader<'b> {
    aggregator: Aggregator,
    /// None where there is no case.
    before: Option<&'b Before>,
    detect: Detect,
    sigma: Option<Sigma>,
    /// None where the records seen are a choice, so that holes among them mean nothing.
    coverage: Option<Collector>,
    pub(crate) report: ImportReport,
    records: u64,
}

impl<'b> Loader<'b> {
    pub(crate) fn new(before: Option<&'b Before>, sigma: Option<Sigma>, coverage: Option<Collector>) -> Self {
        let mut aggregator = Aggregator::new();
        if let Some(before) = before {
            aggregator.keep_records(&before.records);
        }
        let (detect, report) = (Detect::default(), ImportReport::default());
        Self { aggregator, before, detect, sigma, coverage, report, records: 0 }
    }

    /// One for chosen records, where holes mean nothing. What earlier imports of the case know is in
    /// `before`, where there is a case.
    pub(crate) fn of_choice(before: Option<&'b Before>, sigma: Option<Sigma>) -> Self {
        Self::new(before, sigma, None)
    }

    pub(crate) fn finish(self, bytes: u64) -> Loaded {
        let Self { mut aggregator, before, detect, sigma, coverage, mut report, .. } = self;
        report.coverage = coverage.map(Collector::finish).unwrap_or_default();
        report.span = aggregator.span();
        report.computers = aggregator.computers();
        report.bytes = bytes;
        let records = aggregator.record_sets();
        let mut lore = Vec::new();
        if let Some(before) = before {
            // Only what this load has seen itself is kept with it.
            lore = aggregator.lore();
            aggregator.learn(&before.lore);
        }
        let (sightings, sigma) = sigma.map(Sigma::finish).unzip();
        report.sigma = sigma;
        let (graph, findings) = aggregator.finish_all(detect, sightings.unwrap_or_default());
        Loaded { graph, findings, records, lore, report }
    }

    /// Turns off what needs every event where some are only counted, and says so in the report.
    pub(crate) fn reduce(&mut self, ids: Vec<u32>, left: BTreeMap<u32, u64>) {
        let unseen: Vec<(Channel, u32)> =
            ids.iter().chain(left.keys()).map(|id| (Channel::logging(*id), *id)).collect();
        self.detect.without(&unseen);
        let off = self.detect.off().iter().map(|rule| rule.id).collect();
        self.report.reduced = Some(ReducedReport { ids, left, off, ..ReducedReport::default() });
    }

    /// Takes the figures of a reading into the report.
    pub(crate) fn told(&mut self, done: elastic::Done) {
        // Readers side by side come upon damage in any order.
        self.report.damaged.sort();
        self.report.documents = done.documents + done.counted;
        if let Some(reduced) = &mut self.report.reduced {
            reduced.fallen = done.fallen;
        }
    }

    /// Counts events that were counted in the cluster.
    pub(crate) fn row(&mut self, row: &elastic::Row) {
        let count = u64::from(row.count);
        if let Some(reduced) = &mut self.report.reduced {
            reduced.events += count;
            reduced.rows += 1;
        }
        match self.aggregator.add_many(&row.event, row.count, row.last) {
            Ok(()) => self.report.keep_many(row.event.id, count),
            Err(why) => self.report.skip(row.event.id, why, count),
        }
    }

    fn source(
        &mut self,
        source: &Source,
        window: Window,
        before: u64,
        progress: &dyn Progress,
        stop: &AtomicBool,
    ) -> Result<(), Stopped> {
        let mut damaged = 0;
        if let Some(coverage) = &mut self.coverage {
            coverage.next_file();
        }
        let records = std::cell::Cell::new(self.records);
        let advance = |bytes: u64| progress.advance(before + bytes, records.get());
        let outcome = events::read(source, window, &advance, &mut |read| {
            records.set(records.get() + 1);
            self.take(&source.name, read, &mut damaged);
            if stop.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        self.records = records.get();
        if stop.load(Ordering::Relaxed) {
            return Err(Stopped);
        }
        match outcome {
            Ok(()) => self.report.files += 1,
            Err(error) => {
                tracing::info!(file = source.name, error = %error, code = error.code(), "file not read to its end");
                self.report.failed.push((source.name.clone(), error.to_string()));
            }
        }
        Ok(())
    }

    /// Counts one record of the source called `name`.
    pub(crate) fn take(&mut self, name: &str, read: Read, damaged: &mut usize) {
        match read {
            Read::Kept(event) => {
                if let Some(coverage) = &mut self.coverage {
                    coverage.event(&event);
                }
                let added = self.aggregator.add(&event);
                if added != Err(Skip::Duplicate) {
                    self.detect.see(&event);
                    if let Some(sigma) = &mut self.sigma {
                        sigma.see(&event);
                    }
                }
                match added {
                    Ok(()) => self.report.keep(event.id),
                    Err(why) => self.report.skip(event.id, why, 1),
                }
            }
            Read::Skipped { event_id, why, stamp } => {
                if let (Some(coverage), Some(at)) = (&mut self.coverage, stamp.filter(|_| why == Skip::NotUsed)) {
                    coverage.record(&at.origin.computer, &at.origin.log, event_id, at.record, at.time);
                }
                self.report.skip(event_id, why, 1);
            }
            Read::Damaged { place } => {
                self.report.skip(0, Skip::Unreadable, 1);
                *damaged += 1;
                if *damaged <= DAMAGE_KEPT {
                    self.report.damaged.push((name.to_owned(), place));
                }
            }
        }
    }
}

/// The report in JSON's terms is made by the command line; this is its one-line summary.
pub fn summary(report: &ImportReport) -> String {
    let span = report.span.map_or_else(String::new, |Span { start, end }| format!(", {start} to {end} UTC"));
    let (read, kept, computers) = (report.read(), report.kept(), report.computers.len());
    if report.documents > 0 {
        return format!("{read} documents, {kept} kept, {computers} computers{span}");
    }
    format!("{read} records read, {kept} kept, {} files, {computers} computers{span}", report.files)
}
