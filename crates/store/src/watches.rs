//! What a watch of a case has told already, and which imports it may drop.

use crate::link::{cell, only};
use crate::names::case_name;
use crate::statements::{IMPORTS_BEFORE, WATCH_STATE, WATCH_STATE_WRITE};
use crate::{Result, Store, StoreError};

/// What the last run of a watch knew, so that the next tells only what is new.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WatchState {
    /// The run.
    pub run: String,
    /// When it was, milliseconds since the Unix epoch.
    pub at_ms: i64,
    /// What was found: ids that stay the same from run to run.
    pub findings: Vec<String>,
    /// Accounts and their ranks, the highest first.
    pub accounts: Vec<(String, f64)>,
    /// Hosts and their ranks, the highest first.
    pub hosts: Vec<(String, f64)>,
}

impl Store {
    /// What the last watch of a case knew; `None` where it was never watched.
    ///
    /// # Errors
    /// [`StoreError::NoSuchCase`], or what the server says.
    pub async fn watch_state_read(&self, case: &str) -> Result<Option<WatchState>> {
        self.case_known(case).await?;
        let rows = self.link.read(&WATCH_STATE, vec![("case", case.into())]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let ranked = |names: &str, ranks: &str| -> Result<Vec<(String, f64)>> {
            let names: Vec<String> = cell(&WATCH_STATE, row, names)?;
            let ranks: Vec<f64> = cell(&WATCH_STATE, row, ranks)?;
            Ok(names.into_iter().zip(ranks).collect())
        };
        Ok(Some(WatchState {
            run: cell(&WATCH_STATE, row, "run")?,
            at_ms: cell(&WATCH_STATE, row, "at")?,
            findings: cell(&WATCH_STATE, row, "findings")?,
            accounts: ranked("accounts", "account_ranks")?,
            hosts: ranked("hosts", "host_ranks")?,
        }))
    }

    /// Keeps what a watch knows in place of what the one before knew. May be repeated.
    ///
    /// # Errors
    /// [`StoreError::NoSuchCase`], or what the server says.
    pub async fn watch_state_write(&self, case: &str, state: &WatchState) -> Result<()> {
        let names = |list: &[(String, f64)]| list.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        let ranks = |list: &[(String, f64)]| list.iter().map(|(_, rank)| *rank).collect::<Vec<_>>();
        let params = vec![
            ("case", case_name(case)?.into()),
            ("run", state.run.as_str().into()),
            ("at", state.at_ms.into()),
            ("findings", state.findings.clone().into()),
            ("accounts", names(&state.accounts).into()),
            ("account_ranks", ranks(&state.accounts).into()),
            ("hosts", names(&state.hosts).into()),
            ("host_ranks", ranks(&state.hosts).into()),
        ];
        let rows = self.link.change(&WATCH_STATE_WRITE, params).await?;
        if rows.is_empty() {
            return Err(StoreError::NoSuchCase(case.to_owned()));
        }
        only::<String>(&WATCH_STATE_WRITE, &rows, "name").map(drop)
    }

    /// The finished imports of a case that end before a moment, oldest first. One that drew no logon
    /// ends when it was made.
    ///
    /// # Errors
    /// What the server says.
    pub async fn imports_before(&self, case: &str, before_ms: i64) -> Result<Vec<String>> {
        let params = vec![("case", case.into()), ("before", before_ms.into())];
        let rows = self.link.read(&IMPORTS_BEFORE, params).await?;
        rows.iter().map(|row| cell(&IMPORTS_BEFORE, row, "id")).collect()
    }
}
