//! Whether somebody may see or change the case that the path names.

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;

use super::{Session, session};
use crate::app::App;
use crate::error::{Error, Result, Thing};
use crate::people::Role;

/// Somebody who may see the case of the path: a member, or an admin.
#[derive(Clone, Debug)]
pub(crate) struct CaseRead {
    /// The case; it is there.
    pub(crate) case: String,
    /// Who asks.
    pub(crate) session: Session,
}

/// Somebody who may change the case of the path: an analyst who is a member, or an admin.
#[derive(Clone, Debug)]
pub(crate) struct CaseWrite {
    /// The case; it is there.
    pub(crate) case: String,
    /// Who asks.
    pub(crate) session: Session,
}

impl FromRequestParts<App> for CaseRead {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let session = session::session(parts, app).await?;
        let case = case(parts, app).await?;
        seen(app, &session, &case).await?;
        Ok(Self { case, session })
    }
}

impl FromRequestParts<App> for CaseWrite {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let CaseRead { case, session } = CaseRead::from_request_parts(parts, app).await?;
        Ok(Self { case, session: session.at_least(Role::Analyst)? })
    }
}

/// Answers as if there were no such case, where somebody may not see it.
pub(crate) async fn seen(app: &App, session: &Session, case: &str) -> Result<()> {
    let none = || Error::no_such(Thing::Case, case);
    if store::case_name(case).is_err() {
        return Err(none());
    }
    if session.role < Role::Admin && !app.people.member_is(case, &session.name).await? {
        return Err(none());
    }
    if app.store.case_exists(case).await? { Ok(()) } else { Err(none()) }
}

async fn case(parts: &mut Parts, app: &App) -> Result<String> {
    let params = RawPathParams::from_request_parts(parts, app).await;
    let params = params.map_err(|_| Error::Invalid("the path is not readable text".to_owned()))?;
    let case = params.iter().find(|(name, _)| *name == "case").map(|(_, value)| value.to_owned());
    case.ok_or_else(|| Error::Internal("this path names no case".to_owned()))
}
