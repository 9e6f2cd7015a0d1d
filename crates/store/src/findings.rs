//! What detections found, kept with the import or the analysis that found it.

use std::collections::HashMap;

use model::{Channel, Finding, LogonGraph, Part, RecordRef, Severity, Time};
use neo4rs::BoltType;
use serde::Deserialize;

use crate::link::{Link, list, only, row};
use crate::names::{account_key, case_name, plain_key};
use crate::ranks_read::parsed;
use crate::statements::{CASE_FINDINGS_MOVED, FINDING_ROWS, FINDINGS_DELETE, FINDINGS_LINK, FINDINGS_WRITE};
use crate::{Result, Store};

/// Findings written or linked in one transaction: each may carry a hundred records.
const BATCH: usize = 500;

/// Where findings come from; they are replaced and removed together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin<'a> {
    /// The events of an import.
    Import(&'a str),
    /// The graph of the case.
    Analysis,
}

impl Origin<'_> {
    fn key(self, case: &str) -> String {
        match self {
            Self::Import(id) => id.to_owned(),
            Self::Analysis => format!("analysis:{case}"),
        }
    }
}

/// A finding as it is stored.
#[derive(Clone, Debug, PartialEq, Deserialize)]
struct FindingRow {
    id: String,
    rule: String,
    title: String,
    severity: String,
    technique: String,
    confidence: f64,
    first: i64,
    last: i64,
    count: i64,
    text: String,
    accountkeys: Vec<String>,
    accountparts: Vec<String>,
    hostkeys: Vec<String>,
    hostparts: Vec<String>,
    computers: Vec<String>,
    channels: Vec<String>,
    records: Vec<i64>,
    ids: Vec<i64>,
    times: Vec<i64>,
}

impl Store {
    /// Writes findings in place of those of the same origin. `graph` is what their indices point
    /// into. For an import it is meant to be called before [`Store::import_write`], so that an import
    /// that is complete has them; who is in them is linked by [`Store::findings_link`]. May be repeated.
    ///
    /// # Errors
    /// What the server says.
    pub async fn findings_write(
        &self,
        case: &str,
        origin: Origin<'_>,
        graph: &LogonGraph,
        findings: &[Finding],
    ) -> Result<()> {
        let key = origin.key(case_name(case)?);
        findings_remove(&self.link, &key).await?;
        for (number, part) in findings.chunks(BATCH).enumerate() {
            let rows = || {
                let numbered = part.iter().zip(number * BATCH..);
                list(numbered.map(|(finding, n)| finding_row(&format!("{key}-{n}"), finding, graph)).collect())
            };
            let params = || vec![("case", case.into()), ("origin", key.as_str().into()), ("rows", rows())];
            self.link.change_with(&FINDINGS_WRITE, params).await?;
        }
        self.link.change(&CASE_FINDINGS_MOVED, vec![("case", case.into())]).await?;
        Ok(())
    }

    /// Links the findings of an origin to their accounts and hosts, which have to be there. May be
    /// repeated; does nothing where all are linked.
    ///
    /// # Errors
    /// What the server says.
    pub async fn findings_link(&self, case: &str, origin: Origin<'_>) -> Result<()> {
        let key = origin.key(case_name(case)?);
        loop {
            let params = vec![("origin", key.as_str().into()), ("limit", (BATCH as i64).into())];
            let rows = self.link.change(&FINDINGS_LINK, params).await?;
            if only::<i64>(&FINDINGS_LINK, &rows, "linked")? < BATCH as i64 {
                return Ok(());
            }
        }
    }

    /// Links whatever finding of the case is not linked yet: those of finished imports and of the
    /// analysis.
    ///
    /// # Errors
    /// [`crate::StoreError::NoSuchCase`], or what the server says.
    pub async fn findings_link_all(&self, case: &str) -> Result<()> {
        for import in self.import_list(case).await?.iter().filter(|import| import.state == "done") {
            self.findings_link(case, Origin::Import(&import.id)).await?;
        }
        self.findings_link(case, Origin::Analysis).await
    }

    /// The findings of a case's imports alone, as [`Self::findings_read`] gives them.
    ///
    /// # Errors
    /// [`crate::StoreError::NoSuchCase`], or what the server says.
    pub async fn findings_of_imports(&self, case: &str, graph: &LogonGraph) -> Result<Vec<Finding>> {
        self.findings_but(case, graph, "").await.map(unnumbered)
    }

    /// The findings of a case, in the order of time, with indices into `graph`, which is the case's.
    /// Accounts and hosts that the graph lacks are left out of them.
    ///
    /// # Errors
    /// [`crate::StoreError::NoSuchCase`], or what the server says.
    pub async fn findings_read(&self, case: &str, graph: &LogonGraph) -> Result<Vec<Finding>> {
        self.findings_numbered(case, graph).await.map(unnumbered)
    }

