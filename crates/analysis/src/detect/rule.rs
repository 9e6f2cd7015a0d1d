//! What a detection says of itself, and what it must do.

use model::{Channel, Severity};

use super::{Draft, Known, Seen, Shared};

/// A detection's own description. docs/detections.md is made from these.
pub struct Rule {
    /// A stable word: `dcsync`.
    pub id: &'static str,
    /// What it found, in a few words: `Directory replication by a non-controller`.
    pub title: &'static str,
    /// How much it matters if it is what it looks like.
    pub severity: Severity,
    /// ATT&CK technique.
    pub technique: &'static str,
    /// The events it reads.
    pub events: &'static [(Channel, u32)],
    /// The audit policy that must be on for them to be logged.
    pub audit: &'static str,
    /// What it looks for, with its thresholds, in a sentence or two.
    pub about: &'static str,
    /// What harmless thing looks the same, and how to tell.
    pub innocent: &'static str,
}

impl Rule {
    /// Whether it reads an event of this id in this log.
    pub fn reads(&self, channel: Channel, id: u32) -> bool {
        self.events.contains(&(channel, id))
    }
}

/// A detection at work.
pub trait Detector: Send {
    /// The rules it may report.
    fn rules(&self) -> &'static [&'static Rule];

    /// Looks at one event that one of its rules reads. Events of one computer come in the order of
    /// its log, those of different computers in any order.
    fn see(&mut self, event: &Seen<'_>, shared: &mut Shared);

    /// What was found. `known` tells controllers, owners of addresses and domains.
    fn finish(self: Box<Self>, known: &dyn Known, shared: &Shared) -> Vec<Draft>;
}
