//! Cases at a glance.

use serde::Deserialize;

use crate::link::list;
use crate::ranks_read::parsed;
use crate::statements::{CASE_SUMMARIES, CLEAR_LIST};
use crate::{Result, Store};

/// How much is in a case. Times are epoch milliseconds.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct CaseSummary {
    /// Its name.
    pub name: String,
    /// When it was created.
    pub created: Option<i64>,
    /// How many accounts it has.
    pub accounts: u64,
    /// How many hosts it has.
    pub hosts: u64,
    /// How many relationships of logons its imports brought.
    pub edges: u64,
    /// How many finished imports it has.
    pub imports: u64,
    /// How many findings it has.
    pub findings: u64,
    /// Its first event.
    pub first: Option<i64>,
    /// Its last event.
    pub last: Option<i64>,
    /// When it was last ranked.
    pub ranked: Option<i64>,
    /// How it was ranked.
    pub ranking: Option<String>,
    /// How many of its jobs have not ended.
    pub jobs: u64,
}

/// Somebody cleared a log.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ClearRow {
    /// When, epoch milliseconds.
    pub time: i64,
    /// Who.
    pub user: String,
    /// Of which domain.
    pub domain: String,
    /// On which computer.
    pub computer: String,
    /// Which log.
    pub channel: String,
}

impl Store {
    /// What is in each of these cases, by name; those that are not there are left out.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn case_summaries(&self, cases: &[String]) -> Result<Vec<CaseSummary>> {
        let names = list(cases.iter().map(|case| case.as_str().into()).collect());
        let params = vec![("queue", self.queue.as_ref().into()), ("names", names)];
        parsed(&CASE_SUMMARIES, &self.link.read(&CASE_SUMMARIES, params).await?)
    }

    /// When logs of a case were cleared, oldest first.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn clear_list(&self, case: &str) -> Result<Vec<ClearRow>> {
        parsed(&CLEAR_LIST, &self.link.read(&CLEAR_LIST, vec![("case", case.into())]).await?)
    }
}
