//! Saved views.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::checked;
use crate::app::App;
use crate::auth::{CaseRead, CaseWrite};
use crate::error::{Problem, Result};
use crate::http::{Body, Params};
use crate::people::{SavedView, now_ms};

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, save, remove))
}

#[derive(Serialize, ToSchema)]
struct Views {
    views: Vec<SavedView>,
}

/// Saved views: one's own and shared ones
#[utoipa::path(get, path = "/cases/{case}/views", params(("case" = String, Path)), responses(
    (status = OK, body = Views),
    (status = 404, body = Problem),
))]
async fn list(State(app): State<App>, CaseRead { case, session }: CaseRead) -> Result<Json<Views>> {
    Ok(Json(Views { views: app.people.view_list(&case, &session.name).await? }))
}

#[derive(Deserialize, ToSchema)]
struct ViewToSave {
    name: String,
    /// What the viewer puts into its address.
    url_state: String,
    #[serde(default)]
    shared: bool,
}

/// Save a view
#[utoipa::path(post, path = "/cases/{case}/views", params(("case" = String, Path)), request_body = ViewToSave, responses(
    (status = CREATED, body = SavedView),
    (status = 400, body = Problem),
    (status = 404, body = Problem),
))]
async fn save(
    State(app): State<App>,
    CaseWrite { case, session }: CaseWrite,
    Body(ViewToSave { name, url_state, shared }): Body<ViewToSave>,
) -> Result<(StatusCode, Json<SavedView>)> {
    checked("a view's name", &name, 100)?;
    checked("a view", &url_state, 10_000)?;
    let (id, owner) = (uuid::Uuid::new_v4().to_string(), session.name.clone());
    let view = SavedView { id, name, url_state, shared, owner, created: now_ms() };
    app.people.view_save(&case, view.clone()).await?;
    Ok((StatusCode::CREATED, Json(view)))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct WithId {
    id: String,
}

/// Remove one's own view
#[utoipa::path(delete, path = "/cases/{case}/views", params(("case" = String, Path), WithId), responses(
    (status = NO_CONTENT),
    (status = 404, body = Problem),
))]
async fn remove(
    State(app): State<App>,
    CaseWrite { case, session }: CaseWrite,
    Params(WithId { id }): Params<WithId>,
) -> Result<StatusCode> {
    app.people.view_delete(&case, &session.name, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
