//! Reading a case: one file per resource, all on an [`Opened`] case.

mod answers;
mod cases;
mod elsewhere;
mod events;
mod export;
mod findings;
mod gaps;
mod graph;
mod nodes;
mod opened;
mod params;
mod paths;
mod records;
mod time;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

pub(crate) use answers::Answers;
pub(crate) use cases::Cases;
pub(crate) use elsewhere::Elsewhere;
pub(crate) use opened::Opened;
pub(crate) use records::Indices;

/// The addresses under which a case is read.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(graph::graph))
        .routes(routes!(graph::table))
        .routes(routes!(graph::diff))
        .routes(routes!(nodes::accounts))
        .routes(routes!(nodes::hosts))
        .routes(routes!(nodes::node))
        .routes(routes!(nodes::search))
        .routes(routes!(time::timeline))
        .routes(routes!(time::heatmap))
        .routes(routes!(time::anomalies))
        .routes(routes!(findings::findings))
        .routes(routes!(events::events))
        .routes(routes!(paths::shortest))
        .routes(routes!(paths::forward))
        .routes(routes!(paths::backward))
        .routes(routes!(export::export))
}
