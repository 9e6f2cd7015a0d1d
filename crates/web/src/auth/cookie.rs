//! The cookie that carries a session.

use axum::http::request::Parts;
use axum::http::{HeaderValue, header};

use crate::error::{Error, Result};
use crate::people::Secret;

const NAME: &str = "logontracer_session";

/// The secret that a request's cookie carries.
pub(crate) fn sent(parts: &Parts) -> Option<Secret> {
    let cookies = parts.headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let value =
        cookies.flat_map(|text| text.split(';')).find_map(|pair| pair.trim().strip_prefix(NAME)?.strip_prefix('='))?;
    Secret::sent(value)
}

/// Hands a session's secret to the browser; scripts cannot read it, and other sites cannot send it.
pub(crate) fn set_cookie(secret: &Secret, encrypted: bool) -> Result<HeaderValue> {
    header(&format!("{NAME}={}", secret.as_str()), encrypted)
}

/// Takes it back.
pub(crate) fn clear_cookie(encrypted: bool) -> Result<HeaderValue> {
    header(&format!("{NAME}=; Max-Age=0"), encrypted)
}

fn header(value: &str, encrypted: bool) -> Result<HeaderValue> {
    let secure = if encrypted { "; Secure" } else { "" };
    let text = format!("{value}; Path=/; HttpOnly; SameSite=Strict{secure}");
    HeaderValue::from_str(&text).map_err(|error| Error::Internal(error.to_string()))
}
