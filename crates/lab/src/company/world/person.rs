//! People, and accounts without a person.

use std::sync::Arc;

use super::{Account, MachineId};

/// What a person's work is about: which servers it needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Department {
    Sales,
    Finance,
    Engineering,
    Production,
    Staff,
    HelpDesk,
    Operations,
}

/// When a person works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hours {
    Usual,
    Part,
    Evening,
}

/// Someone with an account and a workstation.
#[derive(Debug)]
pub(crate) struct Person {
    pub(crate) number: u32,
    pub(crate) account: Arc<Account>,
    /// A second account for administration.
    pub(crate) admin: Option<Arc<Account>>,
    pub(crate) workstation: MachineId,
    pub(crate) department: Department,
    pub(crate) hours: Hours,
    /// Minutes after local midnight at which work usually begins.
    pub(crate) begins: i64,
    /// How busy at the computer, 0.5..1.5.
    pub(crate) pace: f64,
    /// Where the department's files are, and this person's own.
    pub(crate) files: MachineId,
    pub(crate) home: MachineId,
    pub(crate) print: MachineId,
    pub(crate) mail: MachineId,
    /// Applications, databases and sites in use.
    pub(crate) applications: Vec<MachineId>,
    /// First and last day in the company, for those who join or leave within the span.
    pub(crate) joins: Option<u32>,
    pub(crate) leaves: Option<u32>,
}

impl Person {
    /// Whether the account exists and is in use on this day.
    pub(crate) fn is_employed(&self, day: u32) -> bool {
        self.joins.is_none_or(|joins| day >= joins) && self.leaves.is_none_or(|leaves| day <= leaves)
    }
}

/// How a service account works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Task {
    /// Runs all day on its server and asks a database or file server now and then.
    Daemon,
    /// A job at night, as a batch.
    Nightly,
    /// Runs every hour or so, as a batch.
    Hourly,
}

/// An account that a service or job runs under.
#[derive(Debug)]
pub(crate) struct ServiceAccount {
    pub(crate) number: u32,
    pub(crate) account: Arc<Account>,
    pub(crate) on: MachineId,
    /// What it asks for data.
    pub(crate) asks: Vec<MachineId>,
    pub(crate) task: Task,
    /// Minute of the day of a nightly job.
    pub(crate) minute: i64,
    /// Has a service principal name, so that tickets to it can be had.
    pub(crate) has_name: bool,
}

/// Accounts with a job of their own.
#[derive(Debug)]
pub(crate) struct Services {
    pub(crate) all: Vec<ServiceAccount>,
    pub(crate) backup: Arc<Account>,
    pub(crate) scanner: Arc<Account>,
    pub(crate) monitoring: Arc<Account>,
    /// `MSOL_…`, which replicates by right.
    pub(crate) sync: Arc<Account>,
    /// RID 500.
    pub(crate) administrator: Arc<Account>,
    /// Users whose accounts need no pre-authentication.
    pub(crate) without_preauth: Vec<Arc<Account>>,
}
