//! Accounts and hosts: lists, one in full, and finding them.

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use super::Opened;
use super::params::PageParams;
use crate::app::App;
use crate::error::{Problem, Result};
use crate::http::Params;
use crate::view::lists::{AccountList, HostList, Sort};
use crate::view::node::{NodeView, Scores};
use crate::view::search::Hits;
use crate::view::{self, Node, Page};

#[derive(Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(super) struct ListParams {
    /// `rank`, `name`, `last`, `count` or `failures`.
    #[param(inline)]
    sort: Sort,
    /// Text in the name, domain, SID or address.
    q: String,
}

fn page(params: PageParams) -> Page {
    Page::of(params.limit, params.offset, 100, 1_000)
}

/// Accounts, the most suspicious first
#[utoipa::path(get, path = "/cases/{case}/accounts", tag = "reading",
    params(("case" = String, Path), ListParams, PageParams),
    responses((status = OK, body = AccountList), (status = 304), (status = 400, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn accounts(
    opened: Opened,
    Params(asked): Params<ListParams>,
    Params(part): Params<PageParams>,
) -> Result<Response> {
    opened.answer(move |case| view::lists::accounts(case, asked.sort, &asked.q, page(part))).await
}

/// Hosts, the most suspicious first
#[utoipa::path(get, path = "/cases/{case}/hosts", tag = "reading",
    params(("case" = String, Path), ListParams, PageParams),
    responses((status = OK, body = HostList), (status = 304), (status = 400, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn hosts(
    opened: Opened,
    Params(asked): Params<ListParams>,
    Params(part): Params<PageParams>,
) -> Result<Response> {
    opened.answer(move |case| view::lists::hosts(case, asked.sort, &asked.q, page(part))).await
}

/// Everything about an account or host
#[utoipa::path(get, path = "/cases/{case}/nodes/{key}", tag = "reading",
    params(("case" = String, Path), ("key" = String, Path, description = "Its key, percent-encoded")),
    responses((status = OK, body = NodeView), (status = 304), (status = 404, body = Problem)))]
pub(super) async fn node(
    State(app): State<App>,
    opened: Opened,
    Path((_, key)): Path<(String, String)>,
) -> Result<Response> {
    let node = opened.node(&key)?;
    let hours = match node {
        Node::Account(account) => opened.case.hours_of(&app.store, &[account]).await?,
        Node::Host(_) => Vec::new(),
    };
    let scores = hours.into_iter().next().filter(|hours| !hours.detect.is_empty());
    let anomaly = scores.map(|hours| Scores { start: hours.start, hours: hours.detect });
    opened.answer(move |case| NodeView { anomaly, ..view::node::node(case, node) }).await
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct SearchParams {
    /// A part of a name, a SID, an address or a domain.
    q: String,
    /// Hits at most; 20 unless told, never more than 200.
    limit: Option<usize>,
}

/// Accounts, hosts and domains by what one knows of them
#[utoipa::path(get, path = "/cases/{case}/search", tag = "reading",
    params(("case" = String, Path), SearchParams),
    responses((status = OK, body = Hits), (status = 304), (status = 400, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn search(opened: Opened, Params(asked): Params<SearchParams>) -> Result<Response> {
    let limit = asked.limit.unwrap_or(20).min(200);
    opened.answer(move |case| view::search::search(case, &asked.q, limit)).await
}
