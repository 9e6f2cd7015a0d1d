//! Paths: how two nodes hang together, how far somebody could have come, and where from.

use analysis::paths::Limits;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use super::Opened;
use crate::error::{Problem, Result};
use crate::http::Params;
use crate::view;
use crate::view::paths::{Goal, Paths};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ShortestParams {
    /// Key of the node to begin at.
    from: String,
    /// Key of the node to end at, or `privileged`: the nearest account with special privileges.
    to: String,
    /// Paths at most; 10 unless told, never more than 100.
    limit: Option<usize>,
}

/// All shortest paths between two nodes, or to the nearest privileged account
#[utoipa::path(get, path = "/cases/{case}/paths/shortest", tag = "reading",
    params(("case" = String, Path), ShortestParams),
    responses((status = OK, body = Paths), (status = 304), (status = 400, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn shortest(opened: Opened, Params(asked): Params<ShortestParams>) -> Result<Response> {
    let from = opened.node(&asked.from)?;
    let goal = if asked.to == "privileged" { Goal::Privileged } else { Goal::Node(opened.node(&asked.to)?) };
    let limit = asked.limit.unwrap_or(10).clamp(1, 100);
    opened.answer(move |case| view::paths::shortest(case, from, goal, limit)).await
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ForwardParams {
    /// Key of the node to begin at.
    from: String,
    /// When, epoch milliseconds; the case's start unless told.
    at: Option<i64>,
    /// Hosts at most; 200 unless told, never more than 1000.
    limit: Option<usize>,
}

fn limits(machines: Option<usize>) -> Limits {
    Limits { machines: machines.unwrap_or(200).clamp(1, 1_000), ..Limits::default() }
}

/// Where one could have gone from a node since a time: each host by the hops that first led there
#[utoipa::path(get, path = "/cases/{case}/paths/forward", tag = "reading",
    params(("case" = String, Path), ForwardParams),
    responses((status = OK, body = Paths), (status = 304), (status = 400, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn forward(opened: Opened, Params(asked): Params<ForwardParams>) -> Result<Response> {
    let from = opened.node(&asked.from)?;
    let since = asked.at.or(opened.view().graph.span.map(|span| span.start.ms())).unwrap_or_default();
    opened.answer(move |case| view::paths::forward(case, from, since, limits(asked.limit))).await
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct BackwardParams {
    /// Key of the node to end at.
    to: String,
    /// When, epoch milliseconds; the case's end unless told.
    at: Option<i64>,
    /// Hosts at most; 200 unless told, never more than 1000.
    limit: Option<usize>,
}

/// From where one could have come to a node until a time
#[utoipa::path(get, path = "/cases/{case}/paths/backward", tag = "reading",
    params(("case" = String, Path), BackwardParams),
    responses((status = OK, body = Paths), (status = 304), (status = 400, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn backward(opened: Opened, Params(asked): Params<BackwardParams>) -> Result<Response> {
    let to = opened.node(&asked.to)?;
    let until = asked.at.or(opened.view().graph.span.map(|span| span.end.ms())).unwrap_or_default();
    opened.answer(move |case| view::paths::backward(case, to, until, limits(asked.limit))).await
}
