//! Imports, ranking, export: asked for here, done by a worker.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::{ImportInfo, JobNew};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::checked;
use super::uploads::file_name;
use crate::app::App;
use crate::auth::{CaseRead, CaseWrite};
use crate::error::{Error, Problem, Result, Thing};
use crate::http::Body;
use crate::jobs::{JobView, job_of, queue};
use crate::time::ms;

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, from_files))
        .routes(routes!(one, remove))
        .routes(routes!(coverage))
        .routes(routes!(from_elasticsearch))
        .routes(routes!(analyze))
        .routes(routes!(export))
}

#[derive(Serialize, ToSchema)]
struct Imports {
    /// Oldest first.
    imports: Vec<ImportView>,
}

/// What was loaded, by whom and when.
#[derive(Serialize, ToSchema)]
struct ImportView {
    id: String,
    source: String,
    by: String,
    /// `open`, `done` or `removing`.
    state: String,
    started: Option<i64>,
    finished: Option<i64>,
    /// Relationships of logons it brought.
    logons: Option<u64>,
    first: Option<i64>,
    last: Option<i64>,
}

impl From<ImportInfo> for ImportView {
    fn from(import: ImportInfo) -> Self {
        Self {
            started: ms(&import.started),
            finished: import.finished.as_deref().and_then(ms),
            id: import.id,
            source: import.source,
            by: import.by,
            state: import.state,
            logons: import.logons,
            first: import.first,
            last: import.last,
        }
    }
}

/// The imports of a case
#[utoipa::path(get, path = "/cases/{case}/imports", params(("case" = String, Path)), responses(
    (status = OK, body = Imports),
    (status = 404, body = Problem),
))]
async fn list(State(app): State<App>, CaseRead { case, .. }: CaseRead) -> Result<Json<Imports>> {
    let imports = app.store.import_list(&case).await?;
    Ok(Json(Imports { imports: imports.into_iter().map(ImportView::from).collect() }))
}

/// An import with its report.
#[derive(Serialize, ToSchema)]
struct ImportDetail {
    #[serde(flatten)]
    import: ImportView,
    /// What became of every record; null while the import is not complete.
    report: Option<Value>,
}

/// An import with its report
#[utoipa::path(get, path = "/cases/{case}/imports/{id}", params(("case" = String, Path), ("id" = String, Path)), responses(
    (status = OK, body = ImportDetail),
    (status = 404, body = Problem),
))]
async fn one(
    State(app): State<App>,
    CaseRead { case, .. }: CaseRead,
    Path((_, id)): Path<(String, String)>,
) -> Result<Json<ImportDetail>> {
    let import = find(&app, &case, &id).await?;
    let report = import.report.as_deref().and_then(|text| serde_json::from_str(text).ok());
    Ok(Json(ImportDetail { import: import.into(), report }))
}

/// Remove an import and what only it brought; what is left is ranked again
#[utoipa::path(delete, path = "/cases/{case}/imports/{id}", params(("case" = String, Path), ("id" = String, Path)), responses(
    (status = ACCEPTED, body = JobView),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
))]
async fn remove(
    State(app): State<App>,
    CaseWrite { case, session }: CaseWrite,
    Path((_, id)): Path<(String, String)>,
) -> Result<(StatusCode, Json<JobView>)> {
    find(&app, &case, &id).await?;
    app.people.audit(session.did("import_remove", Some(&case), id.clone())).await?;
    accepted(&app, vec![removal(&case, &id, true, &session.name)]).await
}

/// How to rank.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Ranking {
    /// By all evidence.
    #[default]
    Score,
    /// As LogonTracer does.
    Classic,
}

/// Whether frequent events are counted in the cluster instead of being read one by one.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Reduce {
    /// Where there are many.
    Auto,
    /// In any case.
    Always,
    /// In no case.
    Never,
}

/// A file that was handed in for this case.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FileToImport {
    sha256: String,
    /// What to call it in the report.
    name: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FromFiles {
    files: Vec<FileToImport>,
    /// Only events at or after this time, e.g. `2024-01-01T08:00:00`.
    from: Option<String>,
    /// Only events at or before this time.
    to: Option<String>,
    /// The zone of times without an offset of their own.
    zone: Option<String>,
    /// Remove what the case holds first.
    #[serde(default)]
    replace: bool,
    /// Rank the case afterwards.
    #[serde(default = "yes")]
    analyze: bool,
    #[serde(default)]
    ranking: Ranking,
    /// Write the results into Elasticsearch afterwards, by a job of its own.
    #[serde(default)]
    export: bool,
}

/// Import files that were handed in
#[utoipa::path(post, path = "/cases/{case}/imports", params(("case" = String, Path)), request_body = FromFiles, responses(
    (status = ACCEPTED, body = JobView),
    (status = 400, body = Problem),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
))]
async fn from_files(
    State(app): State<App>,
    CaseWrite { case, session }: CaseWrite,
    Body(asked): Body<FromFiles>,
) -> Result<(StatusCode, Json<JobView>)> {
    texts_are_short(&[&asked.from, &asked.to, &asked.zone])?;
    let mut files = Vec::with_capacity(asked.files.len());
    for file in asked.files {
        there(&app, &case, &file.sha256).await?;
        files.push(FileToImport { name: file_name(&file.name)?, ..file });
    }
    if files.is_empty() {
        return Err(Error::Invalid("name at least one file".to_owned()));
    }
    let evidence: Vec<String> = files.iter().map(|file| file.sha256.clone()).collect();
    let order = json!({
        "files": files, "from": asked.from, "to": asked.to, "zone": asked.zone, "replace": asked.replace,
        "analyze": asked.analyze, "ranking": asked.ranking,
    });
    app.people.audit(session.did("import", Some(&case), order.to_string())).await?;
    let job = JobNew { evidence, ..job_of(&case, "import", order, &session.name) };
    let ids = app.store.job_add(&job).await?;
    if asked.export {
        // Jobs of a case take turns, so it comes after.
        queue(&app, vec![export_of(&case, &session.name)]).await?;
    }
    Ok((StatusCode::ACCEPTED, Json(crate::jobs::find(&app, &ids).await?.into())))
}

