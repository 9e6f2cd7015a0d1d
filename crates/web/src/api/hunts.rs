//! Hunts: ready-made, edited, saved.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::SemaphorePermit;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::{CaseRead, CaseWrite, Session, Viewer};
use crate::error::{Error, Problem, Result, Thing};
use crate::http::{Body, Params};
use crate::people::{Role, SavedHunt};

use super::checked;

/// Longest a hunt may run, and most rows it may give.
const LONGEST: Duration = Duration::from_mins(2);
const ROWS: usize = 10_000;
/// How long a hunt waits for its turn.
const PATIENCE: Duration = Duration::from_secs(20);
/// Longest query.
const TEXT: usize = 20_000;

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(saved, save, remove))
}

/// Apart from the others, since hunts may take long.
pub(crate) fn run_router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(run))
}

#[derive(Serialize, ToSchema)]
struct Hunts {
    hunts: Vec<HuntView>,
}

/// A hunt that comes with the program.
#[derive(Serialize, ToSchema)]
struct HuntView {
    name: &'static str,
    title: &'static str,
    /// What it finds.
    what: &'static str,
    /// The ATT&CK technique, where one fits.
    technique: Option<&'static str>,
    /// What it wants besides the case.
    params: Vec<HuntParam>,
    /// The query, in Cypher.
    text: &'static str,
}

#[derive(Serialize, ToSchema)]
struct HuntParam {
    name: &'static str,
}

impl From<&'static store::Hunt> for HuntView {
    fn from(hunt: &'static store::Hunt) -> Self {
        let params = hunt.parameters.iter().filter(|name| **name != "case").map(|name| HuntParam { name }).collect();
        let (name, title, what, technique) = (hunt.name, hunt.title, hunt.text, hunt.technique);
        Self { name, title, what, technique, params, text: hunt.statement }
    }
}

/// The hunts that come with the program
#[utoipa::path(get, path = "/hunts", responses((status = OK, body = Hunts), (status = 401, body = Problem)))]
async fn list(_: Viewer) -> Json<Hunts> {
    Json(Hunts { hunts: store::hunts().iter().map(HuntView::from).collect() })
}

/// Which query to run: a ready-made one by its name, or a text.
#[derive(Deserialize, ToSchema)]
struct HuntRun {
    name: Option<String>,
    /// Cypher that only reads.
    text: Option<String>,
    /// Values for the query's parameters; `case` is always this case.
    #[serde(default)]
    params: BTreeMap<String, Value>,
}

#[derive(Serialize, ToSchema)]
struct HuntResult {
    columns: Vec<String>,
    rows: Vec<Vec<Value>>,
    /// Whether there are more rows than these.
    truncated: bool,
    took_ms: u64,
}

/// Run a hunt
///
/// In a read-access transaction, for at most two minutes and 10,000 rows. A query that is not ready-made can reach every
/// case, so only who may see all cases may run one.
#[utoipa::path(post, path = "/cases/{case}/hunts/run", params(("case" = String, Path)), request_body = HuntRun, responses(
    (status = OK, body = HuntResult),
    (status = 400, body = Problem, description = "cypher, not_read_only"),
    (status = 404, body = Problem),
    (status = 504, body = Problem),
))]
async fn run(
    State(app): State<App>,
    CaseWrite { case, session }: CaseWrite,
    Body(hunt): Body<HuntRun>,
) -> Result<Json<HuntResult>> {
    let HuntRun { name, text, mut params } = hunt;
    let text = statement(name.as_deref(), text.as_deref())?;
    if !store::hunts().iter().any(|known| known.statement == text) && !sees_all(&app, &session).await? {
        return Err(Error::Refused(
            "a query of one's own can reach every case, and you are not a member of all of them",
        ));
    }
    params.insert("case".to_owned(), Value::String(case.clone()));
    let detail = name.clone().unwrap_or_else(|| text.to_owned());
    app.people.audit(session.did("hunt_run", Some(&case), detail)).await?;
    let _turn = turn(&app).await?;
    let started = Instant::now();
    let table = app.store.hunt_run(text, params, ROWS, LONGEST).await.map_err(of_query)?;
    let took_ms = started.elapsed().as_millis() as u64;
    Ok(Json(HuntResult { columns: table.columns, rows: table.rows, truncated: table.truncated, took_ms }))
}

