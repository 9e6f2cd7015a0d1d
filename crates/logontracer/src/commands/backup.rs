//! `backup`: a copy of the database of people, whole even while the service runs.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use web::People;

use super::serve::WebSettings;
use crate::outcome::{Failure, Outcome, say};

#[derive(Args)]
pub(crate) struct Backup {
    /// The folder to write into; made where it is missing.
    folder: PathBuf,
}

pub(crate) async fn run(arguments: &Backup, settings: WebSettings) -> anyhow::Result<Outcome> {
    let folder = &arguments.folder;
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make the folder `{}`", folder.display()))?;
    let people = People::open(&settings.service().data_dir).await.map_err(Failure::from)?;
    let file = folder.join(format!("people-{}.sqlite", jiff::Timestamp::now().strftime("%Y%m%dT%H%M%SZ")));
    people.backup(&file).await.map_err(Failure::from)?;
    say(&format!("people, sessions, members, notes and the audit log are in {}", file.display()));
    say("graphs and jobs are in Neo4j: stop it and run `neo4j-admin database dump neo4j --to-path=FOLDER`");
    say("evidence is the folder or bucket of `evidence.url`: copy it with your usual tools");
    Ok(Outcome::Done)
}
