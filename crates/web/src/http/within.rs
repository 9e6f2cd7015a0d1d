//! A request that takes too long is broken off.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::error::Error;

/// Answers with an error where the answer did not begin in time. Bodies may take longer.
pub(crate) async fn within(State(limit): State<Duration>, request: Request, next: Next) -> Response {
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Error::Timeout { seconds: limit.as_secs() }.into_response(),
    }
}
