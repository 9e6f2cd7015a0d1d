//! Logons of one kind with their hours joined: what is drawn, listed and exported as one edge.

use model::LogonEdge;

/// One source, account, target, event id, logon type, package and status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EdgeRow {
    /// Source: index into the graph's hosts.
    pub host: u32,
    /// Index into the graph's accounts.
    pub account: u32,
    /// Target: index into the graph's hosts, where the events name one.
    pub target: Option<u32>,
    /// Event id.
    pub id: u32,
    /// Windows' logon type, 0 where the events have none.
    pub logon_type: u32,
    /// NTSTATUS or Kerberos error, where the events have one.
    pub status: Option<u32>,
    /// Index into the graph's packages.
    pub package: Option<u32>,
    /// How many events.
    pub count: u64,
    /// The first of them, milliseconds since the Unix epoch.
    pub first: i64,
    /// The last of them.
    pub last: i64,
}

impl EdgeRow {
    /// A row of one edge.
    pub fn of(edge: &LogonEdge) -> Self {
        Self {
            host: edge.host,
            account: edge.account,
            target: edge.target,
            id: edge.id,
            logon_type: edge.logon_type,
            status: edge.status,
            package: edge.package,
            count: u64::from(edge.count),
            first: edge.first.ms(),
            last: edge.last.ms(),
        }
    }

    /// Takes another hour of the same kind in.
    pub fn add(&mut self, edge: &LogonEdge) {
        self.count += u64::from(edge.count);
        self.first = self.first.min(edge.first.ms());
        self.last = self.last.max(edge.last.ms());
    }

    /// Whether the logons failed.
    pub const fn failed(&self) -> bool {
        failed(self.id, self.status)
    }

    /// Everything but how often and when.
    pub const fn identity(&self) -> Identity {
        (self.host, self.account, self.target, self.id, self.logon_type, self.status, self.package)
    }
}

/// What makes two rows the same edge.
pub type Identity = (u32, u32, Option<u32>, u32, u32, Option<u32>, Option<u32>);

/// What makes two hourly edges the same row. The graph's list is sorted by it first.
pub const fn identity(edge: &LogonEdge) -> Identity {
    (edge.host, edge.account, edge.target, edge.id, edge.logon_type, edge.status, edge.package)
}

/// Whether events of this id and status tell of a failure: 4625 and 4771 always, others by their status.
pub const fn failed(id: u32, status: Option<u32>) -> bool {
    matches!(id, 4625 | 4771) || matches!(status, Some(code) if code != 0)
}

/// Whether the event shows on its target that somebody got in.
pub const fn arrives(id: u32) -> bool {
    matches!(id, 4624 | 4778 | 21 | 25 | 1149)
}

/// A status as Windows writes it.
pub fn status_text(status: u32) -> String {
    format!("0x{status:08x}")
}
