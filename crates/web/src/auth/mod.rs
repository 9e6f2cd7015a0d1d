//! Who asks, and whether they may: extractors that a handler names in its arguments.
//!
//! A handler that takes none of them answers everybody. Where the path names a case, [`CaseRead`] or
//! [`CaseWrite`] must be taken, which also check membership.

mod case;
mod cookie;
mod session;

use std::net::IpAddr;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

pub(crate) use case::{CaseRead, CaseWrite, seen};
pub(crate) use cookie::{clear_cookie, set_cookie};
pub(crate) use session::{By, WithOneTimePassword};

use crate::app::App;
use crate::error::{Error, Result};
use crate::people::{Deed, Role};

/// Who asks.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    /// The person's name.
    pub(crate) name: String,
    /// What it may do here: a token may have less than its owner.
    pub(crate) role: Role,
    /// Where the request comes from.
    pub(crate) address: IpAddr,
    pub(crate) by: By,
    pub(crate) must_change_password: bool,
}

impl Session {
    /// Something this person did, for the audit log; `what` is a stable word.
    pub(crate) fn did<'a>(&'a self, what: &'static str, case: Option<&'a str>, detail: String) -> Deed<'a> {
        Deed { who: &self.name, what, case, detail, address: Some(self.address) }
    }

    fn at_least(self, role: Role) -> Result<Self> {
        if self.role >= role { Ok(self) } else { Err(Error::Forbidden(role)) }
    }
}

macro_rules! role_extractor {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub(crate) struct $name(pub(crate) Session);

        impl FromRequestParts<App> for $name {
            type Rejection = Error;

            async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
                Ok(Self(session::session(parts, app).await?.at_least(Role::$name)?))
            }
        }
    };
}

role_extractor! {
    /// Anybody who is signed in.
    Viewer
}
role_extractor! {
    /// An analyst or admin.
    Analyst
}
role_extractor! {
    /// An admin.
    Admin
}
