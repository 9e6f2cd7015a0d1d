//! What is still being sent when a request is refused is read and thrown away for a while: a sender whose connection
//! closes under its hands sees a broken pipe instead of the answer that says why, or loses the request that it sends next.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::header::EXPECT;
use futures::{Stream, StreamExt};

/// How long a refused sender is listened to, and how many bytes of it are read.
const PATIENCE: Duration = Duration::from_secs(10);
const PATIENCE_BYTES: usize = 64 << 20;

/// A body that goes on being read when its reader has let go of it.
struct Drained {
    body: Option<BodyDataStream>,
    /// The sender waits to be asked for its bytes; refused before that, it sends none.
    waits: bool,
}

impl Stream for Drained {
    type Item = Result<Bytes, axum::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.waits = false;
        let Some(body) = &mut self.body else { return Poll::Ready(None) };
        let next = body.poll_next_unpin(context);
        if let Poll::Ready(None | Some(Err(_))) = next {
            self.body = None;
        }
        next
    }
}

impl Drop for Drained {
    fn drop(&mut self) {
        let (Some(body), false, Ok(runtime)) = (self.body.take(), self.waits, tokio::runtime::Handle::try_current())
        else {
            return;
        };
        runtime.spawn(tokio::time::timeout(PATIENCE, drain(body)));
    }
}

async fn drain(mut body: BodyDataStream) {
    let mut left = PATIENCE_BYTES;
    while let Some(Ok(bytes)) = body.next().await {
        let Some(rest) = left.checked_sub(bytes.len()) else { return };
        left = rest;
    }
}

/// Keeps listening to a sender whose request is refused.
pub(crate) async fn drained(request: Request) -> Request {
    if request.body().is_end_stream() {
        return request;
    }
    let waits = request.headers().contains_key(EXPECT);
    request.map(|body| Body::from_stream(Drained { body: Some(body.into_data_stream()), waits }))
}
