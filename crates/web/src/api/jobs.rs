//! Jobs: listed, watched, cancelled, tried again.

use std::convert::Infallible;
use std::time::Duration;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use futures::stream::{self, Stream};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::{Analyst, Session, Viewer, seen};
use crate::error::{Error, Problem, Result, Thing};
use crate::http::Params;
use crate::jobs::{JobView, case_of, find};
use crate::people::Role;

/// Most jobs in a list.
const MOST: usize = 200;
/// How often a job that is watched is looked at.
const LOOK: Duration = Duration::from_millis(500);

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(one)).routes(routes!(cancel)).routes(routes!(retry))
}

/// Apart from the others, since it answers as long as the job is at work.
pub(crate) fn events_router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(events))
}

#[derive(Serialize, ToSchema)]
struct Jobs {
    /// Newest first, 200 at most.
    jobs: Vec<JobView>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct OfCase {
    /// Only jobs of this case; without it, of all cases one may see.
    case: Option<String>,
}

/// The newest jobs
#[utoipa::path(get, path = "/jobs", params(OfCase), responses((status = OK, body = Jobs), (status = 404, body = Problem)))]
async fn list(
    State(app): State<App>,
    Viewer(session): Viewer,
    Params(OfCase { case }): Params<OfCase>,
) -> Result<Json<Jobs>> {
    if let Some(case) = &case {
        seen(&app, &session, case).await?;
    }
    let mut jobs = app.store.job_list(case.as_deref(), MOST).await?;
    if session.role < Role::Admin {
        let mine = app.people.member_cases(&session.name).await?;
        jobs.retain(|job| case_of(job).is_some_and(|case| mine.contains(&case)));
    }
    Ok(Json(Jobs { jobs: jobs.into_iter().map(JobView::from).collect() }))
}

/// A job
#[utoipa::path(get, path = "/jobs/{id}", params(("id" = String, Path)), responses(
    (status = OK, body = JobView),
    (status = 404, body = Problem),
))]
async fn one(State(app): State<App>, Viewer(session): Viewer, Path(id): Path<String>) -> Result<Json<JobView>> {
    Ok(Json(visible(&app, &session, &id).await?.into()))
}

/// Ask for a job's end; what it wrote goes
#[utoipa::path(post, path = "/jobs/{id}/cancel", params(("id" = String, Path)), responses(
    (status = OK, body = JobView),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
))]
async fn cancel(State(app): State<App>, Analyst(session): Analyst, Path(id): Path<String>) -> Result<Json<JobView>> {
    let job = visible(&app, &session, &id).await?;
    app.store.job_cancel(&id).await?;
    app.people.audit(session.did("job_cancel", case_of(&job).as_deref(), format!("{} {id}", job.kind))).await?;
    Ok(Json(find(&app, &id).await?.into()))
}

/// Queue a failed or cancelled job again
#[utoipa::path(post, path = "/jobs/{id}/retry", params(("id" = String, Path)), responses(
    (status = OK, body = JobView),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
    (status = 409, body = Problem),
))]
async fn retry(State(app): State<App>, Analyst(session): Analyst, Path(id): Path<String>) -> Result<Json<JobView>> {
    let job = visible(&app, &session, &id).await?;
    app.store.job_retry(&id).await?;
    app.people.audit(session.did("job_retry", case_of(&job).as_deref(), format!("{} {id}", job.kind))).await?;
    Ok(Json(find(&app, &id).await?.into()))
}

/// One event of a stream.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it only describes what goes over the line")]
struct JobEvent {
    /// `job`
    event: String,
    /// A job, as JSON.
    data: String,
}

/// Watch a job until it ends
///
/// Server-sent events named `job`; each carries a job as JSON, and one comes whenever it has changed.
#[utoipa::path(get, path = "/jobs/{id}/events", params(("id" = String, Path)), responses(
    (status = OK, body = JobEvent, content_type = "text/event-stream"),
    (status = 404, body = Problem),
))]
async fn events(
    State(app): State<App>,
    Viewer(session): Viewer,
    Path(id): Path<String>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>> {
    visible(&app, &session, &id).await?;
    let watched = Watched { app, session, id, last: None, ended: false };
    Ok(Sse::new(stream::unfold(watched, Watched::next)).keep_alive(KeepAlive::default()))
}

/// Somebody who watches a job.
struct Watched {
    app: App,
    session: Session,
    id: String,
    last: Option<JobView>,
    ended: bool,
}

impl Watched {
    /// Waits for a change. The end of the job, of the watcher's right to see it, or of the service ends it.
    async fn next(mut self) -> Option<(Result<Event, Infallible>, Self)> {
        let mut ending = self.app.ending.subscribe();
        while !self.ended && !*ending.borrow() {
            if self.last.is_some() {
                tokio::select! {
                    () = tokio::time::sleep(LOOK) => {}
                    _ = ending.changed() => return None,
                }
            }
            let job = visible(&self.app, &self.session, &self.id).await.ok()?;
            let ended = job.state.ended();
            let view = JobView::from(job);
            if self.last.as_ref() != Some(&view) {
                let event = Event::default().event("job").json_data(&view).ok()?;
                (self.last, self.ended) = (Some(view), ended);
                return Some((Ok(event), self));
            }
        }
        None
    }
}

/// A job that somebody may see: of a case it is a member of.
async fn visible(app: &App, session: &Session, id: &str) -> Result<store::Job> {
    let job = find(app, id).await?;
    if session.role == Role::Admin {
        return Ok(job);
    }
    match case_of(&job) {
        Some(case) if app.people.member_is(&case, &session.name).await? => Ok(job),
        _ => Err(Error::no_such(Thing::Job, id)),
    }
}
