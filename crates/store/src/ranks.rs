//! Writing ranks to a case's accounts and hosts.

use futures::stream::{self, StreamExt, TryStreamExt};
use model::{CaseRanks, LogonGraph, Reason};
use neo4rs::BoltType;

use crate::link::{Params, list, row};
use crate::names::{account_key, plain_key};
use crate::statements::{RANKS_ACCOUNTS, RANKS_FORGET_ACCOUNTS, RANKS_FORGET_HOSTS, RANKS_HOSTS, RANKS_RUN, Statement};
use crate::{Result, Store};

/// Values of hourly scores in one transaction, roughly.
const VALUES: usize = 200_000;

/// With what a case was ranked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunInfo {
    /// The program's version.
    pub version: String,
    /// Which ranking.
    pub ranking: String,
    /// Its settings, as JSON.
    pub settings_json: String,
}

impl Store {
    /// Writes ranks, reasons and hourly scores in place of earlier ones. Nodes that are not ranked any
    /// more lose theirs. May be repeated.
    ///
    /// # Errors
    /// [`crate::StoreError::NoSuchCase`], or what the server says.
    pub async fn ranks_write(&self, case: &str, graph: &LogonGraph, ranks: &CaseRanks, run: &RunInfo) -> Result<()> {
        self.case_known(case).await?;
        // A mark that no earlier run left on a node: what still has another afterwards is stale.
        let mark = format!("{:?}", std::time::SystemTime::now());
        let detect_start = i64::from(ranks.first_hour) * 3600;
        let base = vec![("case", case.into()), ("run", mark.as_str().into())];
        let hosts = ranks.hosts.iter().zip(1_i64..).filter_map(|(rank, place)| {
            let host = graph.hosts.get(rank.host as usize)?;
            Some((5, row![plain_key(&host.key), rank.rank, texts(&rank.reasons), weights(&rank.reasons), place]))
        });
        self.ranks_in_batches(&RANKS_HOSTS, &base, hosts).await?;
        let accounts = ranks.accounts.iter().zip(1_i64..).filter_map(|(rank, place)| {
            let account = graph.accounts.get(rank.account as usize)?;
            let row = row![
                account_key(&account.user, &account.domain),
                rank.rank,
                texts(&rank.reasons),
                weights(&rank.reasons),
                rank.anomaly,
                rank.hourly.clone(),
                rank.sequence_flag,
                place,
            ];
            Some((rank.hourly.len() + 8, row))
        });
        let with_start = [base.clone(), vec![("detect_start", detect_start.into())]].concat();
        self.ranks_in_batches(&RANKS_ACCOUNTS, &with_start, accounts).await?;
        self.link.change(&RANKS_FORGET_ACCOUNTS, base.clone()).await?;
        self.link.change(&RANKS_FORGET_HOSTS, base.clone()).await?;
        let about = vec![
            ("version", run.version.as_str().into()),
            ("ranking", run.ranking.as_str().into()),
            ("settings", run.settings_json.as_str().into()),
        ];
        self.link.change(&RANKS_RUN, [base, about].concat()).await?;
        Ok(())
    }

    /// Over several connections: no two batches have a node in common.
    async fn ranks_in_batches(
        &self,
        statement: &Statement,
        base: &Params,
        rows: impl Iterator<Item = (usize, BoltType)> + Send,
    ) -> Result<()> {
        let write = async |rows| {
            self.link.change(statement, [base.clone(), vec![("rows", list(rows))]].concat()).await?;
            Ok(())
        };
        stream::iter(batches(rows)).map(Ok).try_for_each_concurrent(self.link.connections, write).await
    }
}

/// Rows come with their size, as hourly scores make some a thousand times larger than others.
fn batches(mut rows: impl Iterator<Item = (usize, BoltType)>) -> impl Iterator<Item = Vec<BoltType>> {
    std::iter::from_fn(move || {
        let (mut batch, mut size) = (Vec::new(), 0);
        while size < VALUES
            && let Some((values, row)) = rows.next()
        {
            batch.push(row);
            size += values;
        }
        (!batch.is_empty()).then_some(batch)
    })
}

fn texts(reasons: &[Reason]) -> Vec<String> {
    reasons.iter().map(|reason| reason.text.clone()).collect()
}

fn weights(reasons: &[Reason]) -> Vec<f64> {
    reasons.iter().map(|reason| reason.weight).collect()
}
