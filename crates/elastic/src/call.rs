//! One call over HTTP: tried again with growing pauses where that may help, and its failures told
//! apart. Every call of this room may be repeated without harm.

use std::time::Duration;

use elasticsearch::http::Method;
use elasticsearch::http::headers::HeaderMap;
use serde::Deserialize;
use serde_json::Value;

use crate::{Client, ElasticError, Result};

/// How often a call is tried.
const TRIES: usize = 6;
/// The first pause; each further one is twice as long.
const PAUSE: Duration = Duration::from_millis(200);
/// No pause is longer, whatever the server asks for.
const LONGEST: Duration = Duration::from_secs(20);

/// What is to be asked.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// For messages, behind "could not": `open a point in time`.
    pub(crate) what: &'static str,
    method: Method,
    path: String,
    query: Vec<(&'static str, String)>,
    body: Option<Vec<u8>>,
    tries: usize,
}

impl Call {
    pub(crate) fn get(what: &'static str, path: impl Into<String>) -> Self {
        Self { what, method: Method::Get, path: path.into(), query: Vec::new(), body: None, tries: TRIES }
    }

    pub(crate) fn post(what: &'static str, path: impl Into<String>) -> Self {
        Self { method: Method::Post, ..Self::get(what, path) }
    }

    pub(crate) fn put(what: &'static str, path: impl Into<String>) -> Self {
        Self { method: Method::Put, ..Self::get(what, path) }
    }

    pub(crate) fn delete(what: &'static str, path: impl Into<String>) -> Self {
        Self { method: Method::Delete, ..Self::get(what, path) }
    }

    /// Tried so many times at most.
    pub(crate) fn tries(mut self, tries: usize) -> Self {
        self.tries = tries;
        self
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.push((name, value.into()));
        self
    }

    pub(crate) fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        self
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.body(body.to_string())
    }
}

/// How one try went.
enum Try {
    Done(Vec<u8>),
    Failed(ElasticError),
    /// It may go better after a pause.
    Later(ElasticError, Option<Duration>),
}

pub(crate) async fn patiently(client: &Client, call: &Call) -> Result<Vec<u8>> {
    let mut pause = PAUSE;
    let mut left = call.tries;
    loop {
        left = left.saturating_sub(1);
        match once(client, call).await {
            Try::Done(body) => return Ok(body),
            Try::Failed(error) => return Err(error),
            Try::Later(error, _) if left == 0 => return Err(error),
            Try::Later(error, asked) => {
                let wait = asked.unwrap_or(pause).min(LONGEST);
                tracing::info!(error = %error, wait_ms = wait.as_millis() as u64, "trying again");
                tokio::time::sleep(wait).await;
                pause *= 2;
            }
        }
    }
}

async fn once(client: &Client, call: &Call) -> Try {
    // The client changes the body of a call in its own way, so each try gets a copy.
    let body = call.body.clone();
    let sent = client.transport.send(call.method, &call.path, HeaderMap::new(), Some(&call.query), body, None).await;
    let response = match sent {
        Ok(response) => response,
        Err(error) => return broken(client, error),
    };
    let status = response.status_code().as_u16();
    let asked = response.headers().get("retry-after").and_then(|value| value.to_str().ok()?.parse().ok());
    let body: Vec<u8> = match response.bytes().await {
        Ok(body) => body.into(),
        Err(error) => return broken(client, error),
    };
    if status < 300 {
        return Try::Done(body);
    }
    let error = refusal(client, call.what, status, &body);
    match status {
        429 | 500 | 502 | 503 | 504 => Try::Later(error, asked.map(Duration::from_secs)),
        _ => Try::Failed(error),
    }
}

/// No answer, or not all of it.
fn broken(client: &Client, error: elasticsearch::Error) -> Try {
    let about = &client.about;
    let address = about.address.clone();
    let words = model::causes(&error).to_lowercase();
    if error.is_timeout() {
        return Try::Later(ElasticError::Timeout { address, seconds: about.timeout.as_secs() }, None);
    }
    let is_tls = ["certificate", "unknownissuer", "corrupt message", "invalidcontenttype", "tls", "handshake"];
    if about.tls && is_tls.iter().any(|word| words.contains(word)) {
        return Try::Failed(ElasticError::Tls { address, source: Box::new(error) });
    }
    Try::Later(ElasticError::Unreachable { address, source: Box::new(error) }, None)
}

/// What the server's refusal means.
fn refusal(client: &Client, what: &'static str, status: u16, body: &[u8]) -> ElasticError {
    let Reason { kind, reason } = reason(body);
    match status {
        401 => ElasticError::WrongPassword { who: client.about.who.clone() },
        403 => ElasticError::Forbidden { what, reason },
        _ => ElasticError::Server { what, status, kind, reason },
    }
}

/// A failure in the server's words.
#[derive(Default)]
pub(crate) struct Reason {
    pub(crate) kind: String,
    pub(crate) reason: String,
}

impl Reason {
    /// The cause at the bottom says most.
    pub(crate) fn of(error: &Value) -> Self {
        let deepest = ["caused_by", "root_cause", "failed_shards"].iter().find_map(|key| match error.get(key)? {
            Value::Array(list) => {
                list.first().map(|first| first.get("reason").filter(|r| r.is_object()).unwrap_or(first))
            }
            other => Some(other),
        });
        if let Some(cause) = deepest.filter(|cause| cause.get("reason").is_some_and(Value::is_string)) {
            return Self::of(cause);
        }
        let text = |key| error.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        match error {
            Value::String(words) => Self { kind: String::new(), reason: words.clone() },
            _ => Self { kind: text("type"), reason: text("reason") },
        }
    }
}

fn reason(body: &[u8]) -> Reason {
    #[derive(Deserialize)]
    struct Failure {
        error: Value,
    }
    let plain = || Reason { kind: String::new(), reason: String::from_utf8_lossy(body).chars().take(200).collect() };
    serde_json::from_slice::<Failure>(body).map_or_else(|_| plain(), |failure| Reason::of(&failure.error))
}

/// A list of indices as it may stand in a path.
pub(crate) fn index_path(index: &str) -> Result<String> {
    let odd = |c: char| c.is_whitespace() || c.is_control() || "/\\?#\"<>|%".contains(c);
    if index.is_empty() || index.starts_with('_') || index.contains(odd) {
        return Err(ElasticError::Setting(format!("`{index}` names no index")));
    }
    // A name of another cluster's index would else be taken for a scheme.
    Ok(index.replace(':', "%3A"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_cannot_reach_into_the_path() {
        assert_eq!(index_path("other:winlogbeat-*,a").unwrap(), "other%3Awinlogbeat-*,a");
        for wrong in ["", "_all/_search", "a?b", "a b", "a/../b", "a%2fb"] {
            assert!(index_path(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_deepest_cause_is_told() {
        let body =
            br#"{"error":{"root_cause":[{"type":"inner","reason":"because"}],"type":"outer","reason":"failed"}}"#;
        let found = reason(body);
        assert_eq!((found.kind.as_str(), found.reason.as_str()), ("inner", "because"));
        assert_eq!(reason(br#"{"error":"Incorrect method","status":405}"#).reason, "Incorrect method");
        assert_eq!(reason(b"<html>busy</html>").reason, "<html>busy</html>");
    }
}
