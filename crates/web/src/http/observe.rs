//! A request's id, its line in the access log, its measures, and where it comes from.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Instant;

use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;

use super::metrics;
use crate::app::{Address, App};

/// Wraps a request. Its id is always ours: one that the client sends could forge the log.
pub(crate) async fn observe(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = uuid::Uuid::new_v4().to_string();
    let address = address(&app, &request);
    request.extensions_mut().insert(Address(address));
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str).to_owned();
    let span = tracing::info_span!("request", id);
    let mut response = next.run(request).instrument(span).await;
    let took = started.elapsed();
    metrics::request(&method, &route, response.status(), took);
    let status = response.status().as_u16();
    tracing::info!(target: "logontracer::access", id, %address, %method, route, status, ms = took.as_millis() as u64, "request");
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

/// The peer's address; where that is a trusted proxy, the last address in its header that is none.
fn address(app: &App, request: &Request) -> IpAddr {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_canonical());
    let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    let trusted = |address: &IpAddr| app.settings.trusted_proxies.contains(address);
    if !trusted(&peer) {
        return peer;
    }
    let values = request.headers().get_all(&app.settings.proxy_header).iter().filter_map(|value| value.to_str().ok());
    let chain: Vec<&str> = values.flat_map(|value| value.split(',')).map(str::trim).collect();
    let known = chain.iter().rev().map_while(|text| text.parse::<IpAddr>().ok());
    known.map(|address| address.to_canonical()).find(|address| !trusted(address)).unwrap_or(peer)
}
