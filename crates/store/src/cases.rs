//! Cases: separate graphs in one database.

use crate::link::cell;
use crate::names::case_name;
use crate::statements::{
    CASE_CLEAR_ACCOUNTS, CASE_CLEAR_BATCHES, CASE_CLEAR_EVENTS, CASE_CLEAR_FINDINGS, CASE_CLEAR_HOSTS, CASE_CLEAR_JOBS,
    CASE_CLEAR_REACHED, CASE_CLEAR_RECORD_SETS, CASE_CLEAR_REST, CASE_CREATE, CASE_ENSURE, CASE_FIND, CASE_LIST,
    Statement,
};
use crate::{Result, Store, StoreError, link};

/// A case and how much is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseInfo {
    /// Its name.
    pub name: String,
    /// When it was created, ISO 8601.
    pub created: String,
    /// How many finished imports it has.
    pub imports: u64,
}

/// Relationships first: a node is only cheap to delete when few hang on it. With each the number
/// deleted per transaction; batches are large.
const CLEAR: [(&Statement, i64); 8] = [
    (&CASE_CLEAR_EVENTS, 20_000),
    (&CASE_CLEAR_REACHED, 20_000),
    (&CASE_CLEAR_FINDINGS, 5_000),
    (&CASE_CLEAR_ACCOUNTS, 10_000),
    (&CASE_CLEAR_HOSTS, 10_000),
    (&CASE_CLEAR_BATCHES, 50),
    (&CASE_CLEAR_RECORD_SETS, 500),
    (&CASE_CLEAR_JOBS, 1_000),
];

impl Store {
    /// Creates a case.
    ///
    /// # Errors
    /// [`StoreError::CaseExists`], [`StoreError::InvalidName`].
    pub async fn case_create(&self, case: &str) -> Result<()> {
        // The token tells this call's case from another's, also when a broken connection made it run twice.
        let token = format!("{:?}-{}", std::time::SystemTime::now(), std::process::id());
        let params = vec![("case", case_name(case)?.into()), ("token", token.as_str().into())];
        let rows = self.link.change(&CASE_CREATE, params).await?;
        let found: Option<String> = link::only(&CASE_CREATE, &rows, "token")?;
        if found.as_deref() == Some(&token) { Ok(()) } else { Err(StoreError::CaseExists(case.to_owned())) }
    }

    /// Creates a case where it is not there yet.
    ///
    /// # Errors
    /// [`StoreError::InvalidName`].
    pub async fn case_ensure(&self, case: &str) -> Result<()> {
        self.link.change(&CASE_ENSURE, vec![("case", case_name(case)?.into())]).await?;
        Ok(())
    }

    /// Whether there is a case of this name.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn case_exists(&self, case: &str) -> Result<bool> {
        Ok(!self.link.read(&CASE_FIND, vec![("case", case.into())]).await?.is_empty())
    }

    /// All cases by name.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn case_list(&self) -> Result<Vec<CaseInfo>> {
        let rows = self.link.read(&CASE_LIST, link::none()).await?;
        rows.iter()
            .map(|row| {
                Ok(CaseInfo {
                    name: cell(&CASE_LIST, row, "name")?,
                    created: cell::<Option<String>>(&CASE_LIST, row, "created")?.unwrap_or_default(),
                    imports: cell(&CASE_LIST, row, "imports")?,
                })
            })
            .collect()
    }

    /// Removes a case and all that is in it, in bounded transactions. Broken off, it can be called
    /// again.
    ///
    /// # Errors
    /// [`StoreError::NoSuchCase`].
    pub async fn case_remove(&self, case: &str) -> Result<()> {
        self.case_known(case).await?;
        for (statement, limit) in CLEAR {
            loop {
                let params = vec![("case", case.into()), ("limit", limit.into())];
                let rows = self.link.change(statement, params).await?;
                if link::only::<i64>(statement, &rows, "gone")? < limit {
                    break;
                }
            }
        }
        self.link.change(&CASE_CLEAR_REST, vec![("case", case.into())]).await?;
        Ok(())
    }

    pub(crate) async fn case_known(&self, case: &str) -> Result<()> {
        if self.case_exists(case).await? { Ok(()) } else { Err(StoreError::NoSuchCase(case.to_owned())) }
    }
}
