//! Removing an import: its relationships batch by batch, then the nodes that only it named.

use model::{LogonGraph, LogonTo};
use neo4rs::BoltType;

use crate::batches::{batch, forget, node_table, numbers};
use crate::blob::{self, Arrival, Pair};
use crate::findings::findings_remove;
use crate::link::{Link, cell, list, only, row};
use crate::names::{account_key, plain_key};
use crate::nodes::refresh;
use crate::record_sets::sets_remove;
use crate::statements::{
    EVENTS_DELETE, EVENTS_DELETE_HOSTS, IMPORT_CLOSE, IMPORT_DELETE, IMPORT_FIND, REACHED_DELETE, Statement,
};
use crate::{Result, Store, StoreError};

/// Relationships deleted in one transaction.
const LIMIT: i64 = 20_000;
/// Hosts looked at in one transaction.
const HOSTS: usize = 64;

impl Store {
    /// Removes an import and all that it brought. What other imports brought too stays, and accounts and
    /// hosts are again what the remaining imports say. Ranks stay until the case is ranked again. Broken
    /// off, it can be called again.
    ///
    /// # Errors
    /// [`StoreError::NoSuchImport`].
    pub async fn import_remove(&self, case: &str, import: &str) -> Result<()> {
        let params = vec![("case", case.into()), ("import", import.into())];
        if self.link.read(&IMPORT_FIND, params).await?.is_empty() {
            return Err(StoreError::NoSuchImport(import.to_owned()));
        }
        self.batches_remove(case, import).await?;
        sets_remove(&self.link, import).await?;
        findings_remove(&self.link, import).await?;
        self.link.change(&IMPORT_DELETE, vec![("import", import.into())]).await?;
        Ok(())
    }

    /// Removes what an import wrote, but not its record. The node table goes last: it is needed to find
    /// everything else.
    pub(crate) async fn batches_remove(&self, case: &str, import: &str) -> Result<()> {
        let table = node_table(&self.link, import).await?;
        self.link.change(&IMPORT_CLOSE, vec![("import", import.into())]).await?;
        // Listed before anything is deleted, so that a batch that appears meanwhile is not taken for an emptied one.
        let written = numbers(&self.link, import).await?;
        if let Some(table) = &table {
            events_remove(&self.link, case, import, table).await?;
        }
        for n in written.into_iter().rev() {
            if let Some(table) = &table {
                batch_remove(&self.link, case, import, n, table, false).await?;
            }
        }
        if let Some(table) = &table {
            refresh(&self.link, case, table).await?;
        }
        if let Some(table) = &table {
            late_remove(&self.link, case, import, table).await?;
        }
        // From the end, so that what is left of a table never looks whole.
        for n in numbers(&self.link, import).await?.into_iter().rev() {
            forget(&self.link, import, n).await?;
        }
        Ok(())
    }
}

/// Removes batches that a writer wrote while their import was being removed.
async fn late_remove(link: &Link, case: &str, import: &str, table: &LogonGraph) -> Result<()> {
    for n in numbers(link, import).await?.into_iter().rev() {
        piece_remove(link, case, import, n, table).await?;
    }
    Ok(())
}

/// Where an import is being removed or is gone, the writer takes back what it wrote after the removal
/// had looked.
pub(crate) async fn leftovers_remove(link: &Link, case: &str, import: &str, table: &LogonGraph) -> Result<()> {
    let rows = link.read(&IMPORT_FIND, vec![("case", case.into()), ("import", import.into())]).await?;
    let state = rows.first().map(|row| cell::<String>(&IMPORT_FIND, row, "state")).transpose()?;
    if state.as_deref().is_some_and(|state| state != "removing") {
        return Ok(());
    }
    late_remove(link, case, import, table).await?;
    if state.is_some() {
        return Ok(());
    }
    for n in numbers(link, import).await? {
        forget(link, import, n).await?;
    }
    match refresh(link, case, table).await {
        Err(StoreError::NoSuchCase(_)) => Ok(()),
        other => other,
    }
}

/// Removes all logons of an import. By host: each host's relationships are looked through once, not once a pair.
async fn events_remove(link: &Link, case: &str, import: &str, table: &LogonGraph) -> Result<()> {
    for hosts in table.hosts.chunks(HOSTS) {
        let keys = hosts.iter().map(|host| plain_key(&host.key).into()).collect();
        relationships_remove(link, &EVENTS_DELETE_HOSTS, case, import, ("keys", list(keys))).await?;
    }
    Ok(())
}

/// Removes one batch and its relationships; a part of the node table is left.
pub(crate) async fn piece_remove(link: &Link, case: &str, import: &str, n: u64, table: &LogonGraph) -> Result<()> {
    batch_remove(link, case, import, n, table, true).await
}

/// As [`piece_remove`]; `events` says whether its logons are still there.
async fn batch_remove(link: &Link, case: &str, import: &str, n: u64, table: &LogonGraph, events: bool) -> Result<()> {
    let Some((kind, bytes)) = batch(link, import, n).await? else { return Ok(()) };
    match kind.as_str() {
        "nodes" => return Ok(()),
        "logons" if events => {
            let pairs = blob::decode::<Vec<Pair>>(&bytes)?;
            let keys = pairs.iter().filter_map(|pair| {
                let (host, account) = pair.ends();
                Some(row![host_key(table, host)?, key_of_account(table, account)?])
            });
            relationships_remove(link, &EVENTS_DELETE, case, import, ("pairs", list(keys.collect()))).await?;
        }
        "reached" => {
            let arrivals = blob::decode::<Vec<Arrival>>(&bytes)?;
            let keys = arrivals
                .into_iter()
                .map(LogonTo::from)
                .filter_map(|to| Some(row![key_of_account(table, to.account)?, host_key(table, to.host)?]));
            relationships_remove(link, &REACHED_DELETE, case, import, ("pairs", list(keys.collect()))).await?;
        }
        _ => {}
    }
    forget(link, import, n).await
}

/// A pair's logons may reach beyond one batch, hence the repeated limit.
async fn relationships_remove(
    link: &Link,
    statement: &Statement,
    case: &str,
    import: &str,
    which: (&'static str, BoltType),
) -> Result<()> {
    loop {
        let params = || vec![("case", case.into()), ("import", import.into()), which.clone(), ("limit", LIMIT.into())];
        let rows = link.change_with(statement, params).await?;
        if only::<i64>(statement, &rows, "gone")? < LIMIT {
            return Ok(());
        }
    }
}

fn host_key(table: &LogonGraph, host: u32) -> Option<String> {
    Some(plain_key(&table.hosts.get(host as usize)?.key))
}

fn key_of_account(table: &LogonGraph, account: u32) -> Option<String> {
    let account = table.accounts.get(account as usize)?;
    Some(account_key(&account.user, &account.domain))
}
