//! Counts and times for Prometheus.

use std::sync::OnceLock;
use std::time::Duration;

use axum::http::{Method, StatusCode};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use crate::error::{Error, Result};

const SECONDS: [f64; 11] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
const REQUESTS: &str = "logontracer_http_requests_total";
const LATENCY: &str = "logontracer_http_request_seconds";
const JOBS: &str = "logontracer_jobs";
const MEMORY: &str = "process_resident_memory_bytes";

static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();

/// The measures of this process.
pub(crate) struct Metrics;

impl Metrics {
    /// As Prometheus reads them.
    pub(crate) fn text() -> String {
        if let Some(bytes) = resident_bytes() {
            metrics::gauge!(MEMORY).set(bytes);
        }
        HANDLE.get().map_or_else(String::new, |handle| {
            handle.run_upkeep();
            handle.render()
        })
    }

    /// How many jobs are in a state.
    pub(crate) fn jobs(state: &'static str, count: u64) {
        metrics::gauge!(JOBS, "state" => state).set(count as f64);
    }
}

/// Starts measuring; a second call changes nothing.
pub(crate) fn install() -> Result<()> {
    let unusable = |error: String| Error::Internal(format!("cannot measure: {error}"));
    if HANDLE.get().is_some() {
        return Ok(());
    }
    let builder = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Full(LATENCY.to_owned()), &SECONDS)
        .map_err(|error| unusable(error.to_string()))?;
    let recorder = builder.build_recorder();
    let handle = recorder.handle();
    if HANDLE.set(handle).is_ok() {
        metrics::set_global_recorder(recorder).map_err(|error| unusable(error.to_string()))?;
        metrics::describe_counter!(REQUESTS, "Requests by route, method and status");
        metrics::describe_histogram!(LATENCY, metrics::Unit::Seconds, "Time until an answer began");
        metrics::describe_gauge!(JOBS, "Jobs by state");
        metrics::describe_gauge!(MEMORY, metrics::Unit::Bytes, "Memory of this process");
    }
    Ok(())
}

/// Counts a request. The route is a pattern, never the path itself: that would be a series for each.
pub(crate) fn request(method: &Method, route: &str, status: StatusCode, took: Duration) {
    let method = if method.as_str().len() <= 7 { method.as_str().to_owned() } else { "other".to_owned() };
    let labels = [("method", method), ("route", route.to_owned()), ("status", status.as_u16().to_string())];
    metrics::counter!(REQUESTS, &labels).increment(1);
    metrics::histogram!(LATENCY, &labels[..2]).record(took.as_secs_f64());
}

/// Where the system tells it.
fn resident_bytes() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: f64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kib * 1024.0)
}
