//! The raw records behind an edge or a finding.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use evidence::{EvidenceError, Sha};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Opened;
use super::cases::blocking;
use super::records::{Found, Place, RawRecord, Target, search};
use crate::app::App;
use crate::error::{Error, Problem, Result, Thing};
use crate::http::Params;
use crate::view::Node;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct EventParams {
    /// Key of the host the logons came from.
    from: Option<String>,
    /// Key of the account.
    to: Option<String>,
    /// Event id; all unless told.
    id: Option<u32>,
    /// Logon type; all unless told.
    #[serde(rename = "type")]
    logon_type: Option<u32>,
    /// Not before, epoch milliseconds.
    first: Option<i64>,
    /// Not after.
    last: Option<i64>,
    /// Instead of host and account: id of a finding whose evidence is wanted.
    finding: Option<String>,
    /// Records at most; 200 unless told, never more than 1000.
    limit: Option<usize>,
}

/// Records as they were logged.
#[derive(Serialize, ToSchema)]
pub(super) struct RawRecords {
    /// The case's version.
    version: String,
    /// The records, in the order of time.
    rows: Vec<RawRecord>,
    /// How many events the graph has of it; null where the span cuts hours, whose parts nobody counted.
    expected: Option<u64>,
    /// The sentence of what was left out, could not be read, or does not agree.
    #[serde(skip_serializing_if = "Option::is_none")]
    left_out: Option<String>,
}

/// Raw records of an edge, or the evidence of a finding, from the files or indices that were imported
#[utoipa::path(get, path = "/cases/{case}/events", tag = "reading",
    params(("case" = String, Path), EventParams),
    responses((status = OK, body = RawRecords), (status = 304), (status = 400, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn events(
    State(app): State<App>,
    opened: Opened,
    Params(asked): Params<EventParams>,
) -> Result<Response> {
    let target = target(&opened, &asked)?;
    if let Some(known) = opened.kept(&app.answers) {
        return Ok(known);
    }
    let (places, sources, gone) = places(&app, &opened.name).await?;
    let limit = asked.limit.unwrap_or(200).min(1_000);
    let expected = target.expected();
    let target = Arc::new(target);
    let (case, indices, looked) = (Arc::clone(&opened.case), app.indices.clone(), Arc::clone(&target));
    let turn = app.searching.acquire().await.map_err(|_| Error::Busy("the service is ending".to_owned()))?;
    let mut found = blocking(move || search(&case.view, &looked, &places, &indices, limit)).await?;
    drop(turn);
    app.elsewhere.search(opened.view(), &target, &sources, limit, &mut found).await;
    found.arrange(limit);
    let left_out = sentence(&found, expected, &gone);
    let records = RawRecords { version: opened.view().version.clone(), rows: found.rows, expected, left_out };
    if !found.failed.is_empty() {
        // What was away may be there again the next time, though the case is the same.
        return Ok(Json(records).into_response());
    }
    opened.keep(&app.answers, &records)
}

fn target(opened: &Opened, asked: &EventParams) -> Result<Target> {
    if let Some(id) = &asked.finding {
        let finding = opened.view().findings.iter().find(|numbered| numbered.id == *id);
        let finding = finding.ok_or_else(|| Error::no_such(Thing::Finding, id))?;
        return Ok(Target::Records(finding.finding.evidence.clone()));
    }
    let node = |key: &Option<String>, what: &str| match key {
        Some(key) => opened.node(key),
        None => Err(Error::Invalid(format!("name {what}, or `finding`"))),
    };
    let (from, to) = (node(&asked.from, "`from`, a host,")?, node(&asked.to, "`to`, an account,")?);
    let (Node::Host(host), Node::Account(account)) = (from, to) else {
        return Err(Error::Invalid("`from` is a host and `to` an account".to_owned()));
    };
    let span = (asked.first.unwrap_or(i64::MIN), asked.last.unwrap_or(i64::MAX));
    Ok(Target::pair(opened.view(), (host, account), (asked.id, asked.logon_type), span))
}

/// The kept files of the case's imports, the sources of those that had none, and sentences about what is gone.
async fn places(app: &App, case: &str) -> Result<(Vec<Place>, BTreeSet<String>, Vec<String>)> {
    let (mut places, mut sources, mut gone) = (Vec::new(), BTreeSet::new(), Vec::new());
    for import in app.store.import_list(case).await?.into_iter().filter(|import| import.state == "done") {
        if import.evidence.is_empty() {
            sources.insert(import.source.clone());
        }
        for text in &import.evidence {
            let Ok(sha) = Sha::parse(text) else { continue };
            let name = app.evidence.find(&sha).await?.map(|entry| entry.name);
            match app.evidence.local(&sha).await {
                Ok(file) => places.push(Place { name: name.unwrap_or_default(), sha256: text.clone(), file }),
                Err(EvidenceError::NotKept(_)) => {
                    gone.push(format!("a file of the import `{}` is no longer kept", import.source));
                }
                Err(error) => return Err(error.into()),
            }
        }
    }
    Ok((places, sources, gone))
}

/// What the reader has to know beside the records.
fn sentence(found: &Found, expected: Option<u64>, gone: &[String]) -> Option<String> {
    let mut parts = Vec::new();
    if found.cut {
        let all = expected.map_or_else(|| "more".to_owned(), |all| format!("{all}"));
        parts.push(format!("Showing {} records of {all}", found.rows.len()));
    } else if let Some(expected) = expected.filter(|expected| *expected != found.rows.len() as u64) {
        parts.push(format!("{} records found, {expected} events counted", found.rows.len()));
    }
    parts.extend(found.failed.iter().map(|(name, why)| format!("`{name}` cannot be searched: {why}")));
    parts.extend(gone.iter().take(5).cloned());
    (!parts.is_empty()).then(|| parts.join("; "))
}
