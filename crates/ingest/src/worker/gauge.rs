//! How far a job is.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use store::JobProgress;

use crate::Progress;

/// Collects what a job tells of itself.
#[derive(Default)]
pub(super) struct Gauge {
    now: Mutex<Now>,
}

struct Now {
    stage: &'static str,
    since: Instant,
    bytes: (u64, u64),
    records: (u64, u64),
    edges: (u64, u64),
}

impl Default for Now {
    fn default() -> Self {
        Self { stage: "starting", since: Instant::now(), bytes: (0, 0), records: (0, 0), edges: (0, 0) }
    }
}

impl Gauge {
    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Another stage begins.
    pub(super) fn stage(&self, stage: &'static str) {
        let mut now = self.now();
        (now.stage, now.since) = (stage, Instant::now());
    }

    /// Bytes and records there are to read; 0 where unknown.
    pub(super) fn expect(&self, bytes: u64, records: u64) {
        let mut now = self.now();
        (now.bytes.1, now.records.1) = (bytes, records);
    }

    /// Relationships written, of how many.
    pub(super) fn wrote(&self, done: u64, all: u64) {
        if self.now().stage != "writing" {
            self.stage("writing");
        }
        self.now().edges = (done, all);
    }

    /// As it is kept with the job.
    pub(super) fn progress(&self) -> JobProgress {
        let now = self.now();
        let seconds = now.since.elapsed().as_secs_f64();
        let (done, part) = match now.stage {
            "reading" if now.bytes.1 > 0 => (now.records.0, now.bytes),
            "reading" => (now.records.0, now.records),
            "writing" => (now.edges.0, now.edges),
            _ => (0, (0, 0)),
        };
        let rate = if seconds > 0.0 { done as f64 / seconds } else { 0.0 };
        JobProgress {
            stage: now.stage.to_owned(),
            bytes_done: now.bytes.0,
            bytes_all: now.bytes.1,
            records: now.records.0,
            edges: now.edges.0,
            rate,
            eta_s: left(seconds, part),
        }
    }

    /// Adds what the job did to the worker's totals.
    pub(super) fn count(&self) {
        let now = self.now();
        metrics::counter!("logontracer_bytes_read_total").increment(now.bytes.0);
        metrics::counter!("logontracer_records_read_total").increment(now.records.0);
        metrics::counter!("logontracer_edges_written_total").increment(now.edges.0);
    }
}

/// Whole seconds left at the pace so far; unknown before a second has passed.
fn left(seconds: f64, (done, all): (u64, u64)) -> Option<u64> {
    if done == 0 || all < done || seconds < 1.0 {
        return None;
    }
    Some((seconds * (all - done) as f64 / done as f64).ceil() as u64)
}

impl Progress for Gauge {
    fn file(&self, _name: &str) {
        if self.now().stage != "reading" {
            self.stage("reading");
        }
    }

    fn advance(&self, bytes: u64, records: u64) {
        let mut now = self.now();
        // Of a packed log the unpacked bytes are counted, which may be more than it has.
        now.bytes.0 = if now.bytes.1 > 0 { bytes.min(now.bytes.1) } else { bytes };
        now.records.0 = records;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_follows_the_pace() {
        assert_eq!(left(10.0, (50, 100)), Some(10));
        assert_eq!(left(10.0, (100, 100)), Some(0));
        assert_eq!(left(0.5, (50, 100)), None);
        assert_eq!(left(10.0, (0, 100)), None);
        assert_eq!(left(10.0, (5, 0)), None);
    }

    #[test]
    fn stages_follow_what_is_told() {
        let gauge = Gauge::default();
        gauge.expect(100, 0);
        gauge.file("a");
        gauge.advance(250, 7);
        let progress = gauge.progress();
        assert_eq!((progress.stage.as_str(), progress.bytes_done, progress.records), ("reading", 100, 7));
        gauge.wrote(3, 9);
        let progress = gauge.progress();
        assert_eq!((progress.stage.as_str(), progress.edges, progress.records), ("writing", 3, 7));
    }
}
