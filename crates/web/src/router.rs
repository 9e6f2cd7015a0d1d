//! All addresses of the service, and the document that describes them.

use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::middleware::{from_fn, from_fn_with_state, map_request};
use axum::response::{IntoResponse, Response};
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::error::{Error, Thing};
use crate::http::{drained, observe, protect, within};
use crate::{api, assets, document, read};

/// Largest body that is not an upload.
pub(crate) const BODY_LIMIT: usize = 1 << 20;
/// How long an answer may take to begin: of people and jobs, and of what reads a graph.
const QUICK: Duration = Duration::from_secs(30);
const READING: Duration = Duration::from_mins(1);

fn api() -> OpenApiRouter<App> {
    let quick = api::router().layer(from_fn_with_state(QUICK, within));
    let reading = read::router().layer(from_fn_with_state(READING, within));
    let all = quick.merge(reading).merge(api::slow_router()).layer(DefaultBodyLimit::max(BODY_LIMIT));
    let all = all.merge(api::upload_router().layer(DefaultBodyLimit::disable())).layer(map_request(drained));
    let mut api = OpenApiRouter::with_openapi(document::head()).nest("/api/v1", all).merge(api::service_router());
    document::complete(api.get_openapi_mut());
    api
}

/// The description of the API.
pub fn openapi() -> OpenApi {
    api().into_openapi()
}

/// Everything the service answers.
pub fn router(app: App) -> Router {
    let (router, document) = api().split_for_parts();
    router
        // Answers are made for one reader: the best that gzip can do takes longer than it saves. The viewer's files
        // are small, and kept by browsers.
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .merge(assets::documents(&document))
        .route("/api/{*rest}", axum::routing::any(nowhere))
        .fallback(assets::viewer)
        .method_not_allowed_fallback(async || Error::Method)
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(protect))
        .layer(from_fn_with_state(app.clone(), observe))
        .with_state(app)
}

async fn nowhere(request: Request) -> Error {
    Error::no_such(Thing::Route, request.uri().path())
}

#[expect(clippy::needless_pass_by_value, reason = "the layer's signature")]
fn panicked(panic: Box<dyn std::any::Any + Send>) -> Response {
    let text = panic.downcast_ref::<String>().cloned();
    let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
    Error::Internal(format!("panic: {}", text.unwrap_or_default())).into_response()
}
