//! Handing files in: in one go, or piece by piece with a way to go on after a break.

use axum::Json;
use axum::body::Body as RawBody;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use events::FileKind;
use evidence::Kept;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::checked;
use crate::app::App;
use crate::auth::{Analyst, CaseWrite, Session};
use crate::error::{Error, Problem, Result};
use crate::http::{Body, Params};
use crate::people::Arriving;
use crate::uploads::{Bytes, keep};

const OFFSET: &str = "upload-offset";

/// Apart from the others: files are large and take their time.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(whole, begin)).routes(routes!(stands, append))
}

/// A file that is kept and can be imported.
#[derive(Serialize, ToSchema)]
struct Upload {
    /// Its checksum, by which it is named in an import.
    sha256: String,
    bytes: u64,
    /// `evtx`, `xml`, `ndjson`, `gzip` or `zip`, by its content.
    kind: &'static str,
    name: String,
    /// Whether this content was kept before.
    known: bool,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Named {
    /// What the file is called in reports.
    name: String,
}

/// Hand a file in
///
/// The body is the file itself.
#[utoipa::path(put, path = "/cases/{case}/uploads", params(("case" = String, Path), Named),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"), responses(
    (status = CREATED, body = Upload),
    (status = 400, body = Problem),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
    (status = 413, body = Problem),
    (status = 415, body = Problem, description = "not_logs: what it is instead"),
    (status = 507, body = Problem, description = "disk_full"),
))]
async fn whole(
    State(app): State<App>,
    CaseWrite { case, session }: CaseWrite,
    Params(Named { name }): Params<Named>,
    headers: HeaderMap,
    body: RawBody,
) -> Result<(StatusCode, Json<Upload>)> {
    let name = file_name(&name)?;
    let limit = app.settings.upload_limit;
    // Said before gigabytes are sent for nothing.
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|bytes| bytes > limit) {
        return Err(Error::TooLarge { limit });
    }
    let kept = keep(&app.evidence, &name, Bytes::of(body, limit, limit)).await?;
    Ok((StatusCode::CREATED, Json(handed_in(&app, &session, &case, name, kept).await?)))
}

#[derive(Deserialize, ToSchema)]
struct ToArrive {
    /// What the file is called in reports.
    name: String,
    /// Its whole size.
    bytes: u64,
}

/// How far an upload is.
#[derive(Serialize, ToSchema)]
struct Standing {
    id: String,
    /// Bytes that are there; the next piece begins here.
    offset: u64,
    bytes: u64,
    /// Once all are there.
    #[serde(skip_serializing_if = "Option::is_none")]
    upload: Option<Upload>,
}

/// Begin to hand a file in piece by piece
#[utoipa::path(post, path = "/cases/{case}/uploads", params(("case" = String, Path)), request_body = ToArrive, responses(
    (status = CREATED, body = Standing),
    (status = 400, body = Problem),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
    (status = 413, body = Problem),
    (status = 507, body = Problem, description = "disk_full"),
))]
async fn begin(
    State(app): State<App>,
    CaseWrite { case, session }: CaseWrite,
    Body(ToArrive { name, bytes }): Body<ToArrive>,
) -> Result<(StatusCode, Json<Standing>)> {
    let (name, limit) = (file_name(&name)?, app.settings.upload_limit);
    if bytes > limit {
        return Err(Error::TooLarge { limit });
    }
    if bytes == 0 {
        return Err(Error::NotLogs(events::SourceError::Empty));
    }
    let id = uuid::Uuid::new_v4().to_string();
    app.people.upload_begin(Arriving { id: id.clone(), case, user: session.name, name, bytes }).await?;
    app.staging.create(&id).await?;
    Ok((StatusCode::CREATED, Json(Standing { id, offset: 0, bytes, upload: None })))
}

/// How far an upload is
#[utoipa::path(get, path = "/uploads/{id}", params(("id" = String, Path)), responses(
    (status = OK, body = Standing),
    (status = 404, body = Problem),
))]
async fn stands(State(app): State<App>, Analyst(session): Analyst, Path(id): Path<String>) -> Result<Json<Standing>> {
    let upload = app.people.upload_find(&id, &session.name).await?;
    let offset = app.staging.offset(&upload.id).await?;
    Ok(Json(Standing { id, offset, bytes: upload.bytes, upload: None }))
}

/// Send the next piece of a file
///
/// After a break, ask how far the upload is and go on there.
#[utoipa::path(patch, path = "/uploads/{id}",
    params(("id" = String, Path), ("upload-offset" = u64, Header, description = "where this piece begins")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"), responses(
    (status = OK, body = Standing),
    (status = 400, body = Problem),
    (status = 404, body = Problem),
    (status = 409, body = Problem, description = "wrong_offset, busy"),
    (status = 413, body = Problem),
    (status = 415, body = Problem),
    (status = 507, body = Problem, description = "disk_full; what came stays"),
))]
async fn append(
    State(app): State<App>,
    Analyst(session): Analyst,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: RawBody,
) -> Result<Json<Standing>> {
    let upload = app.people.upload_find(&id, &session.name).await?;
    crate::auth::seen(&app, &session, &upload.case).await?;
    let held = app.staging.hold(&upload.id)?;
    let offset = app.staging.offset(&upload.id).await?;
    let sent = headers.get(OFFSET).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if sent.ok_or_else(|| Error::Invalid(format!("the header `{OFFSET}` is missing")))? != offset {
        return Err(Error::Offset { offset });
    }
    let offset = held.append(Bytes::of(body, upload.bytes - offset, upload.bytes)).await?;
    let complete = offset == upload.bytes;
    let standing = Standing { id, offset, bytes: upload.bytes, upload: None };
    if !complete && offset < FileKind::HEAD as u64 {
        return Ok(Json(standing));
    }
    let kept = match held.kind().await {
        Ok(kind) if complete => held.keep(&app.evidence, &upload.name, kind).await,
        Ok(_) => return Ok(Json(standing)),
        Err(error) => Err(error),
    };
    let (upload, refusal) = match kept {
        Ok(kept) => (Some(handed_in(&app, &session, &upload.case, upload.name, kept).await?), None),
        Err(error @ Error::NotLogs(_)) => (None, Some(error)),
        // Nothing is lost: the sender may ask for its end once more.
        Err(error) => return Err(error),
    };
    app.people.upload_end(&standing.id).await?;
    held.remove().await?;
    refusal.map_or(Ok(Json(Standing { upload, ..standing })), Err)
}

async fn handed_in(
    app: &App,
    session: &Session,
    case: &str,
    name: String,
    (kept, kind): (Kept, FileKind),
) -> Result<Upload> {
    let sha256 = kept.sha256.to_string();
    app.people.file_note(case, &sha256, &name, &session.name).await?;
    app.people.audit(session.did("upload", Some(case), format!("{name} sha256 {sha256}"))).await?;
    Ok(Upload { sha256, bytes: kept.size, kind: kind.name(), name, known: !kept.new })
}

/// The last part of what a browser calls the file; it is text in reports and nothing else.
pub(crate) fn file_name(name: &str) -> Result<String> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last.chars().filter(|char| !char.is_control()).collect();
    checked("a file's name", &plain, 255).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn a_name_is_no_path() {
        for (name, last) in [("../../etc/passwd", "passwd"), ("C:\\logs\\a.evtx", "a.evtx"), ("a\0b\n", "ab")] {
            assert_eq!(file_name(name).unwrap(), last);
        }
        for name in ["", "/", "..\\", &"x".repeat(256)] {
            assert!(file_name(name).is_err(), "{name}");
        }
    }
}