fn statement<'a>(name: Option<&str>, text: Option<&'a str>) -> Result<&'a str> {
    match (name, text) {
        (Some(name), None) => {
            let known = store::hunts().iter().find(|known| known.name == name);
            known.map(|known| known.statement).ok_or_else(|| Error::no_such(Thing::Hunt, name))
        }
        (None, Some(text)) => checked("a query", text, TEXT),
        _ => Err(Error::Invalid("give either `name` or `text`".to_owned())),
    }
}

/// Hunts share the connections to Neo4j with everybody else's requests, so only a few run at once.
async fn turn(app: &App) -> Result<SemaphorePermit<'_>> {
    let busy = || Error::Busy("other hunts are running; try again when they are done".to_owned());
    tokio::time::timeout(PATIENCE, app.hunting.acquire()).await.map_err(|_| busy())?.map_err(|_| busy())
}

/// Nothing in a query's text can be relied on to keep it to one case.
async fn sees_all(app: &App, session: &Session) -> Result<bool> {
    if session.role == Role::Admin {
        return Ok(true);
    }
    let (mine, all) = (app.people.member_cases(&session.name).await?, app.store.case_list().await?);
    Ok(all.iter().all(|case| mine.contains(&case.name)))
}

/// What the server says of a query is for whoever wrote it.
fn of_query(error: store::StoreError) -> Error {
    match error.of_query() {
        Some(sentence) => Error::Cypher(sentence),
        None => error.into(),
    }
}

#[derive(Serialize, ToSchema)]
struct SavedHunts {
    hunts: Vec<SavedHunt>,
}

/// Saved hunts: one's own and shared ones
#[utoipa::path(get, path = "/cases/{case}/hunts/saved", params(("case" = String, Path)), responses(
    (status = OK, body = SavedHunts),
    (status = 404, body = Problem),
))]
async fn saved(State(app): State<App>, CaseRead { case, session }: CaseRead) -> Result<Json<SavedHunts>> {
    Ok(Json(SavedHunts { hunts: app.people.hunt_list(&case, &session.name).await? }))
}

#[derive(Deserialize, ToSchema)]
struct HuntToSave {
    name: String,
    #[serde(default)]
    title: String,
    /// Cypher that only reads.
    text: String,
    #[serde(default)]
    shared: bool,
}

/// Save a hunt; one's own of the same name is replaced
#[utoipa::path(post, path = "/cases/{case}/hunts/saved", params(("case" = String, Path)), request_body = HuntToSave,
    responses((status = CREATED, body = SavedHunt), (status = 400, body = Problem), (status = 404, body = Problem)))]
async fn save(
    State(app): State<App>,
    CaseWrite { case, session }: CaseWrite,
    Body(hunt): Body<HuntToSave>,
) -> Result<(StatusCode, Json<SavedHunt>)> {
    checked("a hunt's name", &hunt.name, 100)?;
    checked("a query", &hunt.text, TEXT)?;
    if hunt.title.chars().count() > 200 {
        return Err(Error::Invalid("a title has at most 200 characters".to_owned()));
    }
    store::read_only(&hunt.text)?;
    let HuntToSave { name, title, text, shared } = hunt;
    let hunt = SavedHunt { name, title, text, shared, owner: session.name.clone() };
    app.people.hunt_save(&case, hunt.clone()).await?;
    app.people.audit(session.did("hunt_save", Some(&case), hunt.name.clone())).await?;
    Ok((StatusCode::CREATED, Json(hunt)))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Named {
    name: String,
}

/// Remove one's own saved hunt
#[utoipa::path(delete, path = "/cases/{case}/hunts/saved", params(("case" = String, Path), Named), responses(
    (status = NO_CONTENT),
    (status = 404, body = Problem),
))]
async fn remove(
    State(app): State<App>,
    CaseWrite { case, session }: CaseWrite,
    Params(Named { name }): Params<Named>,
) -> Result<StatusCode> {
    app.people.hunt_delete(&case, &session.name, &name).await?;
    app.people.audit(session.did("hunt_delete", Some(&case), name)).await?;
    Ok(StatusCode::NO_CONTENT)
}
