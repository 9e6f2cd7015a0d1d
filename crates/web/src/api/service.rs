//! Whether the service is well.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::error::Result;
use crate::http::Metrics;

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(health)).routes(routes!(ready)).routes(routes!(metrics))
}

#[derive(Serialize, ToSchema)]
struct Health {
    /// `ok`
    status: &'static str,
    /// The program's version.
    version: &'static str,
}

const OK: Health = Health { status: "ok", version: env!("CARGO_PKG_VERSION") };

/// The process answers
#[utoipa::path(get, path = "/health", responses((status = OK, body = Health)), security(()))]
async fn health() -> Json<Health> {
    Json(OK)
}

/// The databases answer
#[utoipa::path(get, path = "/ready", responses((status = OK, body = Health), (status = 503, body = crate::Problem)), security(()))]
async fn ready(State(app): State<App>) -> Result<Json<Health>> {
    app.store.server_version().await?;
    app.people.user_list().await?;
    Ok(Json(OK))
}

/// Measures for Prometheus
#[utoipa::path(get, path = "/metrics", responses((status = OK, body = String, content_type = "text/plain")), security(()))]
async fn metrics(State(app): State<App>) -> impl IntoResponse {
    // Without Neo4j the other measures are still told.
    if let Ok(counts) = app.store.job_counts(None).await {
        let states = [
            ("queued", counts.queued),
            ("running", counts.running),
            ("done", counts.done),
            ("failed", counts.failed),
            ("cancelled", counts.cancelled),
        ];
        for (state, count) in states {
            Metrics::jobs(state, count);
        }
    }
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], Metrics::text())
}
