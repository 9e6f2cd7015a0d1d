//! Notes on accounts and hosts: one each, shared by all members of the case.

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
use crate::people::Note;

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, save, remove))
}

#[derive(Serialize, ToSchema)]
struct Notes {
    notes: Vec<Note>,
}

/// All notes of a case
#[utoipa::path(get, path = "/cases/{case}/notes", params(("case" = String, Path)), responses(
    (status = OK, body = Notes),
    (status = 404, body = Problem),
))]
async fn list(State(app): State<App>, CaseRead { case, .. }: CaseRead) -> Result<Json<Notes>> {
    Ok(Json(Notes { notes: app.people.note_list(&case).await? }))
}

#[derive(Deserialize, ToSchema)]
struct NoteToSave {
    /// The key of an account or host.
    key: String,
    text: String,
}

/// Write a note; the node's earlier one is replaced
#[utoipa::path(post, path = "/cases/{case}/notes", params(("case" = String, Path)), request_body = NoteToSave, responses(
    (status = CREATED, body = Note),
    (status = 400, body = Problem),
    (status = 404, body = Problem),
))]
async fn save(
    State(app): State<App>,
    CaseWrite { case, session }: CaseWrite,
    Body(NoteToSave { key, text }): Body<NoteToSave>,
) -> Result<(StatusCode, Json<Note>)> {
    checked("a key", &key, 2_000)?;
    checked("a note", &text, 10_000)?;
    Ok((StatusCode::CREATED, Json(app.people.note_save(&case, &key, &text, &session.name).await?)))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct OfNode {
    key: String,
}

/// Remove a note
#[utoipa::path(delete, path = "/cases/{case}/notes", params(("case" = String, Path), OfNode), responses(
    (status = NO_CONTENT),
    (status = 404, body = Problem),
))]
async fn remove(
    State(app): State<App>,
    CaseWrite { case, .. }: CaseWrite,
    Params(OfNode { key }): Params<OfNode>,
) -> Result<StatusCode> {
    app.people.note_delete(&case, &key).await?;
    Ok(StatusCode::NO_CONTENT)
}
