//! What was found.

use axum::response::Response;
use model::Severity;
use serde::Deserialize;
use utoipa::IntoParams;

use super::Opened;
use super::params::PageParams;
use crate::error::{Error, Problem, Result};
use crate::http::Params;
use crate::view::findings::{FindingList, Wanted};
use crate::view::{self, Page};

#[derive(Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(super) struct FindingParams {
    /// Of at least this severity: `info`, `low`, `medium`, `high` or `critical`.
    severity: Option<String>,
    /// Of this ATT&CK technique or one below it.
    technique: Option<String>,
    /// Of this rule.
    rule: Option<String>,
    /// Not over before, epoch milliseconds.
    from: Option<i64>,
    /// Not begun after.
    to: Option<i64>,
    /// That name the node of this key.
    key: Option<String>,
}

/// Findings, the gravest first, then in the order of time
#[utoipa::path(get, path = "/cases/{case}/findings", tag = "reading",
    params(("case" = String, Path), FindingParams, PageParams),
    responses((status = OK, body = FindingList), (status = 304), (status = 400, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn findings(
    opened: Opened,
    Params(asked): Params<FindingParams>,
    Params(page): Params<PageParams>,
) -> Result<Response> {
    let severity = |name: String| Severity::named(&name).ok_or_else(|| Error::Invalid("no such severity".to_owned()));
    let wanted = Wanted {
        severity: asked.severity.map(severity).transpose()?,
        technique: asked.technique,
        rule: asked.rule,
        from: asked.from,
        to: asked.to,
        node: asked.key.as_ref().map(|key| opened.node(key)).transpose()?,
    };
    let page = Page::of(page.limit, page.offset, 100, 1_000);
    opened.answer(move |case| view::findings::findings(case, &wanted, page)).await
}
