//! Where a record stood, for those that are otherwise skipped: enough to see holes in a log.

use std::sync::Arc;

use model::Time;

/// A log of a computer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The computer, as it spells itself.
    pub computer: String,
    /// The log's name as Windows writes it.
    pub log: String,
}

/// A record's place in the logs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The log; shared by records that follow each other.
    pub origin: Arc<Origin>,
    /// `EventRecordID`; 0 where the export lacks it.
    pub record: u64,
    /// When it was logged. The EVTX door takes it from the record's header, which tells when the
    /// record was written; that is the same but for forwarded events.
    pub time: Time,
}

impl Stamp {
    /// The place that these texts name; nothing where the time cannot be read.
    pub(crate) fn read(computer: &str, log: &str, record: &str, time: &str) -> Option<Self> {
        let time = Time::parse(time).ok()?;
        let record = record.trim().parse().unwrap_or(0);
        let origin = Origin { computer: computer.trim().to_owned(), log: log.trim().to_owned() };
        Some(Self { origin: Arc::new(origin), record, time })
    }
}
