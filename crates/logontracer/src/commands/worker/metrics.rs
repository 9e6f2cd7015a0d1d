//! What a worker serves to those who watch it.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use store::Store;

/// How long Neo4j may take to answer before the worker calls itself not ready.
const READY: Duration = Duration::from_secs(2);
/// How often figures that were collected are summed up, so that they do not pile up unread.
const UPKEEP: Duration = Duration::from_secs(5);
/// Seconds a job may take, as the histogram's steps.
const SECONDS: [f64; 9] = [0.5, 1.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3600.0, 14400.0];

/// Serves figures at `/metrics`, whether the process lives at `/health`, and whether it can work at
/// `/ready`.
pub(super) async fn serve(address: SocketAddr, queue: Store) -> anyhow::Result<()> {
    let recorder = PrometheusBuilder::new().set_buckets(&SECONDS)?.install_recorder()?;
    let listener = tokio::net::TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address} for --metrics"))?;
    tracing::info!(address = %listener.local_addr()?, "figures are served");
    tokio::spawn(upkeep(recorder.clone()));
    let router = Router::new()
        .route("/metrics", get(async move || recorder.render()))
        .route("/health", get(async || "alive\n"))
        .route("/ready", get(async move || ready(&queue).await));
    tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::warn!(%error, "figures are not served any more");
        }
    });
    Ok(())
}

async fn ready(queue: &Store) -> (StatusCode, &'static str) {
    match tokio::time::timeout(READY, queue.server_version()).await {
        Ok(Ok(_)) => (StatusCode::OK, "ready\n"),
        _ => (StatusCode::SERVICE_UNAVAILABLE, "Neo4j does not answer\n"),
    }
}

async fn upkeep(recorder: PrometheusHandle) {
    loop {
        tokio::time::sleep(UPKEEP).await;
        recorder.run_upkeep();
    }
}
