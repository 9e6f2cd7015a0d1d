//! Nodes say what all imports of a case together say. Each import's own node table is kept, so that
//! after any change the nodes it touches can be written anew from those that remain.

use std::collections::BTreeMap;

use model::{Account, Host, LogonGraph};
use neo4rs::BoltType;

use crate::blob::{self, Bytes, Nodes};
use crate::link::{Link, Params, cell, list, only, row};
use crate::merge::united;
use crate::names::{account_key, plain_key};
use crate::statements::{
    ACCOUNTS_DELETE, ACCOUNTS_WRITE, BATCH_NODES, CLEARS_WRITE, DOMAINS_DELETE, DOMAINS_WRITE, GROUPS_WRITE,
    HOSTS_DELETE, HOSTS_WRITE, NODES_REVISION, POLICIES_WRITE, SPAN_WRITE, Statement,
};
use crate::{Result, StoreError};

const ROWS: usize = 5_000;

/// Parts of a node table by number.
type Parts = BTreeMap<u64, Vec<u8>>;

/// The node table of one import.
pub(crate) struct Table {
    /// The import's id.
    pub(crate) import: String,
    /// Whether the import is complete.
    pub(crate) done: bool,
    /// A graph without edges.
    pub(crate) graph: LogonGraph,
}

/// The node tables of a case's imports, oldest first. One that is not wholly written is left out: its
/// nodes are not there yet either.
pub(crate) async fn tables(link: &Link, case: &str) -> Result<Vec<Table>> {
    // By start and id: whether it is done, how many parts there should be, the parts.
    let mut found: BTreeMap<(String, String), (bool, u64, Parts)> = BTreeMap::new();
    for row in link.read(&BATCH_NODES, vec![("case", case.into())]).await? {
        let text = |column| cell::<String>(&BATCH_NODES, &row, column);
        let number = |column| cell::<u64>(&BATCH_NODES, &row, column);
        let bytes: Bytes = cell(&BATCH_NODES, &row, "rows")?;
        let entry = found.entry((text("started")?, text("import")?)).or_default();
        (entry.0, entry.1) = (text("state")? == "done", number("parts")?);
        entry.2.insert(number("n")?, bytes.0);
    }
    let mut tables = Vec::new();
    for ((_, import), (done, parts, bytes)) in found {
        if bytes.len() as u64 == parts {
            let whole: Vec<u8> = bytes.into_values().flatten().collect();
            tables.push(Table { import, done, graph: blob::decode::<Nodes>(&whole)?.into() });
        }
    }
    Ok(tables)
}

/// Writes the nodes named by `touched` as all imports say they are, and deletes those that none names.
pub(crate) async fn refresh(link: &Link, case: &str, touched: &LogonGraph) -> Result<()> {
    loop {
        let before = revision(link, case, 1).await?;
        let tables = tables(link, case).await?;
        let (all, _) = united(&tables.iter().map(|table| &table.graph).collect::<Vec<_>>());
        write_accounts(link, case, &all, touched).await?;
        write_hosts(link, case, &all, touched).await?;
        write_domains(link, case, &all, touched).await?;
        write_facts(link, case, &all).await?;
        // Another writer that came in between knows both imports, but may have been overwritten.
        if revision(link, case, 0).await? == before {
            return Ok(());
        }
    }
}

async fn revision(link: &Link, case: &str, step: i64) -> Result<i64> {
    let rows = link.change(&NODES_REVISION, vec![("case", case.into()), ("step", step.into())]).await?;
    if rows.is_empty() {
        return Err(StoreError::NoSuchCase(case.to_owned()));
    }
    only(&NODES_REVISION, &rows, "revision")
}

async fn write_accounts(link: &Link, case: &str, all: &LogonGraph, touched: &LogonGraph) -> Result<()> {
    let (mut rows, mut gone) = (Vec::new(), Vec::new());
    for account in &touched.accounts {
        let key = (&account.user, &account.domain);
        match all.accounts.binary_search_by(|a| (&a.user, &a.domain).cmp(&key)) {
            Ok(at) => rows.push(account_row(&all.accounts[at])),
            Err(_) => gone.push(account_key(&account.user, &account.domain).into()),
        }
    }
    in_batches(link, &ACCOUNTS_WRITE, case, "rows", rows).await?;
    in_batches(link, &ACCOUNTS_DELETE, case, "keys", gone).await
}

