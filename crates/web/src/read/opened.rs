//! The case of the path, opened, unless the asker has the same answer already.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::Answers;
use super::cases::{OpenCase, blocking};
use crate::app::App;
use crate::auth::{CaseRead, Session};
use crate::error::{Error, Result, Thing};
use crate::view::{CaseView, Node};

/// A case that the asker may see.
pub(crate) struct Opened {
    /// Its name.
    pub(crate) name: String,
    /// What it is at.
    pub(crate) case: Arc<OpenCase>,
    /// Who asks.
    pub(crate) session: Session,
    etag: HeaderValue,
}

impl FromRequestParts<App> for Opened {
    /// An error, or "not modified".
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let CaseRead { case: name, session } =
            CaseRead::from_request_parts(parts, app).await.map_err(IntoResponse::into_response)?;
        let refused = |error: Error| error.into_response();
        let version = app.store.case_version(&name).await.map_err(|error| refused(error.into()))?.version;
        let asked = parts.uri.path_and_query().map_or("", |asked| asked.as_str());
        let etag = etag(&version, asked).map_err(refused)?;
        if has(&parts.headers, &etag) {
            return Err((StatusCode::NOT_MODIFIED, caching(etag)).into_response());
        }
        let case = app.cases.open(&app.store, &name, &version).await.map_err(refused)?;
        Ok(Self { name, case, session, etag })
    }
}

impl Opened {
    /// What the case looks like.
    pub(crate) fn view(&self) -> &CaseView {
        &self.case.view
    }

    /// The node of a key that somebody sent.
    pub(crate) fn node(&self, key: &str) -> Result<Node> {
        self.view().node(key).ok_or_else(|| Error::no_such(Thing::Node, key))
    }

    /// The answer that was kept of this question.
    pub(crate) fn kept(&self, answers: &Answers) -> Option<Response> {
        Some(json(self.etag.clone(), answers.get(&self.etag)?))
    }

    /// Sends an answer as JSON, and keeps it.
    pub(crate) fn keep<T: Serialize>(self, answers: &Answers, answer: &T) -> Result<Response> {
        Ok(self.send(answers, written(answer)?))
    }

    /// As [`Self::answer`], and keeps it.
    pub(crate) async fn answer_once<T: Serialize>(
        self,
        answers: &Answers,
        compute: impl FnOnce(&CaseView) -> T + Send + 'static,
    ) -> Result<Response> {
        let body = self.computed(compute).await?;
        Ok(self.send(answers, body))
    }

    /// Computes an answer beside the requests and sends it as JSON.
    pub(crate) async fn answer<T: Serialize>(
        self,
        compute: impl FnOnce(&CaseView) -> T + Send + 'static,
    ) -> Result<Response> {
        let body = self.computed(compute).await?;
        Ok(json(self.etag, body))
    }

    async fn computed<T: Serialize>(&self, compute: impl FnOnce(&CaseView) -> T + Send + 'static) -> Result<Bytes> {
        let case = Arc::clone(&self.case);
        blocking(move || written(&compute(&case.view))).await?
    }

    fn send(self, answers: &Answers, body: Bytes) -> Response {
        answers.keep(self.etag.clone(), body.clone());
        json(self.etag, body)
    }
}

fn written(answer: &impl Serialize) -> Result<Bytes> {
    serde_json::to_vec(answer).map(Bytes::from).map_err(|error| Error::Internal(error.to_string()))
}

fn json(etag: HeaderValue, body: Bytes) -> Response {
    let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    (caching(etag), kind, body).into_response()
}

type Caching = [(header::HeaderName, HeaderValue); 2];

/// Kept by the asker alone, who asks each time whether it is still true.
fn caching(etag: HeaderValue) -> Caching {
    [(header::ETAG, etag), (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"))]
}

/// A weak one: compression makes other bytes of the same answer.
fn etag(version: &str, asked: &str) -> Result<HeaderValue> {
    let program = env!("CARGO_PKG_VERSION");
    let digest = Sha256::digest(format!("{program} {version} {asked}").as_bytes());
    let number = digest.iter().take(12).fold(0_u128, |number, byte| number << 8 | u128::from(*byte));
    HeaderValue::try_from(format!("W/\"{number:024x}\"")).map_err(|error| Error::Internal(error.to_string()))
}

fn has(headers: &HeaderMap, etag: &HeaderValue) -> bool {
    let known = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let wanted = etag.to_str().map(opaque).unwrap_or_default();
    known.flat_map(|value| value.split(',')).any(|tag| opaque(tag) == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_tells_version_and_question() {
        let tag = etag("v1", "/graph?limit=1").unwrap();
        assert_ne!(tag, etag("v2", "/graph?limit=1").unwrap());
        assert_ne!(tag, etag("v1", "/graph?limit=2").unwrap());
        let mut headers = HeaderMap::new();
        assert!(!has(&headers, &tag));
        // A proxy may have made a strong one of it, and browsers send several.
        let sent = format!("\"other\", {}", tag.to_str().unwrap().trim_start_matches("W/"));
        headers.insert(header::IF_NONE_MATCH, HeaderValue::try_from(sent).unwrap());
        assert!(has(&headers, &tag));
    }
}
