//! The graph, as a picture and as a table, and two windows of it compared.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use super::Opened;
use super::params::{FilterParams, PageParams};
use crate::app::App;
use crate::error::{Error, Problem, Result};
use crate::http::Params;
use crate::view::columns::Beside;
use crate::view::diff::Diff;
use crate::view::graph::GraphView;
use crate::view::pick::By;
use crate::view::table::{Sort, Table};
use crate::view::{self, CaseView, Filter, Page};

/// Edges in one picture: usually, and at most.
const USUAL: usize = 2_000;
const MOST: usize = 20_000;

#[derive(Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(super) struct GraphParams {
    /// Edges at most; 2000 unless told, never more than 20000.
    limit: Option<usize>,
    /// Which come first: `rank`, `count` or `time`.
    #[param(inline)]
    by: By,
    /// What is drawn beside logons, apart by commas: `reached`, `group`, `policy`. `reached` unless told.
    relations: Option<String>,
}

impl GraphParams {
    fn beside(&self) -> Result<Beside> {
        let mut beside = Beside::default();
        for name in self.relations.as_deref().unwrap_or("reached").split(',').filter(|name| !name.is_empty()) {
            match name {
                "logon" => {}
                "reached" => beside.reached = true,
                "group" => beside.groups = true,
                "policy" => beside.policies = true,
                _ => return Err(Error::Invalid("relations are logon, reached, group and policy".to_owned())),
            }
        }
        Ok(beside)
    }
}

/// The best edges that pass a filter, with places to draw nodes at
#[utoipa::path(get, path = "/cases/{case}/graph", tag = "reading",
    params(("case" = String, Path), FilterParams, GraphParams),
    responses((status = OK, body = GraphView), (status = 304), (status = 400, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn graph(
    State(app): State<App>,
    opened: Opened,
    Params(filter): Params<FilterParams>,
    Params(asked): Params<GraphParams>,
) -> Result<Response> {
    let (filter, beside) = (filter.on(&opened)?, asked.beside()?);
    let limit = asked.limit.unwrap_or(USUAL).min(MOST);
    // Placing nodes takes longer than all the rest, and most people look at the same picture first.
    if let Some(known) = opened.kept(&app.answers) {
        return Ok(known);
    }
    let picture = move |case: &CaseView| view::graph::graph(case, &filter, asked.by, limit, beside);
    opened.answer_once(&app.answers, picture).await
}

#[derive(Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(super) struct TableParams {
    /// `rank`, `count`, `first`, `last`, `from`, `to`, `target` or `id`.
    #[param(inline)]
    sort: Sort,
}

/// The edges that pass a filter, as rows
#[utoipa::path(get, path = "/cases/{case}/table", tag = "reading",
    params(("case" = String, Path), FilterParams, TableParams, PageParams),
    responses((status = OK, body = Table), (status = 304), (status = 400, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn table(
    opened: Opened,
    Params(filter): Params<FilterParams>,
    Params(asked): Params<TableParams>,
    Params(page): Params<PageParams>,
) -> Result<Response> {
    let (filter, page) = (filter.on(&opened)?, Page::of(page.limit, page.offset, 200, 5_000));
    opened.answer(move |case| view::table::table(case, &filter, asked.sort, page)).await
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Windows {
    /// Start of the first window, epoch milliseconds.
    a_from: i64,
    /// End of the first window.
    a_to: i64,
    /// Start of the second window.
    b_from: i64,
    /// End of the second window.
    b_to: i64,
    /// Edges, nodes and pairs at most, of each list; 2000 unless told, never more than 20000.
    limit: Option<usize>,
}

/// What the second of two windows has that the first lacks, and the other way round
#[utoipa::path(get, path = "/cases/{case}/diff", tag = "reading",
    params(("case" = String, Path), FilterParams, Windows),
    responses((status = OK, body = Diff), (status = 304), (status = 400, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn diff(
    opened: Opened,
    Params(filter): Params<FilterParams>,
    Params(windows): Params<Windows>,
) -> Result<Response> {
    let filter = filter.on(&opened)?;
    let within = |from, to| Filter { from: Some(from), to: Some(to), ..filter.clone() };
    let (a, b) = (within(windows.a_from, windows.a_to), within(windows.b_from, windows.b_to));
    let limit = windows.limit.unwrap_or(USUAL).min(MOST);
    opened.answer(move |case| view::diff::diff(case, &a, &b, limit)).await
}
