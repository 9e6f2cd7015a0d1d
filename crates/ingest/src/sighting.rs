//! What was found, before it is known which nodes of the graph it means: by a detection of ours or
//! by a rule of the user's.

use analysis::detect::{Draft, Person, Place};
use model::{Part, RecordRef, Severity, Time};

/// A finding to be.
pub(crate) struct Sighting {
    pub(crate) rule: String,
    pub(crate) title: String,
    pub(crate) technique: String,
    pub(crate) severity: Severity,
    pub(crate) confidence: f64,
    pub(crate) first: Time,
    pub(crate) last: Time,
    pub(crate) count: u64,
    pub(crate) text: String,
    pub(crate) accounts: Vec<(Part, Person)>,
    pub(crate) hosts: Vec<(Part, Place)>,
    pub(crate) evidence: Vec<RecordRef>,
}

impl From<Draft> for Sighting {
    fn from(draft: Draft) -> Self {
        let Draft { rule, severity, confidence, first, last, count, text, accounts, hosts, evidence } = draft;
        let (id, title, technique) = (rule.id.to_owned(), rule.title.to_owned(), rule.technique.to_owned());
        Self { rule: id, title, technique, severity, confidence, first, last, count, text, accounts, hosts, evidence }
    }
}
