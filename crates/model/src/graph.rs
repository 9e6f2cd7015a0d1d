//! The logon graph: what an import makes of its events, and what analysis works on.

use crate::{DaySequence, Time};

/// A whole graph. Lists are sorted by their keys and indices point into them, so two graphs of the
/// same events are equal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogonGraph {
    /// Sorted by (user, domain).
    pub accounts: Vec<Account>,
    /// Sorted by key.
    pub hosts: Vec<Host>,
    /// Sorted by their fields in order. Several edges may differ in `count`, `first` and `last`
    /// alone when they come from different imports.
    pub logons: Vec<LogonEdge>,
    /// Sorted by (account, host).
    pub reached: Vec<LogonTo>,
    /// Sorted by (host, account, day).
    pub sequences: Vec<DaySequence>,
    /// Sorted by name.
    pub domains: Vec<Domain>,
    /// Sorted by time.
    pub clears: Vec<Clear>,
    /// Sorted by time.
    pub policies: Vec<PolicyChange>,
    /// Names of authentication packages; [`LogonEdge::package`] points into it. Sorted.
    pub packages: Vec<String>,
    /// First and last logon event, if there is any.
    pub span: Option<Span>,
}

/// A stretch of time, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first event.
    pub start: Time,
    /// The last event.
    pub end: Time,
}

impl Span {
    /// A span of one moment.
    pub const fn at(time: Time) -> Self {
        Self { start: time, end: time }
    }

    /// Stretches the span so that it covers `other`.
    pub fn cover(&mut self, other: Self) {
        self.start = self.start.min(other.start);
        self.end = self.end.max(other.end);
    }
}

/// A user or service account, never a machine account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// sAMAccountName in lower case, without `@REALM`.
    pub user: String,
    /// The domain's (or, for a local account, the computer's) short name in lower case; empty where
    /// no event said.
    pub domain: String,
    /// Security identifier, `S-1-5-21-…`.
    pub sid: Option<String>,
    /// Whether a 4672 gave it special privileges: LogonTracer's rights `system`.
    pub privileged: bool,
    /// One of Windows' own accounts (SYSTEM, LOCAL SERVICE, ANONYMOUS LOGON, DWM-1, ...): kept out
    /// of the ranking.
    pub well_known: bool,
    /// What happened to the account, sorted.
    pub marks: Vec<Mark>,
    /// First and last event that names it.
    pub span: Option<Span>,
}

/// Something that happened to an account: created, put into a group, ...
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mark {
    /// When.
    pub time: Time,
    /// What, in LogonTracer's words: `Created`, `AddGroup: Domain Admins`, `DCSync`.
    pub what: String,
}

impl Account {
    /// LogonTracer's status text: `Created(2016-10-07 11:02:16) AddGroup: Domain Admins(…) `, or `-`.
    pub fn status(&self) -> String {
        if self.marks.is_empty() {
            return "-".to_owned();
        }
        let mut marks: Vec<String> = self.marks.iter().map(|mark| format!("{}({}) ", mark.what, mark.time)).collect();
        // Several within one second read the same.
        marks.dedup();
        marks.concat()
    }

    /// LogonTracer's rights text: `system` or `user`.
    pub const fn rights(&self) -> &'static str {
        if self.privileged { "system" } else { "user" }
    }
}

/// A machine: where logons come from or go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    /// The key: its address where one is known for it alone, else its short name. Lower case.
    pub key: String,
    /// Its short name, if any event ties one to it. Lower case.
    pub name: Option<String>,
    /// Every address tied to it, sorted.
    pub addresses: Vec<String>,
    /// Whether it is a domain controller: it logged 4768, 4769, 5136 or 5137.
    pub controller: bool,
    /// First and last event that names it.
    pub span: Option<Span>,
}

/// Logons of one kind in one hour: source host -> account (-> target host).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LogonEdge {
    /// Source: index into [`LogonGraph::hosts`].
    pub host: u32,
    /// Index into [`LogonGraph::accounts`].
    pub account: u32,
    /// Target: index into [`LogonGraph::hosts`], where the event names one.
    pub target: Option<u32>,
    /// Event id.
    pub id: u32,
    /// Windows' logon type, 0 where the event has none.
    pub logon_type: u32,
    /// NTSTATUS or Kerberos error, where the event has one.
    pub status: Option<u32>,
    /// Authentication package: index into [`LogonGraph::packages`].
    pub package: Option<u32>,
    /// Whole hours since the Unix epoch.
    pub hour: i32,
    /// How many events.
    pub count: u32,
    /// The first of them.
    pub first: Time,
    /// The last of them.
    pub last: Time,
}

/// An account reached a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LogonTo {
    /// Index into [`LogonGraph::accounts`].
    pub account: u32,
    /// Index into [`LogonGraph::hosts`].
    pub host: u32,
    /// How many successful logons.
    pub count: u32,
    /// The first of them.
    pub first: Time,
    /// The last of them.
    pub last: Time,
}

/// A domain, with every spelling that was seen to mean it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Domain {
    /// The short name in lower case that accounts carry.
    pub name: String,
    /// Other spellings, lower case, sorted.
    pub aliases: Vec<String>,
    /// The domain's security identifier (an account's without its last part).
    pub sid: Option<String>,
}

/// A log was cleared: 1102 (Security) or 104 (System).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Clear {
    /// When.
    pub time: Time,
    /// Who.
    pub user: String,
    /// Of which domain.
    pub domain: String,
    /// On which computer (short name).
    pub computer: String,
    /// Which log.
    pub channel: String,
}

/// A change of the audit policy: 4719.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PolicyChange {
    /// When.
    pub time: Time,
    /// Who changed it.
    pub user: String,
    /// Of which domain.
    pub domain: String,
    /// On which computer (short name).
    pub computer: String,
    /// The category, in words.
    pub category: String,
    /// The subcategory, in words where its GUID is a published one.
    pub subcategory: String,
    /// What changed, as Windows writes it (`%%8448, %%8450`).
    pub change: String,
}
