//! `hunt`: the ready-made queries.

use std::collections::BTreeMap;
use std::io::Write;
use std::time::Duration;

use anyhow::Context;
use serde_json::{Value, json};
use store::Store;

use crate::cli::{Format, Hunt};
use crate::outcome::{Failure, Outcome};
use crate::shown::{self, Rows};

/// Longest a hunt may run.
const TIMEOUT: Duration = Duration::from_mins(2);

/// Listing and showing need no server.
pub(crate) fn without_server(arguments: &Hunt) -> anyhow::Result<Option<Outcome>> {
    let Some(name) = &arguments.name else {
        let columns = ["hunt", "title", "finds", "parameters", "ATT&CK"].map(str::to_owned).to_vec();
        let rows = store::hunts().iter().map(|hunt| {
            vec![json!(hunt.name), json!(hunt.title), json!(hunt.text), json!(hunt.parameters), json!(hunt.technique)]
        });
        shown::print(format(arguments), &[Rows { title: "Hunts", columns, hidden: &[], cells: rows.collect() }])?;
        return Ok(Some(Outcome::Done));
    };
    let hunt = find(name)?;
    if arguments.show {
        writeln!(std::io::stdout(), "{}", hunt.statement)?;
        return Ok(Some(Outcome::Done));
    }
    Ok(None)
}

pub(crate) async fn run(store: &Store, arguments: Hunt) -> anyhow::Result<Outcome> {
    let hunt = find(arguments.name.as_deref().unwrap_or_default())?;
    if !store.case_exists(&arguments.case).await.map_err(Failure::from)? {
        return Err(Failure::from(store::StoreError::NoSuchCase(arguments.case)).into());
    }
    let mut params: BTreeMap<String, Value> = BTreeMap::new();
    for text in &arguments.params {
        let (name, value) = text.split_once('=').with_context(|| format!("write --param NAME=VALUE, not `{text}`"))?;
        let value = serde_json::from_str::<Value>(value).ok().filter(|value| !value.is_object());
        params.insert(name.to_owned(), value.unwrap_or_else(|| json!(text.split_once('=').map_or("", |(_, v)| v))));
    }
    params.insert("case".to_owned(), json!(arguments.case));
    let table = store.hunt_run(hunt.statement, params, arguments.limit, TIMEOUT).await.map_err(Failure::from)?;
    if table.rows.is_empty() {
        return Ok(Outcome::Nothing(format!("`{}` finds nothing in case `{}`", hunt.name, arguments.case)));
    }
    shown::print(
        format(&arguments),
        &[Rows { title: "Rows", columns: table.columns, hidden: &[], cells: table.rows }],
    )?;
    Ok(Outcome::Done)
}

fn format(arguments: &Hunt) -> Format {
    if arguments.json { Format::Json } else { Format::Table }
}

fn find(name: &str) -> Result<&'static store::Hunt, Failure> {
    store::hunts().iter().find(|hunt| hunt.name == name).ok_or_else(|| Failure {
        code: "no_such_hunt",
        text: format!("no such hunt: `{name}`"),
        hint: Some("`logontracer hunt` lists them".to_owned()),
    })
}
