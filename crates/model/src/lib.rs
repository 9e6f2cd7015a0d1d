//! The words of the domain: events, accounts, hosts, logon edges, findings, ranks.
//!
//! Plain values only. Nothing here reads a file, talks to a server or looks at a clock, so every
//! other room can share these types and every test can build them by hand.

mod channel;
mod coverage;
mod event;
mod field;
mod finding;
mod graph;
mod intern;
mod rank;
mod report;
mod sequence;
mod text;
mod time;
pub mod whence;
pub mod who;

pub use channel::Channel;
pub use coverage::{Blind, ClockStep, Coverage, Hole, LogCoverage, PolicyGap};
pub use event::{Event, EventBuilder};
pub use field::Field;
pub use finding::{Finding, MAX_EVIDENCE, Part, RecordRef, Severity};
pub use graph::{Account, Clear, Domain, Host, LogonEdge, LogonGraph, LogonTo, Mark, PolicyChange, Span};
pub use intern::Interner;
pub use rank::{AccountRank, CaseRanks, HostRank, Reason};
pub use report::{ImportReport, ReducedReport, SigmaReport, Skip, Tally};
pub use sequence::{DaySequence, Step, Symbol};
pub use text::{causes, host_name, lower, number, present};
pub use time::{BadTime, Time};
