//! Results of analysis.

/// Why a node has its rank: one sentence and how much it weighs (0..=1).
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// What was seen.
    pub text: String,
    /// Its weight, 0..=1.
    pub weight: f64,
}

/// An account's place in the ranking.
#[derive(Clone, Debug, PartialEq)]
pub struct AccountRank {
    /// Index into [`crate::LogonGraph::accounts`].
    pub account: u32,
    /// 0..=1, 1 is the most suspicious.
    pub rank: f64,
    /// The highest hourly ChangeFinder score.
    pub anomaly: f64,
    /// ChangeFinder score of every hour of the case's span, oldest first.
    pub hourly: Vec<f64>,
    /// Whether the order of its events on some day looks unlike normal use.
    pub sequence_flag: bool,
    /// The most weighty first.
    pub reasons: Vec<Reason>,
}

/// A host's place in the ranking.
#[derive(Clone, Debug, PartialEq)]
pub struct HostRank {
    /// Index into [`crate::LogonGraph::hosts`].
    pub host: u32,
    /// 0..=1, 1 is the most suspicious.
    pub rank: f64,
    /// The most weighty first.
    pub reasons: Vec<Reason>,
}

/// All ranks of a case, highest first, ties by key.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CaseRanks {
    /// Accounts that take part in the ranking.
    pub accounts: Vec<AccountRank>,
    /// Hosts that take part in the ranking.
    pub hosts: Vec<HostRank>,
    /// The hour the `hourly` lists begin with: whole hours since the Unix epoch.
    pub first_hour: i32,
}
