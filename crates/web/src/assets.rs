//! The viewer's files and the API's description, all from inside the binary.

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use rust_embed::{Embed, EmbeddedFile};
use utoipa::openapi::OpenApi;

use crate::app::App;
use crate::error::Error;

/// What `npm run build` makes of the viewer.
#[derive(Embed)]
#[folder = "viewer/dist"]
struct Viewer;

const PAGE: &str = "index.html";
const NOT_BUILT: &str = "<!doctype html><title>LogonTracer</title><p>The API is here (<a href=\"/api/docs\">/api/docs</a>), \
                         but this binary was built without the viewer: run <code>npm ci &amp;&amp; npm run build</code> in \
                         <code>crates/web/viewer</code>, then build the binary again.</p>";
/// Vite puts a hash of its content into the name of each file here, so it never changes.
const HASHED: &str = "assets/";
const FOREVER: &str = "public, max-age=31536000, immutable";

/// A file of the viewer; any other address is one of the viewer's own, which its page knows.
pub(crate) async fn viewer(request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Error::Method.into_response();
    }
    let path = request.uri().path().trim_start_matches('/');
    match Viewer::get(path) {
        Some(file) if !path.is_empty() => answer(path, file, request.headers()),
        _ if path.starts_with(HASHED) => StatusCode::NOT_FOUND.into_response(),
        _ => match Viewer::get(PAGE) {
            Some(file) => answer(PAGE, file, request.headers()),
            None => Html(NOT_BUILT).into_response(),
        },
    }
}

fn answer(path: &str, file: EmbeddedFile, asked: &HeaderMap) -> Response {
    let hash = file.metadata.sha256_hash();
    let tag = hash[..8].iter().fold(String::from("\""), |tag, byte| format!("{tag}{byte:02x}")) + "\"";
    let caching = if path.starts_with(HASHED) { FOREVER } else { "no-cache" };
    let known = asked.get(header::IF_NONE_MATCH).is_some_and(|value| value.as_bytes() == tag.as_bytes());
    let kind = file.metadata.mimetype().to_owned();
    let mut response =
        if known { StatusCode::NOT_MODIFIED.into_response() } else { file.data.into_owned().into_response() };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    for (name, value) in [(header::ETAG, tag), (header::CONTENT_TYPE, kind)] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    }
    response
}

/// The API's description, for programs and for people.
pub(crate) fn documents(document: &OpenApi) -> Router<App> {
    let json = document.to_json().unwrap_or_default();
    let text = |kind: &'static str, body: &'static str| get(async move || ([(header::CONTENT_TYPE, kind)], body));
    Router::new()
        .route("/api/v1/openapi.json", get(async move || ([(header::CONTENT_TYPE, "application/json")], json.clone())))
        .route("/api/docs", get(async || Html(include_str!("../docs/index.html"))))
        .route("/api/docs/docs.js", text("text/javascript; charset=utf-8", include_str!("../docs/docs.js")))
        .route("/api/docs/docs.css", text("text/css; charset=utf-8", include_str!("../docs/docs.css")))
}
