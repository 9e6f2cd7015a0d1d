//! One's own tokens for automation.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::{By, Viewer};
use crate::error::{Error, Problem, Result};
use crate::http::Body;
use crate::people::{Role, Token};

/// Ten years.
const LONGEST_DAYS: u32 = 3_650;

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(remove))
}

#[derive(Serialize, ToSchema)]
struct Tokens {
    tokens: Vec<Token>,
}

/// One's own tokens
#[utoipa::path(get, path = "/tokens", responses((status = OK, body = Tokens), (status = 401, body = Problem)))]
async fn list(State(app): State<App>, Viewer(session): Viewer) -> Result<Json<Tokens>> {
    Ok(Json(Tokens { tokens: app.people.token_list(&session.name).await? }))
}

#[derive(Deserialize, ToSchema)]
struct NewToken {
    /// What it is for, 1 to 100 characters.
    name: String,
    /// At most one's own.
    role: Role,
    /// 1 to 3650; without it the token does not end by itself.
    expires_days: Option<u32>,
}

#[derive(Serialize, ToSchema)]
struct MadeToken {
    id: String,
    /// Told this once: `Authorization: Bearer SECRET`.
    secret: String,
}

/// Make a token
#[utoipa::path(post, path = "/tokens", request_body = NewToken, responses(
    (status = CREATED, body = MadeToken),
    (status = 400, body = Problem),
    (status = 401, body = Problem),
    (status = 403, body = Problem),
))]
async fn create(
    State(app): State<App>,
    Viewer(session): Viewer,
    Body(token): Body<NewToken>,
) -> Result<(StatusCode, Json<MadeToken>)> {
    if token.role > session.role {
        return Err(Error::Forbidden(token.role));
    }
    // A leaked token must not outlive its own end.
    if matches!(session.by, By::Token) {
        return Err(Error::Refused("a token cannot make tokens"));
    }
    if !(1..=100).contains(&token.name.chars().count()) {
        return Err(Error::Invalid("a token's name has 1 to 100 characters".to_owned()));
    }
    if token.expires_days.is_some_and(|days| !(1..=LONGEST_DAYS).contains(&days)) {
        return Err(Error::Invalid(format!("expires_days is 1 to {LONGEST_DAYS}")));
    }
    let (id, secret) = app.people.token_create(&session.name, &token.name, token.role, token.expires_days).await?;
    app.people.audit(session.did("token_create", None, format!("{} as {}", token.name, token.role))).await?;
    Ok((StatusCode::CREATED, Json(MadeToken { id, secret: secret.as_str().to_owned() })))
}

/// End a token
#[utoipa::path(delete, path = "/tokens/{id}", params(("id" = String, Path)), responses(
    (status = NO_CONTENT),
    (status = 401, body = Problem),
    (status = 404, body = Problem),
))]
async fn remove(State(app): State<App>, Viewer(session): Viewer, Path(id): Path<String>) -> Result<StatusCode> {
    app.people.token_delete(&session.name, &id).await?;
    app.people.audit(session.did("token_delete", None, id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
