//! What the logs of a load can tell at all: their times, holes, silences, and what was never logged.

use std::collections::BTreeMap;

use crate::{Channel, Span, Time};

/// Records missing between two that are there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hole {
    /// The number of the last record before it.
    pub after: u64,
    /// The number of the first record behind it.
    pub before: u64,
    /// From the one's time to the other's; a day too wide at most where the two stand in different files.
    pub span: Span,
}

impl Hole {
    /// How many records are missing.
    pub const fn missing(&self) -> u64 {
        self.before.saturating_sub(self.after + 1)
    }
}

/// Time went back while the record number went up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockStep {
    /// The record that is earlier than the one before it.
    pub record: u64,
    /// The time of the one before.
    pub from: Time,
    /// Its own time.
    pub to: Time,
}

/// What is known of one log of one computer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogCoverage {
    /// Short name of the computer.
    pub computer: String,
    /// The log's name.
    pub log: String,
    /// Whether the computer's logs show that it is a domain controller.
    pub controller: bool,
    /// First and last record; none where another log only tells that this one was cleared.
    pub span: Option<Span>,
    /// Hours in which something was logged.
    pub hours: u64,
    /// Records, each once.
    pub records: u64,
    /// Records by event id.
    pub ids: BTreeMap<u32, u64>,
    /// Lowest and highest record number; none where the export lacks them.
    pub numbers: Option<(u64, u64)>,
    /// Records missing between the first and the last.
    pub missing: u64,
    /// The largest holes, the largest first.
    pub holes: Vec<Hole>,
    /// How often numbering began anew.
    pub restarts: u32,
    /// When the log was cleared.
    pub clears: Vec<Time>,
    /// Unusually long times without a record while other logs went on, the longest first. To the hour.
    pub silences: Vec<Span>,
    /// Steps of the clock, in the order of the log.
    pub steps: Vec<ClockStep>,
}

/// Computers whose Security log lacks what an audit policy would log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyGap {
    /// The policy, by Microsoft's name.
    pub policy: &'static str,
    /// The events it logs that are looked for.
    pub ids: &'static [u32],
    /// Whether this is about controllers or about members.
    pub controllers: bool,
    /// How many of them have a Security log here.
    pub computers: usize,
    /// Those of them that never logged any of the events; sorted.
    pub without: Vec<String>,
}

/// A detection that had nothing to look at, which is not the same as having found nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blind {
    /// Its rule.
    pub rule: &'static str,
    /// The rule's title.
    pub title: &'static str,
    /// The audit policy that would log what it reads.
    pub audit: &'static str,
    /// The events it reads.
    pub events: &'static [(Channel, u32)],
}

/// What a load's logs can tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Every log, by computer and name.
    pub logs: Vec<LogCoverage>,
    /// Audit policies that seem to be off, for controllers and members apart.
    pub policies: Vec<PolicyGap>,
    /// Detections that none of their events was logged for.
    pub blind: Vec<Blind>,
}
