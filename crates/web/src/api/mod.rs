//! Everything of the API but the reading of a case: one file per resource.

mod audit;
mod cases;
mod hunts;
mod imports;
mod jobs;
mod notes;
mod service;
mod session;
mod tokens;
mod uploads;
mod users;
mod views;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::error::{Error, Result};

/// Under `/api/v1`, answering soon.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(session::router())
        .merge(users::router())
        .merge(tokens::router())
        .merge(audit::router())
        .merge(cases::router())
        .merge(imports::router())
        .merge(jobs::router())
        .merge(hunts::router())
        .merge(views::router())
        .merge(notes::router())
}

/// Under `/api/v1`, with limits of their own for time and size.
pub(crate) fn slow_router() -> OpenApiRouter<App> {
    OpenApiRouter::new().merge(hunts::run_router()).merge(jobs::events_router())
}

/// Under `/api/v1`, without limits: bodies are counted while they arrive.
pub(crate) fn upload_router() -> OpenApiRouter<App> {
    uploads::router()
}

/// For whoever runs the service.
pub(crate) fn service_router() -> OpenApiRouter<App> {
    service::router()
}

/// A text that is there and not too long.
fn checked<'a>(what: &str, text: &'a str, most: usize) -> Result<&'a str> {
    if text.trim().is_empty() || text.chars().count() > most {
        return Err(Error::Invalid(format!("{what} has 1 to {most} characters")));
    }
    Ok(text)
}