/// Only files that were handed in for this case: a checksum alone is no right to read another case's file.
async fn there(app: &App, case: &str, sha256: &str) -> Result<()> {
    let none = || Error::no_such(Thing::Upload, sha256);
    let sha = evidence::Sha::parse(sha256)?;
    if !app.people.file_is_of(case, sha256).await? || app.evidence.find(&sha).await?.is_none() {
        return Err(none());
    }
    Ok(())
}

fn texts_are_short(texts: &[&Option<String>]) -> Result<()> {
    texts
        .iter()
        .filter_map(|text| text.as_deref())
        .try_for_each(|text| checked("a time, zone or index", text, 200).map(|_| ()))
}

/// What the case's logs can tell at all, of all imports together
#[utoipa::path(get, path = "/cases/{case}/coverage", params(("case" = String, Path)), responses(
    (status = OK, body = Value),
    (status = 404, body = Problem),
))]
async fn coverage(State(app): State<App>, CaseRead { case, .. }: CaseRead) -> Result<Json<Value>> {
    Ok(Json(crate::coverage::joined(app.store.import_list(&case).await?)))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FromElasticsearch {
    /// Index or pattern; without it, what the worker is set up with.
    index: Option<String>,
    /// Without it, what the worker is set up with.
    reduce: Option<Reduce>,
    /// Only events at or after this time, e.g. `2024-01-01T08:00:00`.
    from: Option<String>,
    /// Only events at or before this time.
    to: Option<String>,
    /// The zone of times without an offset of their own.
    zone: Option<String>,
    /// Remove what the case holds first.
    #[serde(default)]
    replace: bool,
    /// Rank the case afterwards.
    #[serde(default = "yes")]
    analyze: bool,
    #[serde(default)]
    ranking: Ranking,
    /// Write the results into Elasticsearch afterwards.
    #[serde(default)]
    export: bool,
}

/// Import from Elasticsearch
#[utoipa::path(post, path = "/cases/{case}/imports/elasticsearch", params(("case" = String, Path)),
    request_body = FromElasticsearch, responses(
    (status = ACCEPTED, body = JobView),
    (status = 400, body = Problem),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
))]
async fn from_elasticsearch(
    State(app): State<App>,
    CaseWrite { case, session }: CaseWrite,
    Body(asked): Body<FromElasticsearch>,
) -> Result<(StatusCode, Json<JobView>)> {
    texts_are_short(&[&asked.index, &asked.from, &asked.to, &asked.zone])?;
    let order = json!({
        "index": asked.index, "reduce": asked.reduce, "from": asked.from, "to": asked.to, "zone": asked.zone,
        "analyze": asked.analyze, "ranking": asked.ranking, "export": asked.export,
    });
    let mut jobs = Vec::new();
    if asked.replace {
        // Jobs of a case take turns, so these are done before the import begins.
        let before = app.store.import_list(&case).await?;
        jobs.extend(before.iter().map(|import| removal(&case, &import.id, false, &session.name)));
    }
    app.people.audit(session.did("import_elasticsearch", Some(&case), order.to_string())).await?;
    jobs.push(job_of(&case, "import_es", order, &session.name));
    accepted(&app, jobs).await
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Analysis {
    #[serde(default)]
    ranking: Ranking,
    /// Train the sequence model on the case.
    #[serde(default)]
    learn: bool,
}

/// Rank a case
#[utoipa::path(post, path = "/cases/{case}/analysis", params(("case" = String, Path)), request_body = Analysis, responses(
    (status = ACCEPTED, body = JobView),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
))]
async fn analyze(
    State(app): State<App>,
    CaseWrite { case, session }: CaseWrite,
    Body(asked): Body<Analysis>,
) -> Result<(StatusCode, Json<JobView>)> {
    let order = json!({ "ranking": asked.ranking, "learn": asked.learn });
    app.people.audit(session.did("analysis", Some(&case), order.to_string())).await?;
    accepted(&app, vec![job_of(&case, "analyze", order, &session.name)]).await
}

/// Write a case's results into Elasticsearch
#[utoipa::path(post, path = "/cases/{case}/export/elasticsearch", params(("case" = String, Path)), responses(
    (status = ACCEPTED, body = JobView),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
))]
async fn export(State(app): State<App>, CaseWrite { case, session }: CaseWrite) -> Result<(StatusCode, Json<JobView>)> {
    app.people.audit(session.did("export_elasticsearch", Some(&case), String::new())).await?;
    accepted(&app, vec![export_of(&case, &session.name)]).await
}

pub(crate) fn export_of(case: &str, by: &str) -> JobNew {
    job_of(case, "export", Value::Null, by)
}

fn removal(case: &str, import: &str, analyze: bool, by: &str) -> JobNew {
    job_of(case, "remove_import", json!({ "import": import, "analyze": analyze }), by)
}

pub(crate) async fn accepted(app: &App, jobs: Vec<JobNew>) -> Result<(StatusCode, Json<JobView>)> {
    Ok((StatusCode::ACCEPTED, Json(queue(app, jobs).await?)))
}

pub(crate) const fn yes() -> bool {
    true
}

async fn find(app: &App, case: &str, id: &str) -> Result<ImportInfo> {
    let found = app.store.import_list(case).await?.into_iter().find(|import| import.id == id);
    found.ok_or_else(|| Error::no_such(Thing::Import, id))
}
