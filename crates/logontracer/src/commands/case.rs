//! `case`: list, create, look into, remove.

use serde_json::json;
use store::Store;

use crate::cli::{CaseAction, Format};
use crate::outcome::{Failure, Outcome, say};
use crate::shown::{self, Rows};

pub(crate) async fn run(store: &Store, action: CaseAction) -> anyhow::Result<Outcome> {
    match action {
        CaseAction::List => list(store).await,
        CaseAction::Create { name } => {
            store.case_create(&name).await.map_err(Failure::from)?;
            say(&format!("case `{name}` is there"));
            Ok(Outcome::Done)
        }
        CaseAction::Imports { name } => imports(store, &name).await,
        CaseAction::Remove { name, import: None } => {
            store.case_remove(&name).await.map_err(Failure::from)?;
            say(&format!("case `{name}` is gone"));
            Ok(Outcome::Done)
        }
        CaseAction::Remove { name, import: Some(id) } => {
            store.import_remove(&name, &id).await.map_err(Failure::from)?;
            say(&format!("import {id} is gone from case `{name}`; run analyze to rank what is left"));
            Ok(Outcome::Done)
        }
    }
}

async fn list(store: &Store) -> anyhow::Result<Outcome> {
    let cases = store.case_list().await.map_err(Failure::from)?;
    if cases.is_empty() {
        return Ok(Outcome::Nothing("there is no case yet; `import` makes one".to_owned()));
    }
    let columns = ["case", "created", "imports"].map(str::to_owned).to_vec();
    let rows = cases.into_iter().map(|case| vec![json!(case.name), json!(case.created), json!(case.imports)]);
    shown::print(Format::Table, &[Rows { title: "Cases", columns, hidden: &[], cells: rows.collect() }])?;
    Ok(Outcome::Done)
}

async fn imports(store: &Store, name: &str) -> anyhow::Result<Outcome> {
    if !store.case_exists(name).await.map_err(Failure::from)? {
        return Err(Failure::from(store::StoreError::NoSuchCase(name.to_owned())).into());
    }
    let imports = store.import_list(name).await.map_err(Failure::from)?;
    if imports.is_empty() {
        return Ok(Outcome::Nothing(format!("nothing was imported into case `{name}` yet")));
    }
    let columns = ["import", "state", "started", "edges", "by", "source"].map(str::to_owned).to_vec();
    let rows = imports.into_iter().map(|import| {
        vec![
            json!(import.id),
            json!(import.state),
            json!(import.started),
            json!(import.logons),
            json!(import.by),
            json!(import.source),
        ]
    });
    shown::print(Format::Table, &[Rows { title: "Imports", columns, hidden: &[], cells: rows.collect() }])?;
    Ok(Outcome::Done)
}
