//! `import --es`: events from Elasticsearch into a case.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use elastic::{Client, ElasticError};
use events::Window;
use ingest::sigma::Sigma;
use ingest::{Imported, Loaded, Reading};
use store::Store;

use super::es::EsSettings;
use super::{analyze, export, import, report, sigma};
use crate::cli::Import;
use crate::outcome::{Failure, Outcome, say};
use crate::progress::Shown;
use crate::shown::safe;

pub(crate) async fn run(
    store: &Store,
    arguments: Import,
    rules: Option<&Path>,
    settings: EsSettings,
) -> anyhow::Result<Outcome> {
    let settings = settings.with(arguments.es.clone());
    let window = arguments.part.window()?;
    let client = settings.client().await?;
    // A case is not emptied for nothing: whether there is something to read is asked first.
    let reading = match survey(client.clone(), &settings, window).await? {
        Ok(reading) => reading,
        Err(nothing) => return Ok(nothing),
    };
    let sigma = sigma::read(rules)?;
    import::empty_if_asked(store, &arguments).await?;
    let order = ingest::Order {
        case: arguments.case.clone(),
        sources: Vec::new(),
        window,
        sigma,
        by: std::env::var("USER").unwrap_or_default(),
        report: report::as_json,
        failed: Vec::new(),
        evidence: Vec::new(),
        keep: Arc::default(),
    };
    match load(store, &reading, order).await? {
        Imported::Before { id } => {
            say(&format!("these events are already in case `{}` (import {id}); nothing changed", arguments.case));
        }
        Imported::Now { id, report } => {
            report::tell(&report);
            say(&format!("import {id} is in case `{}`", arguments.case));
        }
    }
    finish(store, &arguments, &client).await
}

/// Looks at what there is and says how much it is. No event at all is no error.
pub(crate) async fn survey(
    client: Client,
    settings: &EsSettings,
    window: Window,
) -> anyhow::Result<Result<Reading, Outcome>> {
    match Reading::prepare(client, settings.ask(window)).await {
        Ok(reading) => {
            let (name, count) = (reading.name(), reading.count());
            if window == Window::default() {
                say(&format!("neither --from nor --to: all {count} events of {} will be read", safe(&name)));
            } else {
                say(&format!("{count} events of {} to read", safe(&name)));
            }
            if let Some(reduction) = reading.reduction() {
                let ids: Vec<String> = reduction.ids().iter().map(u32::to_string).collect();
                say(&format!("frequent events are counted in the cluster: {}", ids.join(" ")));
            }
            if let Some(why) = reading.unreduced() {
                say(&format!("so many events would better be counted in the cluster, but {}", safe(why)));
            }
            Ok(Ok(reading))
        }
        Err(error @ ElasticError::NoEvents { .. }) => {
            let hint = error.hint().map_or_else(String::new, |hint| format!("; {hint}"));
            Ok(Err(Outcome::Nothing(format!("{error}{hint}"))))
        }
        Err(error) => Err(Failure::from(error).into()),
    }
}

/// `triage --es`: events from Elasticsearch, no other server.
pub(crate) async fn triage(
    settings: &EsSettings,
    window: Window,
    sigma: Option<Sigma>,
) -> anyhow::Result<Result<Loaded, Outcome>> {
    let client = settings.client().await?;
    let reading = match survey(client, settings, window).await? {
        Ok(reading) => reading,
        Err(nothing) => return Ok(Err(nothing)),
    };
    let reads = Shown::events("reading", reading.count());
    let loaded = ingest::load_elastic(None, sigma, &reading, &Events(&reads), &import::stop_on_interrupt()).await;
    reads.finish();
    Ok(Ok(loaded.map_err(Failure::from)?))
}

async fn load(store: &Store, reading: &Reading, order: ingest::Order) -> anyhow::Result<Imported> {
    let stop: Arc<AtomicBool> = import::stop_on_interrupt();
    let reads = Shown::events("reading", reading.count());
    let writing = std::sync::OnceLock::new();
    let written = |done: u64, all: u64| writing.get_or_init(|| Shown::edges("writing", all)).set(done);
    let imported = ingest::import_elastic(store, reading, order, &Events(&reads), &written, &stop).await;
    reads.finish();
    if let Some(writing) = writing.get() {
        writing.finish();
    }
    imported.map_err(import::failure)
}

async fn finish(store: &Store, arguments: &Import, client: &Client) -> anyhow::Result<Outcome> {
    if !arguments.analyze && !arguments.postes {
        return Ok(Outcome::Done);
    }
    let outcome = analyze::analyze(store, &arguments.case, arguments.how).await?;
    match outcome {
        Outcome::Done if arguments.postes => export::export(store, client, &arguments.case).await,
        other => Ok(other),
    }
}

/// Progress by events rather than by bytes, whose total is not known.
pub(crate) struct Events<'s>(pub(crate) &'s Shown);

impl ingest::Progress for Events<'_> {
    fn file(&self, name: &str) {
        self.0.file(name);
    }

    fn advance(&self, _bytes: u64, records: u64) {
        self.0.set(records);
    }
}
