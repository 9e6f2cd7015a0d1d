//! Progress on a terminal as a bar with rate and time left; piped, a line now and then.

use std::io::IsTerminal;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::outcome::say;

/// How often a piped run says how far it is.
const EVERY: Duration = Duration::from_secs(5);

/// Shows the progress of one stage.
pub(crate) struct Shown {
    bar: Option<ProgressBar>,
    stage: &'static str,
    unit: &'static str,
    total: u64,
    last: Mutex<Instant>,
}

impl Shown {
    /// A stage of `total` bytes.
    pub(crate) fn bytes(stage: &'static str, total: u64) -> Self {
        Self::new(stage, "bytes", total, "{msg} {wide_bar} {bytes}/{total_bytes} {binary_bytes_per_sec} {eta} left")
    }

    /// A stage of `total` edges.
    pub(crate) fn edges(stage: &'static str, total: u64) -> Self {
        Self::new(stage, "edges", total, "{msg} {wide_bar} {human_pos}/{human_len} {per_sec} {eta} left")
    }

    /// A stage of `total` events.
    pub(crate) fn events(stage: &'static str, total: u64) -> Self {
        Self::new(stage, "events", total, "{msg} {wide_bar} {human_pos}/{human_len} {per_sec} {eta} left")
    }

    /// A stage whose total is not known before; it shows on a terminal only.
    pub(crate) fn counting(stage: &'static str, unit: &'static str) -> Counting {
        let bar = std::io::stderr().is_terminal().then(ProgressBar::new_spinner);
        if let Some(bar) = &bar {
            bar.set_message(format!("{stage} {unit}"));
            bar.enable_steady_tick(Duration::from_millis(200));
        }
        Counting { bar }
    }

    fn new(stage: &'static str, unit: &'static str, total: u64, template: &str) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::new(total);
            if let Ok(style) = ProgressStyle::with_template(template) {
                bar.set_style(style);
            }
            bar.set_message(stage);
            bar
        });
        Self { bar, stage, unit, total, last: Mutex::new(Instant::now()) }
    }

    /// So much of the total is done.
    pub(crate) fn set(&self, done: u64) {
        // Of a packed log the unpacked bytes are counted, which may be more than it has.
        let done = done.min(self.total);
        if let Some(bar) = &self.bar {
            bar.set_position(done);
            return;
        }
        let Ok(mut last) = self.last.lock() else { return };
        if last.elapsed() >= EVERY {
            *last = Instant::now();
            say(&format!("{}: {done} of {} {}", self.stage, self.total, self.unit));
        }
    }

    /// The stage is over.
    pub(crate) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl ingest::Progress for Shown {
    fn file(&self, name: &str) {
        if let Some(bar) = &self.bar {
            bar.set_message(crate::shown::safe(name).into_owned());
        }
    }

    fn advance(&self, bytes: u64, _records: u64) {
        self.set(bytes);
    }
}

/// Shows how many records a stage has read.
pub(crate) struct Counting {
    bar: Option<ProgressBar>,
}

impl Counting {
    /// The stage is over.
    pub(crate) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl ingest::Progress for Counting {
    fn file(&self, _name: &str) {}

    fn advance(&self, _bytes: u64, records: u64) {
        if let Some(bar) = &self.bar {
            bar.set_position(records);
        }
    }
}
