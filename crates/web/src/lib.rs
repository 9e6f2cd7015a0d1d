//! The API and the viewer: what a browser or a script asks of a case.
//!
//! [`App`] holds what requests share, [`router()`] answers them, [`serve()`] listens. People, sessions and what
//! they saved are in `SQLite` under the data folder; graphs and jobs are the store's.

mod api;
mod app;
mod assets;
mod auth;
mod coverage;
mod document;
mod error;
mod http;
mod jobs;
mod limits;
mod lock;
mod people;
mod read;
mod router;
mod serve;
mod settings;
mod time;
mod uploads;

/// What the viewer shows of a case, computed from its graph: pure functions, no server, no clock.
pub mod view;

pub use app::{App, Parts};
pub use error::{Error, Problem, Result, Thing, chain};
pub use people::{AuditEntry, NoRole, People, Role, Token, User, UserChange};
pub use router::{openapi, router};
pub use serve::{Ended, serve};
pub use settings::Settings;
