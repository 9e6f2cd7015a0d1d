//! A case's contents as files to take away.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::IntoParams;

use super::Opened;
use super::cases::blocking;
use super::params::FilterParams;
use crate::app::App;
use crate::error::{Error, Problem, Result};
use crate::http::Params;
use crate::view::export::{Form, Scores, What, file};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ExportParams {
    /// `csv`, `json`, `graphml`, `timesketch`, `summary` or `detail`.
    #[param(inline)]
    kind: Form,
    /// `graph`, `accounts`, `hosts`, `findings` or `timeline`.
    #[serde(default)]
    #[param(inline)]
    what: What,
}

/// A file of edges, accounts, hosts, findings or times
#[utoipa::path(get, path = "/cases/{case}/export", tag = "reading",
    params(("case" = String, Path), FilterParams, ExportParams),
    responses((status = OK, description = "The file", content(
            (String = "text/csv"),
            (serde_json::Value = "application/json"),
            (String = "application/graphml+xml"),
            (String = "application/x-ndjson"),
        )),
        (status = 304), (status = 400, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn export(
    State(app): State<App>,
    opened: Opened,
    Params(filter): Params<FilterParams>,
    Params(ExportParams { kind, what }): Params<ExportParams>,
) -> Result<Response> {
    let filter = filter.on(&opened)?;
    let scores: Scores = if kind == Form::Detail {
        let hours = opened.case.top_hours(&app.store).await?.iter().cloned();
        hours.map(|hours| (format!("a:{}", hours.key), (hours.start, hours.detect))).collect()
    } else {
        Scores::new()
    };
    let case = std::sync::Arc::clone(&opened.case);
    let made = blocking(move || file(&case.view, kind, what, &filter, &scores)).await?;
    let made = made.ok_or_else(|| Error::Invalid(format!("there is no such form of {what:?}").to_lowercase()))?;
    let detail = format!("{kind:?} {what:?}, {} bytes", made.body.len()).to_lowercase();
    app.people.audit(opened.session.did("export", Some(&opened.name), detail)).await?;
    // A case's name has no character that would need quoting here.
    let name = format!("attachment; filename=\"{}-{what:?}.{}\"", opened.name, made.suffix).to_lowercase();
    let headers = [(header::CONTENT_TYPE, made.media.to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, made.body).into_response())
}