async fn write_hosts(link: &Link, case: &str, all: &LogonGraph, touched: &LogonGraph) -> Result<()> {
    let (mut rows, mut gone) = (Vec::new(), Vec::new());
    for host in &touched.hosts {
        match all.hosts.binary_search_by(|h| h.key.cmp(&host.key)) {
            Ok(at) => rows.push(host_row(&all.hosts[at])),
            Err(_) => gone.push(plain_key(&host.key).into()),
        }
    }
    in_batches(link, &HOSTS_WRITE, case, "rows", rows).await?;
    in_batches(link, &HOSTS_DELETE, case, "keys", gone).await
}

async fn write_domains(link: &Link, case: &str, all: &LogonGraph, touched: &LogonGraph) -> Result<()> {
    let rows = all
        .domains
        .iter()
        .map(|d| row![plain_key(&d.name), d.name.as_str(), d.aliases.clone(), d.sid.clone()])
        .collect();
    in_batches(link, &DOMAINS_WRITE, case, "rows", rows).await?;
    let keys = all.domains.iter().map(|d| plain_key(&d.name).into()).collect();
    link.change(&DOMAINS_DELETE, vec![("case", case.into()), ("keys", list(keys))]).await?;
    let known = |account: &&Account| all.domains.binary_search_by(|d| d.name.cmp(&account.domain)).is_ok();
    let rows = touched
        .accounts
        .iter()
        .filter(known)
        .map(|a| row![account_key(&a.user, &a.domain), plain_key(&a.domain)])
        .collect();
    in_batches(link, &GROUPS_WRITE, case, "rows", rows).await
}

async fn write_facts(link: &Link, case: &str, all: &LogonGraph) -> Result<()> {
    let clears = all.clears.iter().map(|c| {
        row![
            c.time.to_string(),
            c.time.ms(),
            c.user.as_str(),
            c.domain.as_str(),
            c.computer.as_str(),
            c.channel.as_str()
        ]
    });
    link.change(&CLEARS_WRITE, case_rows(case, clears.collect())).await?;
    let policies = all.policies.iter().map(|p| {
        row![
            p.change.as_str(),
            p.time.to_string(),
            p.time.ms(),
            p.user.as_str(),
            p.domain.as_str(),
            p.computer.as_str(),
            p.category.as_str(),
            p.subcategory.as_str(),
            account_key(&p.user, &p.domain)
        ]
    });
    link.change(&POLICIES_WRITE, case_rows(case, policies.collect())).await?;
    let span = all.span.iter().map(|s| row![s.start.to_string(), s.end.to_string(), s.start.ms(), s.end.ms()]);
    link.change(&SPAN_WRITE, case_rows(case, span.collect())).await?;
    Ok(())
}

fn account_row(account: &Account) -> BoltType {
    let marks: Vec<String> = account.marks.iter().map(|mark| format!("{} {}", mark.time, mark.what)).collect();
    row![
        account_key(&account.user, &account.domain),
        account.user.as_str(),
        account.domain.as_str(),
        account.sid.clone(),
        account.rights(),
        account.privileged,
        account.status(),
        marks,
        account.well_known.then_some(true),
        account.span.map(|span| span.start.ms()),
        account.span.map(|span| span.end.ms()),
    ]
}

fn host_row(host: &Host) -> BoltType {
    row![
        plain_key(&host.key),
        host.key.as_str(),
        host.name.clone().unwrap_or_else(|| host.key.clone()),
        host.addresses.clone(),
        host.controller,
        host.span.map(|span| span.start.ms()),
        host.span.map(|span| span.end.ms()),
    ]
}

fn case_rows(case: &str, rows: Vec<BoltType>) -> Params {
    vec![("case", case.into()), ("rows", list(rows))]
}

/// Runs a statement for some thousand values at a time.
pub(crate) async fn in_batches(
    link: &Link,
    statement: &Statement,
    case: &str,
    name: &'static str,
    values: Vec<BoltType>,
) -> Result<()> {
    let mut values = values.into_iter().peekable();
    while values.peek().is_some() {
        let batch = values.by_ref().take(ROWS).collect();
        link.change(statement, vec![("case", case.into()), (name, list(batch))]).await?;
    }
    Ok(())
}
