//! What a detection found, with the records that show it.

use crate::{Channel, Time};

/// How much a finding matters if it is what it looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Context worth knowing; no suspicion by itself.
    Info,
    /// Happens in every network; worth a look beside other findings.
    Low,
    /// Unusual; look at it the same day.
    Medium,
    /// An attack step or a grave mistake.
    High,
    /// The domain is at stake.
    Critical,
}

impl Severity {
    /// Every severity, the mildest first.
    pub const ALL: [Self; 5] = [Self::Info, Self::Low, Self::Medium, Self::High, Self::Critical];

    /// The word that is shown and stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    /// The severity of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.name().eq_ignore_ascii_case(name))
    }
}

/// The part somebody plays in a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Did it, or was used to do it.
    Actor,
    /// Where it came from.
    Source,
    /// Where it went to.
    Target,
    /// Suffered it: the guessed, reset or added account.
    Victim,
}

impl Part {
    /// Every part.
    pub const ALL: [Self; 4] = [Self::Actor, Self::Source, Self::Target, Self::Victim];

    /// The word that is shown and stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Actor => "actor",
            Self::Source => "source",
            Self::Target => "target",
            Self::Victim => "victim",
        }
    }

    /// The part of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.name() == name)
    }
}

/// Points at one record of one log.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordRef {
    /// When it was logged.
    pub time: Time,
    /// The computer that logged it, as it spells itself.
    pub computer: String,
    /// The log.
    pub channel: Channel,
    /// `EventRecordID`; 0 where the export lacks it.
    pub record: u64,
    /// The event id.
    pub id: u32,
}

/// At most this many records are pointed at; the count tells how many there were.
pub const MAX_EVIDENCE: usize = 100;

/// One thing that a detection found.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The rule's id: `dcsync`; `sigma:<id>` for a rule of the user's.
    pub rule: String,
    /// The rule's title.
    pub title: String,
    /// How much it matters.
    pub severity: Severity,
    /// How sure the detection is, 0..=1.
    pub confidence: f64,
    /// ATT&CK technique: `T1003.006`. Empty where none fits.
    pub technique: String,
    /// The first event of it.
    pub first: Time,
    /// The last event of it.
    pub last: Time,
    /// How many events it rests on.
    pub count: u64,
    /// One sentence for people: who did what to whom from where.
    pub text: String,
    /// Accounts in it: indices into [`crate::LogonGraph::accounts`]. Sorted, each pair once.
    pub accounts: Vec<(Part, u32)>,
    /// Hosts in it: indices into [`crate::LogonGraph::hosts`]. Sorted, each pair once.
    pub hosts: Vec<(Part, u32)>,
    /// Records that show it, oldest first, at most [`MAX_EVIDENCE`].
    pub evidence: Vec<RecordRef>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_find_their_values() {
        for severity in Severity::ALL {
            assert_eq!(Severity::named(severity.name()), Some(severity));
        }
        for part in Part::ALL {
            assert_eq!(Part::named(part.name()), Some(part));
        }
        assert!(Severity::Critical > Severity::High);
    }
}
