//! From cookie or token to a person.

use std::net::{IpAddr, Ipv4Addr};

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;

use super::{Session, cookie};
use crate::app::{Address, App};
use crate::error::{Error, Result};
use crate::people::{Hash, Secret};

/// By what somebody is known.
#[derive(Clone, Debug)]
pub(crate) enum By {
    /// A cookie.
    Cookie {
        /// Of the session's secret.
        hash: Hash,
        /// What writes have to send along.
        csrf: String,
    },
    /// A token for automation.
    Token,
}

/// Anybody who is signed in, even with a one-time password: for the few calls that lead out of that state.
pub(crate) struct WithOneTimePassword(pub(crate) Session);

impl FromRequestParts<App> for WithOneTimePassword {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        Ok(Self(known(parts, app).await?))
    }
}

/// Who asks, if they may do anything yet.
pub(crate) async fn session(parts: &Parts, app: &App) -> Result<Session> {
    let session = known(parts, app).await?;
    if session.must_change_password { Err(Error::PasswordChange) } else { Ok(session) }
}

async fn known(parts: &Parts, app: &App) -> Result<Session> {
    let (who, by) = if let Some(token) = bearer(parts) {
        let secret = Secret::sent(token).ok_or(Error::NotSignedIn)?;
        (app.people.token_find(secret.hash()).await?, By::Token)
    } else {
        let secret = cookie::sent(parts).ok_or(Error::NotSignedIn)?;
        let hash = secret.hash();
        let who = app.people.session_find(hash, app.settings.session_hours).await?;
        (who, By::Cookie { hash, csrf: secret.csrf() })
    };
    let who = who.ok_or(Error::NotSignedIn)?;
    if let By::Cookie { csrf, .. } = &by {
        ours(parts, csrf)?;
    }
    let address = parts.extensions.get::<Address>().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |address| address.0);
    Ok(Session { name: who.name, role: who.role, address, by, must_change_password: who.must_change })
}

/// What the header gives as a token, if there is one.
fn bearer(parts: &Parts) -> Option<&str> {
    let value = parts.headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// A browser sends the cookie with whatever page asks it to; a write must come from a page of ours.
fn ours(parts: &Parts, csrf: &str) -> Result<()> {
    if parts.method.is_safe() {
        return Ok(());
    }
    let sent = parts.headers.get("x-csrf-token").map(axum::http::HeaderValue::as_bytes);
    if sent == Some(csrf.as_bytes()) { Ok(()) } else { Err(Error::Csrf) }
}