    /// As [`Self::findings_read`], each finding with the id by which the database knows it. An id lasts
    /// until the import or the analysis that made the finding is repeated.
    ///
    /// # Errors
    /// [`crate::StoreError::NoSuchCase`], or what the server says.
    pub async fn findings_numbered(&self, case: &str, graph: &LogonGraph) -> Result<Vec<(String, Finding)>> {
        self.findings_but(case, graph, &Origin::Analysis.key(case)).await
    }

    async fn findings_but(&self, case: &str, graph: &LogonGraph, analysis: &str) -> Result<Vec<(String, Finding)>> {
        self.case_known(case).await?;
        let rows = self.link.read(&FINDING_ROWS, vec![("case", case.into()), ("analysis", analysis.into())]).await?;
        let places = Places::of(graph);
        let rows = parsed::<FindingRow>(&FINDING_ROWS, &rows)?;
        Ok(rows.into_iter().map(|mut row| (std::mem::take(&mut row.id), finding(row, &places))).collect())
    }
}

fn unnumbered(findings: Vec<(String, Finding)>) -> Vec<Finding> {
    findings.into_iter().map(|(_, finding)| finding).collect()
}

/// Removes all findings of an origin.
pub(crate) async fn findings_remove(link: &Link, origin: &str) -> Result<()> {
    loop {
        let params = vec![("origin", origin.into()), ("limit", (BATCH as i64).into())];
        let rows = link.change(&FINDINGS_DELETE, params).await?;
        if only::<i64>(&FINDINGS_DELETE, &rows, "gone")? < BATCH as i64 {
            return Ok(());
        }
    }
}

fn finding_row(id: &str, finding: &Finding, graph: &LogonGraph) -> BoltType {
    let account = |(part, node): &(Part, u32)| {
        let account = graph.accounts.get(*node as usize)?;
        Some((account_key(&account.user, &account.domain), part.name().to_owned()))
    };
    let host =
        |(part, node): &(Part, u32)| Some((plain_key(&graph.hosts.get(*node as usize)?.key), part.name().to_owned()));
    let (account_keys, account_parts): (Vec<String>, Vec<String>) = finding.accounts.iter().filter_map(account).unzip();
    let (host_keys, host_parts): (Vec<String>, Vec<String>) = finding.hosts.iter().filter_map(host).unzip();
    let evidence = &finding.evidence;
    row![
        id,
        finding.rule.as_str(),
        finding.title.as_str(),
        finding.severity.name(),
        finding.technique.as_str(),
        finding.confidence,
        finding.first.ms(),
        finding.last.ms(),
        finding.count as i64,
        finding.text.as_str(),
        account_keys,
        account_parts,
        host_keys,
        host_parts,
        evidence.iter().map(|record| record.computer.clone()).collect::<Vec<_>>(),
        evidence.iter().map(|record| record.channel.name().to_owned()).collect::<Vec<_>>(),
        evidence.iter().map(|record| record.record as i64).collect::<Vec<_>>(),
        evidence.iter().map(|record| i64::from(record.id)).collect::<Vec<_>>(),
        evidence.iter().map(|record| record.time.ms()).collect::<Vec<_>>(),
    ]
}

/// Where the graph has the node of a key.
struct Places {
    accounts: HashMap<String, u32>,
    hosts: HashMap<String, u32>,
}

impl Places {
    fn of(graph: &LogonGraph) -> Self {
        let accounts = graph.accounts.iter().map(|account| account_key(&account.user, &account.domain));
        let hosts = graph.hosts.iter().map(|host| plain_key(&host.key));
        Self { accounts: accounts.zip(0..).collect(), hosts: hosts.zip(0..).collect() }
    }
}

fn finding(row: FindingRow, places: &Places) -> Finding {
    let nodes = |keys: &[String], parts: &[String], map: &HashMap<String, u32>| {
        let mut nodes: Vec<(Part, u32)> =
            keys.iter().zip(parts).filter_map(|(key, part)| Some((Part::named(part)?, *map.get(key)?))).collect();
        nodes.sort_unstable();
        nodes
    };
    let records = row.computers.iter().zip(&row.channels).zip(&row.records).zip(&row.ids).zip(&row.times);
    let evidence = records.map(|((((computer, channel), record), id), time)| RecordRef {
        time: Time::from_ms(*time),
        computer: computer.clone(),
        channel: Channel::of(channel, ""),
        record: *record as u64,
        id: u32::try_from(*id).unwrap_or_default(),
    });
    Finding {
        accounts: nodes(&row.accountkeys, &row.accountparts, &places.accounts),
        hosts: nodes(&row.hostkeys, &row.hostparts, &places.hosts),
        evidence: evidence.collect(),
        severity: Severity::named(&row.severity).unwrap_or(Severity::Info),
        rule: row.rule,
        title: row.title,
        confidence: row.confidence,
        technique: row.technique,
        first: Time::from_ms(row.first),
        last: Time::from_ms(row.last),
        count: row.count as u64,
        text: row.text,
    }
}
