//! What is the same for every request and answer.

mod drain;
mod extract;
mod headers;
mod metrics;
mod observe;
mod within;

pub(crate) use drain::drained;
pub(crate) use extract::{Body, Params};
pub(crate) use headers::protect;
pub(crate) use metrics::{Metrics, install as install_metrics};
pub(crate) use observe::observe;
pub(crate) use within::within;
