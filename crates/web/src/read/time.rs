//! Events over time: of the case, of many accounts, of one.

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use store::Hourly;
use utoipa::IntoParams;

use super::Opened;
use super::cases::accounts;
use super::params::{FilterParams, PageParams};
use crate::app::App;
use crate::error::{Error, Problem, Result, Thing};
use crate::http::Params;
use crate::view::anomalies::Anomalies;
use crate::view::heatmap::{Heatmap, Order};
use crate::view::timeline::{Bucket, Timeline};
use crate::view::{self, Node, Page};

#[derive(Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(super) struct TimelineParams {
    /// `auto`, `hour` or `day`.
    #[param(inline)]
    bucket: Bucket,
}

/// Events by id over time, with clearings and gaps of logs
#[utoipa::path(get, path = "/cases/{case}/timeline", tag = "reading",
    params(("case" = String, Path), FilterParams, TimelineParams),
    responses((status = OK, body = Timeline), (status = 304), (status = 400, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn timeline(
    State(app): State<App>,
    opened: Opened,
    Params(filter): Params<FilterParams>,
    Params(asked): Params<TimelineParams>,
) -> Result<Response> {
    let filter = filter.on(&opened)?;
    let nodes: Vec<Node> = filter.touching.iter().chain(&filter.neighbours).copied().collect();
    let named = accounts(&nodes);
    let hours: Vec<Hourly> = if named.is_empty() {
        opened.case.top_hours(&app.store).await?.to_vec()
    } else {
        opened.case.hours_of(&app.store, &named).await?
    };
    let of = if named.is_empty() {
        format!("the {} highest ranked accounts", hours.len())
    } else {
        "the filter's accounts".to_owned()
    };
    opened
        .answer(move |case| {
            let scores = hours.iter().map(|hours| (hours.start, hours.detect.as_slice()));
            view::timeline::timeline(case, &filter, asked.bucket, scores, of)
        })
        .await
}

#[derive(Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(super) struct HeatmapParams {
    /// `place` or `name`.
    #[param(inline)]
    sort: Order,
}

/// Accounts over hours
#[utoipa::path(get, path = "/cases/{case}/heatmap", tag = "reading",
    params(("case" = String, Path), FilterParams, HeatmapParams, PageParams),
    responses((status = OK, body = Heatmap), (status = 304), (status = 400, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn heatmap(
    State(app): State<App>,
    opened: Opened,
    Params(filter): Params<FilterParams>,
    Params(asked): Params<HeatmapParams>,
    Params(page): Params<PageParams>,
) -> Result<Response> {
    let (filter, page) = (filter.on(&opened)?, Page::of(page.limit, page.offset, 50, 500));
    let case = std::sync::Arc::clone(&opened.case);
    let map = super::cases::blocking(move || view::heatmap::heatmap(&case.view, &filter, asked.sort, page)).await?;
    let nodes: Vec<Node> = map.rows.iter().filter_map(|row| opened.view().node(&row.key)).collect();
    let hours = opened.case.hours_of(&app.store, &accounts(&nodes)).await?;
    opened
        .answer(move |_| {
            let mut map = map;
            for hours in &hours {
                map.score(&format!("a:{}", hours.key), hours.start, &hours.detect);
            }
            map
        })
        .await
}

/// One account's hours: events by id beside its anomaly scores
#[utoipa::path(get, path = "/cases/{case}/anomalies/{key}", tag = "reading",
    params(("case" = String, Path), ("key" = String, Path, description = "The account's key, percent-encoded")),
    responses((status = OK, body = Anomalies), (status = 304), (status = 404, body = Problem)))]
pub(super) async fn anomalies(
    State(app): State<App>,
    opened: Opened,
    Path((_, key)): Path<(String, String)>,
) -> Result<Response> {
    let Node::Account(account) = opened.node(&key)? else { return Err(Error::no_such(Thing::Node, key)) };
    let hours = opened.case.hours_of(&app.store, &[account]).await?;
    let (start, detect) = hours.into_iter().next().map_or((0, Vec::new()), |hours| (hours.start, hours.detect));
    opened.answer(move |case| view::anomalies::anomalies(case, account, start, &detect)).await
}
