//! People, for admins.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::Admin;
use crate::error::{Problem, Result};
use crate::http::Body;
use crate::people::{Role, User, UserChange};

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(change, remove))
}

#[derive(Serialize, ToSchema)]
struct Users {
    users: Vec<User>,
}

/// All people
#[utoipa::path(get, path = "/users", responses((status = OK, body = Users), (status = 403, body = Problem)))]
async fn list(State(app): State<App>, _: Admin) -> Result<Json<Users>> {
    Ok(Json(Users { users: app.people.user_list().await? }))
}

#[derive(Deserialize, ToSchema)]
struct NewUser {
    /// 1 to 64 letters, digits, dots, underscores, hyphens and @.
    name: String,
    role: Role,
    /// 12 to 200 characters; without it a one-time password is made.
    password: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct MadeUser {
    name: String,
    /// Told this once; it has to be changed at the first sign-in.
    #[serde(skip_serializing_if = "Option::is_none")]
    one_time_password: Option<String>,
}

/// Make a person
#[utoipa::path(post, path = "/users", request_body = NewUser, responses(
    (status = CREATED, body = MadeUser),
    (status = 400, body = Problem),
    (status = 403, body = Problem),
    (status = 409, body = Problem),
))]
async fn create(
    State(app): State<App>,
    Admin(session): Admin,
    Body(user): Body<NewUser>,
) -> Result<(StatusCode, Json<MadeUser>)> {
    let one_time_password = app.people.user_create(&user.name, user.role, user.password.as_deref()).await?;
    app.people.audit(session.did("user_create", None, format!("{} as {}", user.name, user.role))).await?;
    Ok((StatusCode::CREATED, Json(MadeUser { name: user.name, one_time_password })))
}

#[derive(Deserialize, ToSchema)]
struct ChangedUser {
    role: Option<Role>,
    suspended: Option<bool>,
    /// It has to be changed at the next sign-in.
    password: Option<String>,
}

/// Change a person
///
/// Whoever is suspended or gets a new password is signed out everywhere.
#[utoipa::path(patch, path = "/users/{name}", request_body = ChangedUser, params(("name" = String, Path)), responses(
    (status = NO_CONTENT),
    (status = 400, body = Problem),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
))]
async fn change(
    State(app): State<App>,
    Admin(session): Admin,
    Path(name): Path<String>,
    Body(wanted): Body<ChangedUser>,
) -> Result<StatusCode> {
    let detail = [
        wanted.role.map(|role| format!("role {role}")),
        wanted.suspended.map(|suspended| format!("suspended {suspended}")),
        wanted.password.as_ref().map(|_| "new password".to_owned()),
    ];
    let detail = detail.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let change = UserChange { role: wanted.role, suspended: wanted.suspended, password: wanted.password };
    app.people.user_change(&name, change).await?;
    app.people.audit(session.did("user_change", None, format!("{name}: {detail}"))).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Remove a person
#[utoipa::path(delete, path = "/users/{name}", params(("name" = String, Path)), responses(
    (status = NO_CONTENT),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
))]
async fn remove(State(app): State<App>, Admin(session): Admin, Path(name): Path<String>) -> Result<StatusCode> {
    app.people.user_delete(&name).await?;
    app.people.audit(session.did("user_delete", None, name)).await?;
    Ok(StatusCode::NO_CONTENT)
}
