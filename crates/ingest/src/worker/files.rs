//! Jobs that import files.

use std::ops::ControlFlow;
use std::sync::Arc;

use events::{Source, Window};
use evidence::{LocalFile, Sha};
use serde_json::{Value, json};
use store::{Job, Store};

use super::order::{self, ImportOrder};
use super::{Gauge, Setup, Signs, Trouble, other};
use crate::import::fingerprint;
use crate::sigma::Sigma;
use crate::{Imported, Order, window};

/// Files on this machine, as sources; they stay readable as long as this lives.
struct Fetched {
    sources: Vec<Source>,
    failed: Vec<(String, events::SourceError)>,
    held: Vec<LocalFile>,
}

pub(super) async fn import(setup: &Setup, job: &Job, gauge: &Gauge, signs: &Signs) -> Result<Value, Trouble> {
    let asked: ImportOrder = order::read(&job.order)?;
    let case = other::case_of(job)?;
    let window = window(asked.from.as_deref(), asked.to.as_deref(), asked.zone.as_deref())
        .map_err(|error| Trouble::order(&error.to_string()))?;
    gauge.stage("fetching");
    let fetched = fetch(setup, &asked).await?;
    if let (true, Some((name, error))) = (fetched.sources.is_empty(), fetched.failed.first()) {
        return Err(unreadable(name, error));
    }
    gauge.expect(fetched.sources.iter().map(Source::size).sum(), 0);
    let order = Order {
        case: case.to_owned(),
        sources: fetched.sources.clone(),
        window,
        sigma: rules(setup, asked.sigma)?,
        by: job.by.clone(),
        report: setup.report,
        failed: fetched.failed.iter().map(|(name, error)| (name.clone(), error.to_string())).collect(),
        evidence: asked.files.iter().map(|file| file.sha256.clone()).collect(),
        keep: Arc::clone(&signs.keep),
    };
    if asked.replace {
        gauge.stage("removing");
        replace(&setup.store, &order).await?;
    }
    gauge.stage("reading");
    let wrote = |done, all| gauge.wrote(done, all);
    let imported = crate::import(&setup.store, order, gauge, &wrote, &signs.stop).await?;
    if let Imported::Now { id, report } = &imported
        && report.files == 0
    {
        setup.store.import_remove(case, id).await?;
        return Err(why_unreadable(&fetched.sources, window));
    }
    let mut result = told(setup, case, &imported).await?;
    if asked.analyze {
        rank_or_take_back(setup, case, &imported, signs, gauge, (asked.ranking, asked.learn), &mut result).await?;
    }
    Ok(result)
}

/// Ranks what was imported. Cancelled just before, the import goes again.
pub(super) async fn rank_or_take_back(
    setup: &Setup,
    case: &str,
    imported: &Imported,
    signs: &Signs,
    gauge: &Gauge,
    how: (order::RankingOrder, bool),
    result: &mut Value,
) -> Result<(), Trouble> {
    if let (Err(stopped), Imported::Now { id, .. }) = (signs.look(), imported) {
        if signs.why() == Some(super::signs::Why::Cancel) {
            setup.store.import_remove(case, id).await?;
        }
        return Err(stopped);
    }
    signs.look()?;
    gauge.stage("ranking");
    result["ranked"] = other::rank(setup, case, how).await?;
    Ok(())
}

/// An import as a job's result.
pub(super) async fn told(setup: &Setup, case: &str, imported: &Imported) -> Result<Value, Trouble> {
    Ok(match imported {
        Imported::Now { id, report } => json!({"import": id, "before": false, "report": (setup.report)(report)}),
        Imported::Before { id } => {
            // Also where this very job imported it and its worker died before it could say so.
            let known = setup.store.import_list(case).await?.into_iter().find(|import| import.id == *id);
            let report = known.and_then(|import| import.report).and_then(|text| serde_json::from_str(&text).ok());
            json!({"import": id, "before": true, "report": report.unwrap_or(Value::Null)})
        }
    })
}

/// The Sigma rules, where they are wanted and there are any.
pub(super) fn rules(setup: &Setup, wanted: bool) -> Result<Option<Sigma>, Trouble> {
    let Some(folder) = setup.rules.as_ref().filter(|_| wanted) else { return Ok(None) };
    Sigma::read(folder).map(Some).map_err(|error| {
        let text = format!("cannot read the Sigma rules in `{}`: {error}", folder.display());
        Trouble::failed("sigma_rules", text, Some("the setting sigma.rules of the worker names a folder or file"))
    })
}

async fn fetch(setup: &Setup, asked: &ImportOrder) -> Result<Fetched, Trouble> {
    let mut fetched = Fetched { sources: Vec::new(), failed: Vec::new(), held: Vec::new() };
    if asked.files.is_empty() {
        return Err(Trouble::order("it names no files"));
    }
    for file in &asked.files {
        let local = setup.evidence.local(&Sha::parse(&file.sha256)?).await?;
        let path = local.path().display().to_string();
        let (sources, failed) = events::expand(std::slice::from_ref(&path));
        // People know the file by the name it was handed in with.
        fetched.sources.extend(sources.into_iter().map(|mut source| {
            source.name = source.name.replacen(&path, &file.name, 1);
            source
        }));
        fetched.failed.extend(failed.into_iter().map(|(_, error)| (file.name.clone(), error)));
        fetched.held.push(local);
    }
    Ok(fetched)
}

/// Removes every import of the case but a half written one of this very order.
async fn replace(store: &Store, order: &Order) -> Result<(), Trouble> {
    if !store.case_exists(&order.case).await? {
        return Ok(());
    }
    let mine = tokio::task::block_in_place(|| fingerprint(order))?;
    for import in store.import_list(&order.case).await? {
        if import.state != "open" || import.sha256 != mine {
            store.import_remove(&order.case, &import.id).await?;
        }
    }
    Ok(())
}

/// None of the sources could be read to its end: why not the first.
fn why_unreadable(sources: &[Source], window: Window) -> Trouble {
    let first = sources.iter().find_map(|source| {
        // Up to where it fails: that a packed file is a bomb shows far behind its first record.
        let error = events::read(source, window, &|_| {}, &mut |_| ControlFlow::Continue(())).err()?;
        Some(unreadable(&source.name, &error))
    });
    first.unwrap_or_else(|| Trouble::failed("unreadable", "none of the files could be read".to_owned(), None))
}

fn unreadable(name: &str, error: &events::SourceError) -> Trouble {
    Trouble::failed(error.code(), format!("{name}: {error}"), error.hint())
}
