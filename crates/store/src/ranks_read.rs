//! Reading accounts and hosts with their ranks.

use neo4rs::Row;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::link::failed;
use crate::statements::{ACCOUNT_ROWS, HOST_ROWS, Statement};
use crate::{Result, Store};

/// The accounts and hosts of a case, the highest rank first, those without rank last.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CaseRows {
    /// Accounts.
    pub accounts: Vec<AccountRow>,
    /// Hosts.
    pub hosts: Vec<HostRow>,
}

/// An account as it is stored.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct AccountRow {
    /// Name.
    pub user: String,
    /// Domain; may be empty.
    pub domain: String,
    /// Security identifier.
    pub sid: Option<String>,
    /// `system` or `user`.
    pub rights: String,
    /// What happened to it, or `-`.
    pub status: String,
    /// Whether it is one of Windows' own.
    pub wellknown: bool,
    /// 0..=1; absent when it is not ranked.
    pub rank: Option<f64>,
    /// The highest hourly score.
    pub anomaly: Option<f64>,
    /// First event, milliseconds since the Unix epoch.
    pub first: Option<i64>,
    /// Last event, milliseconds since the Unix epoch.
    pub last: Option<i64>,
    /// Why it has its rank, the most weighty first.
    pub reasons: Vec<String>,
    /// The reasons' weights, 0..=1.
    pub weights: Vec<f64>,
    /// Whether the order of its events looks unlike normal use.
    pub sequence: bool,
}

/// A host as it is stored.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct HostRow {
    /// Its key: an address or a name.
    pub ip: String,
    /// Its name, or its key where none is known.
    pub hostname: String,
    /// Every address tied to it.
    pub addresses: Vec<String>,
    /// Whether it is a domain controller.
    pub dc: bool,
    /// 0..=1; absent when it is not ranked.
    pub rank: Option<f64>,
    /// First event, milliseconds since the Unix epoch.
    pub first: Option<i64>,
    /// Last event, milliseconds since the Unix epoch.
    pub last: Option<i64>,
    /// Why it has its rank, the most weighty first.
    pub reasons: Vec<String>,
    /// The reasons' weights, 0..=1.
    pub weights: Vec<f64>,
}

impl Store {
    /// Accounts and hosts of a case.
    ///
    /// # Errors
    /// [`crate::StoreError::NoSuchCase`], or what the server says.
    pub async fn ranks_read(&self, case: &str) -> Result<CaseRows> {
        self.case_known(case).await?;
        // As the driver has them, rows take several times as much memory: the accounts' go before the hosts' come.
        let accounts = parsed(&ACCOUNT_ROWS, &self.link.read(&ACCOUNT_ROWS, vec![("case", case.into())]).await?)?;
        let hosts = parsed(&HOST_ROWS, &self.link.read(&HOST_ROWS, vec![("case", case.into())]).await?)?;
        Ok(CaseRows { accounts, hosts })
    }
}

pub(crate) fn parsed<T: DeserializeOwned>(statement: &Statement, rows: &[Row]) -> Result<Vec<T>> {
    rows.iter()
        .map(|row| row.to_strict().map_err(|error| failed(statement.name, neo4rs::Error::DeserializationError(error))))
        .collect()
}
