//! Ranks as a viewer wants them: without hourly scores, which are most of the bytes, and those apart.

use serde::Deserialize;

use crate::ranks_read::parsed;
use crate::statements::{ACCOUNT_HOURS, ACCOUNT_PLACES, HOST_PLACES};
use crate::{Result, Store};

/// The ranked nodes of a case, the highest rank first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Places {
    /// Accounts; keys as [`crate::account_key`] makes them.
    pub accounts: Vec<Place>,
    /// Hosts; keys as [`crate::plain_key`] makes them.
    pub hosts: Vec<Place>,
}

/// A ranked node.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Place {
    /// Its key.
    pub key: String,
    /// 0..=1.
    pub rank: f64,
    /// Why, the most weighty first.
    pub reasons: Vec<String>,
    /// The reasons' weights, 0..=1.
    pub weights: Vec<f64>,
    /// The highest hourly score; accounts only.
    #[serde(default)]
    pub anomaly: Option<f64>,
    /// Whether the order of its events looks unlike normal use; accounts only.
    #[serde(default)]
    pub sequence: bool,
}

/// Hourly scores of an account.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Hourly {
    /// Its key.
    pub key: String,
    /// The first hour: seconds since the Unix epoch.
    pub start: i64,
    /// One score an hour; none where they are not kept.
    pub detect: Vec<f64>,
}

impl Store {
    /// The ranks of a case.
    ///
    /// # Errors
    /// What the server says.
    pub async fn places_read(&self, case: &str) -> Result<Places> {
        let params = || vec![("case", case.into())];
        let accounts = self.link.read(&ACCOUNT_PLACES, params()).await?;
        let hosts = self.link.read(&HOST_PLACES, params()).await?;
        Ok(Places { accounts: parsed(&ACCOUNT_PLACES, &accounts)?, hosts: parsed(&HOST_PLACES, &hosts)? })
    }

    /// The hourly scores of some accounts, in the order asked; unknown keys are left out.
    ///
    /// # Errors
    /// What the server says.
    pub async fn hours_read(&self, case: &str, keys: &[String]) -> Result<Vec<Hourly>> {
        let params = vec![("case", case.into()), ("keys", keys.to_vec().into())];
        parsed(&ACCOUNT_HOURS, &self.link.read(&ACCOUNT_HOURS, params).await?)
    }
}
