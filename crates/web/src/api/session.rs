//! Signing in and out.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::{Address, App};
use crate::auth::{By, Session, WithOneTimePassword, clear_cookie, set_cookie};
use crate::error::{Error, Problem, Result};
use crate::http::Body;
use crate::people::{Deed, Role};

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(sign_in, me, sign_out)).routes(routes!(change_password))
}

/// Who is signed in.
#[derive(Serialize, ToSchema)]
struct Me {
    name: String,
    role: Role,
    /// Whether nothing but a change of password is possible yet.
    must_change_password: bool,
    /// What writes have to send as `x-csrf-token`; null with a token.
    csrf: Option<String>,
    /// The program's version.
    version: &'static str,
}

impl Me {
    fn of(session: Session) -> Self {
        let csrf = match session.by {
            By::Cookie { csrf, .. } => Some(csrf),
            By::Token => None,
        };
        let (name, role) = (session.name, session.role);
        Self {
            name,
            role,
            must_change_password: session.must_change_password,
            csrf,
            version: env!("CARGO_PKG_VERSION"),
        }
    }
}

#[derive(Deserialize, ToSchema)]
struct SignIn {
    name: String,
    password: String,
}

/// Sign in
#[utoipa::path(post, path = "/session", request_body = SignIn, security(()), responses(
    (status = OK, body = Me),
    (status = 401, body = Problem, description = "bad_sign_in"),
    (status = 403, body = Problem, description = "suspended"),
    (status = 429, body = Problem, description = "slow_down; the header retry-after says how long"),
))]
async fn sign_in(
    State(app): State<App>,
    axum::Extension(Address(address)): axum::Extension<Address>,
    Body(SignIn { name, password }): Body<SignIn>,
) -> Result<Response> {
    app.limits.check(&name, address)?;
    let opened = app.people.session_open(&name, &password, app.settings.session_hours).await;
    if let Err(error) = &opened {
        let deed = Deed {
            who: &name,
            what: "sign_in_failed",
            case: None,
            detail: error.code().to_owned(),
            address: Some(address),
        };
        app.people.audit(deed).await?;
    }
    let (secret, who) = opened?;
    let cookie = set_cookie(&secret, app.settings.is_encrypted())?;
    let by = By::Cookie { hash: secret.hash(), csrf: secret.csrf() };
    let session = Session { name: who.name, role: who.role, address, by, must_change_password: who.must_change };
    app.people.audit(session.did("sign_in", None, String::new())).await?;
    let me = Me::of(session);
    Ok(([(header::SET_COOKIE, cookie)], Json(me)).into_response())
}

/// Who is signed in
#[utoipa::path(get, path = "/session", responses((status = OK, body = Me), (status = 401, body = Problem)))]
async fn me(WithOneTimePassword(session): WithOneTimePassword) -> Json<Me> {
    Json(Me::of(session))
}

/// Sign out
#[utoipa::path(delete, path = "/session", responses((status = NO_CONTENT), (status = 401, body = Problem)))]
async fn sign_out(State(app): State<App>, WithOneTimePassword(session): WithOneTimePassword) -> Result<Response> {
    if let By::Cookie { hash, .. } = &session.by {
        app.people.session_end(*hash).await?;
        app.people.audit(session.did("sign_out", None, String::new())).await?;
    }
    let cookie = clear_cookie(app.settings.is_encrypted())?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}

#[derive(Deserialize, ToSchema)]
struct PasswordChange {
    old: String,
    /// 12 to 200 characters.
    new: String,
}

/// Change one's own password; ends all of one's sessions
#[utoipa::path(put, path = "/session/password", request_body = PasswordChange, responses(
    (status = NO_CONTENT),
    (status = 400, body = Problem),
    (status = 401, body = Problem),
))]
async fn change_password(
    State(app): State<App>,
    WithOneTimePassword(session): WithOneTimePassword,
    Body(PasswordChange { old, new }): Body<PasswordChange>,
) -> Result<StatusCode> {
    // A stolen session must not be a way to guess the password.
    app.limits.check(&session.name, session.address)?;
    if matches!(session.by, By::Token) {
        return Err(Error::Refused("a token cannot change its owner's password"));
    }
    app.people.password_change(&session.name, &old, &new).await?;
    app.people.audit(session.did("password_change", None, String::new())).await?;
    Ok(StatusCode::NO_CONTENT)
}
