//! `import`: logs into a case.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use events::{Source, SourceError};
use model::ImportReport;
use store::Store;

use super::es::EsSettings;
use super::{analyze, export, report, sigma};
use crate::cli::Import;
use crate::outcome::{Failure, Outcome, say};
use crate::progress::Shown;

pub(crate) async fn run(
    store: &Store,
    arguments: Import,
    rules: Option<&Path>,
    elasticsearch: EsSettings,
) -> anyhow::Result<Outcome> {
    let window = arguments.part.window()?;
    let (sources, missing) = events::expand(&arguments.inputs);
    let failed = refuse_if_empty(&sources, missing)?;
    let sigma = sigma::read(rules)?;
    // Whether results can be written is better known before hours of reading.
    let client = if arguments.postes { Some(elasticsearch.with(arguments.es.clone()).client().await?) } else { None };
    empty_if_asked(store, &arguments).await?;
    let stop = stop_on_interrupt();
    let reading = Shown::bytes("reading", sources.iter().map(Source::size).sum());
    let order = ingest::Order {
        case: arguments.case.clone(),
        sources,
        window,
        sigma,
        by: std::env::var("USER").unwrap_or_default(),
        report: report::as_json,
        failed,
        evidence: Vec::new(),
        keep: Arc::default(),
    };
    let writing = std::sync::OnceLock::new();
    let written = |done: u64, all: u64| writing.get_or_init(|| Shown::edges("writing", all)).set(done);
    let imported = ingest::import(store, order, &reading, &written, &stop).await;
    reading.finish();
    if let Some(writing) = writing.get() {
        writing.finish();
    }
    match imported.map_err(failure)? {
        ingest::Imported::Before { id } => {
            say(&format!("these files are already in case `{}` (import {id}); nothing changed", arguments.case));
            if rules.is_some() {
                say("Sigma rules see records when they are first imported: `--delete` imports them anew");
            }
        }
        ingest::Imported::Now { id, report } => {
            report::tell(&report);
            if report.kept() == 0 {
                return nothing(&report);
            }
            say(&format!("import {id} is in case `{}`", arguments.case));
        }
    }
    if !arguments.analyze && client.is_none() {
        return Ok(Outcome::Done);
    }
    let outcome = analyze::analyze(store, &arguments.case, arguments.how).await?;
    match (outcome, client) {
        (Outcome::Done, Some(client)) => export::export(store, &client, &arguments.case).await,
        (outcome, _) => Ok(outcome),
    }
}

/// `--delete`.
pub(crate) async fn empty_if_asked(store: &Store, arguments: &Import) -> anyhow::Result<()> {
    if arguments.delete && store.case_exists(&arguments.case).await.map_err(Failure::from)? {
        store.case_remove(&arguments.case).await.map_err(Failure::from)?;
    }
    Ok(())
}

pub(crate) fn failure(error: ingest::ImportError) -> anyhow::Error {
    match error {
        ingest::ImportError::Store(error) => Failure::from(error).into(),
        ingest::ImportError::Elastic(error) => Failure::from(error).into(),
        other => {
            let hint = other.hint().map(str::to_owned);
            Failure { code: other.code(), text: other.to_string(), hint }.into()
        }
    }
}

/// Nothing readable at all is an error; some unreadable among good ones is part of the report.
pub(crate) fn refuse_if_empty(
    sources: &[Source],
    missing: Vec<(String, SourceError)>,
) -> anyhow::Result<Vec<(String, String)>> {
    if sources.is_empty()
        && let Some((name, error)) = missing.first()
    {
        return Err(Failure {
            code: error.code(),
            text: format!("{name}: {error}"),
            hint: error.hint().map(str::to_owned),
        }
        .into());
    }
    Ok(missing.into_iter().map(|(name, error)| (name, error.to_string())).collect())
}

/// Why a load drew nothing: an error when no file could be read, else a reason.
pub(crate) fn nothing(report: &ImportReport) -> anyhow::Result<Outcome> {
    if report.files == 0
        && let Some((name, sentence)) = report.failed.first()
    {
        let hint =
            "logontracer reads EVTX, XML exported by Event Viewer or wevtutil, and ndjson of winlogbeat or NXLog";
        return Err(
            Failure { code: "unreadable", text: format!("{name}: {sentence}"), hint: Some(hint.to_owned()) }.into()
        );
    }
    let why = if report.read() == 0 {
        "the files hold no records".to_owned()
    } else {
        format!(
            "none of the {} records is a logon that names an account and a host in the time asked for",
            report.read()
        )
    };
    Ok(Outcome::Nothing(why))
}

/// The first Ctrl-C, or what a container's end sends, asks to stop cleanly; a second one ends at once.
pub(crate) fn stop_on_interrupt() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    tokio::spawn(async move {
        while asked_to_end().await {
            if flag.swap(true, Ordering::Relaxed) {
                std::process::exit(130);
            }
            say("stopping; nothing half done will stay (Ctrl-C again to end at once)");
        }
    });
    stop
}

#[cfg(unix)]
async fn asked_to_end() -> bool {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else { return tokio::signal::ctrl_c().await.is_ok() };
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted.is_ok(),
        ended = terminate.recv() => ended.is_some(),
    }
}

#[cfg(not(unix))]
async fn asked_to_end() -> bool {
    tokio::signal::ctrl_c().await.is_ok()
}
