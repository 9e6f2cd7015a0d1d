//! Cases and their members.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use futures::future::try_join_all;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::{Analyst, CaseRead, CaseWrite, Viewer};
use crate::error::{Error, Problem, Result, Thing};
use crate::http::Body;
use crate::jobs::{JobView, queue, removal_of};
use crate::people::Role;

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(one, remove)).routes(routes!(set_members))
}

#[derive(Serialize, ToSchema)]
struct Cases {
    cases: Vec<CaseView>,
}

/// How much is in a case.
#[derive(Serialize, ToSchema)]
struct CaseView {
    name: String,
    accounts: u64,
    hosts: u64,
    /// Relationships of logons.
    edges: u64,
    imports: u64,
    findings: u64,
    /// First and last event.
    first: Option<i64>,
    last: Option<i64>,
    ranked_at: Option<i64>,
    /// `score` or `classic`.
    ranking: Option<String>,
    /// Jobs that have not ended.
    jobs_running: u64,
    /// Differs whenever imports, ranks or findings do.
    version: String,
}

impl CaseView {
    fn of(case: store::CaseSummary, version: String) -> Self {
        Self {
            version,
            name: case.name,
            accounts: case.accounts,
            hosts: case.hosts,
            edges: case.edges,
            imports: case.imports,
            findings: case.findings,
            first: case.first,
            last: case.last,
            ranked_at: case.ranked,
            ranking: case.ranking,
            jobs_running: case.jobs,
        }
    }
}

/// The cases one may see
#[utoipa::path(get, path = "/cases", responses((status = OK, body = Cases), (status = 401, body = Problem)))]
async fn list(State(app): State<App>, Viewer(session): Viewer) -> Result<Json<Cases>> {
    let names = if session.role == Role::Admin {
        app.store.case_list().await?.into_iter().map(|case| case.name).collect()
    } else {
        app.people.member_cases(&session.name).await?
    };
    Ok(Json(Cases { cases: views(&app, &names).await? }))
}

#[derive(Deserialize, ToSchema)]
struct NewCase {
    /// 1 to 64 letters, digits, dots, underscores and hyphens.
    name: String,
}

/// Make a case; who makes it is its first member
#[utoipa::path(post, path = "/cases", request_body = NewCase, responses(
    (status = CREATED, body = CaseView),
    (status = 400, body = Problem),
    (status = 403, body = Problem),
    (status = 409, body = Problem),
))]
async fn create(
    State(app): State<App>,
    Analyst(session): Analyst,
    Body(NewCase { name }): Body<NewCase>,
) -> Result<(StatusCode, Json<CaseView>)> {
    app.store.case_create(&name).await?;
    app.people.case_forget(&name).await?;
    app.people.members_set(&name, vec![session.name.clone()]).await?;
    app.people.audit(session.did("case_create", Some(&name), String::new())).await?;
    Ok((StatusCode::CREATED, Json(view(&app, &name).await?)))
}

/// A case with its members and the clearings of its logs.
#[derive(Serialize, ToSchema)]
struct CaseDetail {
    #[serde(flatten)]
    case: CaseView,
    clears: Vec<Clear>,
    members: Vec<String>,
}

/// A log was cleared.
#[derive(Serialize, ToSchema)]
struct Clear {
    at: i64,
    user: String,
    domain: String,
    computer: String,
    channel: String,
}

/// A case
#[utoipa::path(get, path = "/cases/{case}", params(("case" = String, Path)), responses(
    (status = OK, body = CaseDetail),
    (status = 404, body = Problem),
))]
async fn one(State(app): State<App>, CaseRead { case, .. }: CaseRead) -> Result<Json<CaseDetail>> {
    let clears = app.store.clear_list(&case).await?.into_iter();
    let clears =
        clears.map(|c| Clear { at: c.time, user: c.user, domain: c.domain, computer: c.computer, channel: c.channel });
    let (clears, members) = (clears.collect(), app.people.members(&case).await?);
    Ok(Json(CaseDetail { case: view(&app, &case).await?, clears, members }))
}

/// Remove a case and all that is in it
///
/// Its members see it no more from now on; a worker does the rest.
#[utoipa::path(delete, path = "/cases/{case}", params(("case" = String, Path)), responses(
    (status = ACCEPTED, body = JobView),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
))]
async fn remove(State(app): State<App>, CaseWrite { case, session }: CaseWrite) -> Result<(StatusCode, Json<JobView>)> {
    for job in app.store.job_list(Some(&case), usize::from(u16::MAX)).await? {
        if !job.state.ended() {
            app.store.job_cancel(&job.id).await?;
        }
    }
    app.people.audit(session.did("case_remove", Some(&case), String::new())).await?;
    let job = queue(&app, vec![removal_of(&case, &session.name)]).await?;
    app.people.case_forget(&case).await?;
    // Whoever asked for it may watch it.
    app.people.members_set(&case, vec![session.name.clone()]).await?;
    Ok((StatusCode::ACCEPTED, Json(job)))
}

#[derive(Deserialize, ToSchema)]
struct Members {
    /// All of them, also those who are members already.
    members: Vec<String>,
}

/// Say who may see a case
#[utoipa::path(put, path = "/cases/{case}/members", params(("case" = String, Path)), request_body = Members, responses(
    (status = NO_CONTENT),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
))]
async fn set_members(
    State(app): State<App>,
    CaseWrite { case, session }: CaseWrite,
    Body(Members { members }): Body<Members>,
) -> Result<StatusCode> {
    if members.len() > 10_000 {
        return Err(Error::Invalid("that many members cannot be".to_owned()));
    }
    let detail = members.join(", ");
    app.people.members_set(&case, members).await?;
    app.people.audit(session.did("case_members", Some(&case), detail)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn view(app: &App, case: &str) -> Result<CaseView> {
    let found = views(app, &[case.to_owned()]).await?.pop();
    found.ok_or_else(|| Error::no_such(Thing::Case, case))
}

/// Those of these cases that are there.
async fn views(app: &App, names: &[String]) -> Result<Vec<CaseView>> {
    let cases = app.store.case_summaries(names).await?;
    let view = async |case: store::CaseSummary| match app.store.case_version(&case.name).await {
        Ok(version) => Ok(Some(CaseView::of(case, version.version))),
        // Removed between the two.
        Err(store::StoreError::NoSuchCase(_)) => Ok(None),
        Err(error) => Err(Error::from(error)),
    };
    Ok(try_join_all(cases.into_iter().map(view)).await?.into_iter().flatten().collect())
}
