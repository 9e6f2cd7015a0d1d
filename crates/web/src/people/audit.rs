//! What people did: kept, never changed.

use std::net::IpAddr;

use rusqlite::params;
use serde::Serialize;
use utoipa::ToSchema;

use super::{People, now_ms};
use crate::error::Result;

/// Most characters of a detail that are kept.
const LONGEST: usize = 2_000;

/// Something somebody did.
#[derive(Clone, Debug, Default)]
pub(crate) struct Deed<'a> {
    pub(crate) who: &'a str,
    /// A stable word, such as `sign_in`.
    pub(crate) what: &'static str,
    pub(crate) case: Option<&'a str>,
    pub(crate) detail: String,
    pub(crate) address: Option<IpAddr>,
}

/// An entry of the audit log.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AuditEntry {
    /// Grows with time.
    pub id: i64,
    /// When, epoch milliseconds.
    pub at: i64,
    /// Who did it, or tried.
    pub who: String,
    /// What was done.
    pub what: String,
    /// The case, where there is one.
    pub case: Option<String>,
    /// More about it.
    pub detail: String,
    /// Where the request came from; `-` for the command line.
    pub address: String,
}

/// Which entries, newest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct AuditQuery {
    /// Older than the entry of this id.
    pub(crate) before: Option<i64>,
    pub(crate) limit: u32,
    pub(crate) who: Option<String>,
    pub(crate) what: Option<String>,
}

impl People {
    /// Writes down what somebody did.
    pub(crate) async fn audit(&self, deed: Deed<'_>) -> Result<()> {
        let detail: String = deed.detail.chars().take(LONGEST).collect();
        // A name that was tried may be anything.
        let who: String = deed.who.chars().take(100).collect();
        tracing::info!(who = %who.escape_debug(), what = deed.what, case = deed.case, detail = %detail.escape_debug(), "audit");
        let (what, case) = (deed.what, deed.case.map(str::to_owned));
        let address = deed.address.map_or_else(|| "-".to_owned(), |address| address.to_string());
        self.run(move |connection| {
            let insert =
                "INSERT INTO audit (at, who, what, case_name, detail, address) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
            connection.prepare_cached(insert)?.execute(params![now_ms(), who, what, case, detail, address])?;
            Ok(())
        })
        .await
    }

    /// Writes down what somebody did on the command line of this machine.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audit_command(&self, what: &'static str, detail: String) -> Result<()> {
        self.audit(Deed { who: "command line", what, case: None, detail, address: None }).await
    }

    /// Entries, newest first.
    pub(crate) async fn audit_list(&self, query: AuditQuery) -> Result<Vec<AuditEntry>> {
        self.run(move |connection| {
            let find = "SELECT id, at, who, what, case_name, detail, address FROM audit \
                        WHERE (?1 IS NULL OR id < ?1) AND (?2 IS NULL OR who = ?2) AND (?3 IS NULL OR what = ?3) \
                        ORDER BY id DESC LIMIT ?4";
            let mut find = connection.prepare_cached(find)?;
            let rows = find.query_map(params![query.before, query.who, query.what, query.limit], |row| {
                Ok(AuditEntry {
                    id: row.get(0)?,
                    at: row.get(1)?,
                    who: row.get(2)?,
                    what: row.get(3)?,
                    case: row.get(4)?,
                    detail: row.get(5)?,
                    address: row.get(6)?,
                })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }
}
