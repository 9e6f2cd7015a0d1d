//! Ranked accounts and hosts as documents.

use serde::Serialize;

/// A ranked account. The first fields are LogonTracer's.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct UserRow {
    /// Its name.
    pub user: String,
    /// `system` or `user`.
    pub rights: String,
    /// Its security identifier, or `-`.
    pub sid: String,
    /// What happened to it: `Created(2020-07-01 10:00:00) `, or `-`.
    pub status: String,
    /// 0..=1; absent where it is not ranked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rank: Option<f64>,
    /// Its domain; may be empty.
    pub domain: String,
    /// Why it has its rank, the most weighty first.
    pub reasons: Vec<String>,
    /// The highest hourly score.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anomaly: Option<f64>,
    /// Whether the order of its events looks unlike normal use.
    pub sequence: bool,
    /// Whether it is one of Windows' own.
    pub well_known: bool,
    /// Whether the case's logs show how it got into a privileged group.
    pub newly_privileged: bool,
    /// When it last did, milliseconds since the Unix epoch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub privileged_at: Option<i64>,
    /// Its first event, milliseconds since the Unix epoch.
    pub first: Option<i64>,
    /// Its last event, milliseconds since the Unix epoch.
    pub last: Option<i64>,
}

/// A ranked host. The first fields are LogonTracer's.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct HostRow {
    /// Its key: an address or a name.
    #[serde(rename = "IP")]
    pub ip: String,
    /// Its name, or its key where none is known.
    pub hostname: String,
    /// 0..=1; absent where it is not ranked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rank: Option<f64>,
    /// Every address tied to it.
    pub addresses: Vec<String>,
    /// Whether it is a domain controller.
    pub dc: bool,
    /// Why it has its rank, the most weighty first.
    pub reasons: Vec<String>,
    /// Its first event, milliseconds since the Unix epoch.
    pub first: Option<i64>,
    /// Its last event, milliseconds since the Unix epoch.
    pub last: Option<i64>,
}

/// A change of the audit policy. An event rather than a result, so its document is the same in every
/// run: the first that told of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct PolicyRow {
    /// When it was, milliseconds since the Unix epoch.
    #[serde(rename = "@timestamp")]
    pub at: i64,
    /// Who changed it.
    pub user: String,
    /// Of which domain; may be empty.
    pub domain: String,
    /// On which computer.
    pub computer: String,
    /// The category, in words.
    pub category: String,
    /// The subcategory, in words where its GUID is a published one.
    pub subcategory: String,
    /// What changed, as Windows writes it.
    pub change: String,
}
