//! What became of every record that was read.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Channel, Coverage, Span};

/// Why a record was not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Skip {
    /// Its event id tells nothing about logons.
    NotUsed,
    /// Before or after the time asked for.
    OutOfRange,
    /// The same record was already read.
    Duplicate,
    /// It names no host, so nothing can be drawn.
    NoHost,
    /// It names no account.
    NoAccount,
    /// Its account is a machine's own, whose logons are not drawn.
    MachineAccount,
    /// It cannot be read.
    Unreadable,
    /// It has no time that can be read.
    NoTime,
}

impl Skip {
    /// A few words for a report.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::NotUsed => "not about logons",
            Self::OutOfRange => "out of range",
            Self::Duplicate => "duplicate",
            Self::NoHost => "no host",
            Self::NoAccount => "no account",
            Self::MachineAccount => "machine account",
            Self::Unreadable => "unreadable",
            Self::NoTime => "no time",
        }
    }
}

/// Records of one event id: how many were kept, and how many were not, by reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Used.
    pub kept: u64,
    /// Not used, by reason.
    pub skipped: BTreeMap<Skip, u64>,
}

impl Tally {
    /// All records of this id.
    pub fn read(&self) -> u64 {
        self.kept + self.skipped.values().sum::<u64>()
    }
}

/// What became of the user's Sigma rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SigmaReport {
    /// Rules that looked at the events.
    pub rules: u64,
    /// Rules and files that did not: name and reason.
    pub left: Vec<(String, String)>,
}

/// What an import counted where the events are, instead of reading them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReducedReport {
    /// Events that were counted.
    pub events: u64,
    /// What they were counted into.
    pub rows: u64,
    /// Which event ids.
    pub ids: Vec<u32>,
    /// Events that were neither counted nor read, since only detections use them: id and number.
    pub left: BTreeMap<u32, u64>,
    /// Detections that were off, since they need events one by one.
    pub off: Vec<&'static str>,
    /// Events because of which some stretches of time were read after all.
    pub fallen: u64,
}

/// The report of an import. Every record read is in it exactly once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// Per event id. Unreadable records have id 0.
    pub events: BTreeMap<u32, Tally>,
    /// First and last event that was kept.
    pub span: Option<Span>,
    /// Computers that logged the kept events (short names).
    pub computers: BTreeSet<String>,
    /// Files that could not be read at all: name and sentence.
    pub failed: Vec<(String, String)>,
    /// Damaged places inside files that were otherwise read: name and sentence. At most 100 a file
    /// are kept; all are counted as unreadable.
    pub damaged: Vec<(String, String)>,
    /// How many files were read.
    pub files: u64,
    /// How many bytes they had.
    pub bytes: u64,
    /// What the logs can tell at all.
    pub coverage: Coverage,
    /// What became of the user's Sigma rules, if there were any.
    pub sigma: Option<SigmaReport>,
    /// Records that were documents of an index rather than in files.
    pub documents: u64,
    /// What was counted in the cluster, if anything was.
    pub reduced: Option<ReducedReport>,
}

impl ImportReport {
    /// Counts a record that was used.
    pub fn keep(&mut self, event_id: u32) {
        self.keep_many(event_id, 1);
    }

    /// Counts `count` records that were used.
    pub fn keep_many(&mut self, event_id: u32, count: u64) {
        self.events.entry(event_id).or_default().kept += count;
    }

    /// Counts `count` records that were not used.
    pub fn skip(&mut self, event_id: u32, why: Skip, count: u64) {
        *self.events.entry(event_id).or_default().skipped.entry(why).or_default() += count;
    }

    /// All records read.
    pub fn read(&self) -> u64 {
        self.events.values().map(Tally::read).sum()
    }

    /// All records used.
    pub fn kept(&self) -> u64 {
        self.events.values().map(|tally| tally.kept).sum()
    }

    /// Event ids the ranking lives on that are missing altogether, with the audit policy that would
    /// log them (names from Microsoft's advanced audit policy).
    pub fn missing(&self) -> Vec<(u32, &'static str)> {
        const WANTED: [(u32, &str); 7] = [
            (4624, "Audit Logon"),
            (4625, "Audit Logon (failure)"),
            (4648, "Audit Logon"),
            (4672, "Audit Special Logon"),
            (4768, "Audit Kerberos Authentication Service"),
            (4769, "Audit Kerberos Service Ticket Operations"),
            (4776, "Audit Credential Validation"),
        ];
        WANTED.into_iter().filter(|(id, _)| Channel::Security.wants(*id) && !self.events.contains_key(id)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_record_counts_once() {
        let mut report = ImportReport::default();
        report.keep(4624);
        report.skip(4624, Skip::NoHost, 2);
        report.skip(4907, Skip::NotUsed, 3);
        assert_eq!((report.read(), report.kept()), (6, 1));
        assert!(!report.missing().iter().any(|(id, _)| *id == 4624));
        assert!(report.missing().iter().any(|(id, _)| *id == 4768));
    }
}
