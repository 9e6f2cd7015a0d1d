//! The audit log, for admins.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::Admin;
use crate::error::{Problem, Result};
use crate::http::Params;
use crate::people::{AuditEntry, AuditQuery};

const DEFAULT: u32 = 100;
const MOST: u32 = 1_000;

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Which {
    /// Entries older than the one of this id.
    before: Option<i64>,
    /// 100 unless given, 1000 at most.
    limit: Option<u32>,
    /// Of this person.
    who: Option<String>,
    /// Of this kind, such as `sign_in_failed`.
    what: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct Audit {
    /// Newest first.
    entries: Vec<AuditEntry>,
    /// What `before` has to be for the next page; null where there is none.
    next: Option<i64>,
}

/// What people did
#[utoipa::path(get, path = "/audit", params(Which), responses((status = OK, body = Audit), (status = 403, body = Problem)))]
async fn list(State(app): State<App>, _: Admin, Params(which): Params<Which>) -> Result<Json<Audit>> {
    let limit = which.limit.unwrap_or(DEFAULT).clamp(1, MOST);
    let query = AuditQuery { before: which.before, limit, who: which.who, what: which.what };
    let entries = app.people.audit_list(query).await?;
    let next = entries.last().filter(|_| entries.len() == limit as usize).map(|entry| entry.id);
    Ok(Json(Audit { entries, next }))
}
