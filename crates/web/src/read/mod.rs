//! Reading a case.

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

/// The addresses under which a case is read.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
}
