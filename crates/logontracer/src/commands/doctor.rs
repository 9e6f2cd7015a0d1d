//! `doctor`: is everything there, and what to do if not.

use std::io::Write;

use store::Store;

use crate::outcome::{Failure, Outcome};
use crate::settings::Settings;

pub(crate) async fn run(settings: &Settings) -> anyhow::Result<Outcome> {
    let mut out = std::io::stdout();
    writeln!(out, "logontracer {}", env!("CARGO_PKG_VERSION"))?;
    let wanted = settings.neo4j.store()?;
    writeln!(out, "neo4j at {} as {}", wanted.uri, wanted.user)?;
    let store = Store::connect(&wanted).await.map_err(Failure::from)?;
    let version = store.server_version().await.map_err(Failure::from)?;
    writeln!(out, "  ok: answers, version {version}")?;
    if !(version.starts_with("5.") || version.starts_with("202")) {
        writeln!(out, "  warning: made for Neo4j 5; others were not tried")?;
    }
    let schema = store.schema_status().await.map_err(Failure::from)?;
    if schema.current > schema.known {
        return Err(Failure::from(store::StoreError::NewerSchema { found: schema.current, known: schema.known }).into());
    }
    let state =
        if schema.current == schema.known { "current" } else { "will be brought up to date by the next command" };
    writeln!(out, "  ok: schema {} of {}, {state}", schema.current, schema.known)?;
    let cases = store.case_list().await.map_err(Failure::from)?;
    writeln!(out, "  ok: {} cases", cases.len())?;
    Ok(Outcome::Done)
}
