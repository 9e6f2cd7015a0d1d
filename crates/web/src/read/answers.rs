//! Answers that took long to make, kept for a while: who asks the same again gets the same.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::body::Bytes;
use axum::http::HeaderValue;

use crate::lock::lock;

/// Bytes of all answers together.
const MOST: usize = 16 << 20;
/// A larger one is not kept.
const LARGE: usize = 4 << 20;
/// Files may be removed when their time is over; their records are not to be seen for much longer.
const AGE: Duration = Duration::from_mins(10);

/// Answers by their tag, which tells case, version and question. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Answers {
    kept: Arc<Mutex<HashMap<HeaderValue, (Instant, Bytes)>>>,
}

impl Answers {
    pub(super) fn get(&self, tag: &HeaderValue) -> Option<Bytes> {
        let kept = lock(&self.kept);
        kept.get(tag).filter(|(since, _)| since.elapsed() < AGE).map(|(_, body)| body.clone())
    }

    pub(super) fn keep(&self, tag: HeaderValue, body: Bytes) {
        if body.len() > LARGE {
            return;
        }
        let mut kept = lock(&self.kept);
        if kept.values().map(|(_, body)| body.len()).sum::<usize>() + body.len() > MOST {
            kept.clear();
        }
        kept.insert(tag, (Instant::now(), body));
    }

    /// Forgets what is old.
    pub(crate) fn sweep(&self) {
        let mut kept = lock(&self.kept);
        kept.retain(|_, (since, _)| since.elapsed() < AGE);
        kept.shrink_to_fit();
    }
}
