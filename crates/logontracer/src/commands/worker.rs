//! `worker`: does the jobs that others queue.

mod metrics;

use std::sync::Arc;
use std::time::Duration;

use ingest::worker::{Options, Setup, work};
use store::Store;
use tokio::sync::watch;

use super::report;
use crate::cli::Worker;
use crate::outcome::{Failure, Outcome, say};
use crate::settings::Settings;

pub(crate) async fn run(store: Store, arguments: Worker, settings: Settings) -> anyhow::Result<Outcome> {
    let queue = Store::connect(&settings.neo4j.store()?).await.map_err(Failure::from)?;
    if let Some(address) = arguments.metrics {
        metrics::serve(address, queue.clone()).await?;
    }
    let elastic = settings.elasticsearch.clone().with(arguments.es);
    let name = arguments.name.unwrap_or_else(own_name);
    let setup = Setup {
        store,
        queue,
        evidence: settings.evidence.open()?,
        retention: settings.evidence.retention(),
        // Most jobs need no Elasticsearch; one that does says what is wrong with its settings.
        elastic: elastic.connection().map_err(|error| model::causes(error.as_ref())),
        ask: elastic.ask(events::Window::default()),
        rules: settings.rules(None),
        report: report::as_json,
        version: env!("CARGO_PKG_VERSION"),
        name: name.clone(),
        lease: Duration::from_secs(arguments.lease),
    };
    say(&format!("worker {} takes jobs", crate::shown::safe(&name)));
    let options = Options { jobs: arguments.jobs.into(), once: arguments.once };
    work(Arc::new(setup), options, end_on_signal()?).await.map_err(Failure::from)?;
    Ok(Outcome::Done)
}

/// Tells workers on several machines apart, and those on one.
fn own_name() -> String {
    format!("{}-{}", gethostname::gethostname().to_string_lossy(), std::process::id())
}

/// The first Ctrl-C or SIGTERM asks to end; a second one ends at once.
fn end_on_signal() -> anyhow::Result<watch::Receiver<bool>> {
    let (tell, told) = watch::channel(false);
    let mut signals = Signals::new()?;
    tokio::spawn(async move {
        while signals.next().await {
            if tell.send_replace(true) {
                std::process::exit(130);
            }
            say("jobs at hand go back to the queue (once more to end at once)");
        }
    });
    Ok(told)
}

#[cfg(unix)]
struct Signals {
    term: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> std::io::Result<Self> {
        Ok(Self { term: tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())? })
    }

    /// Waits for one; false when none can come any more.
    async fn next(&mut self) -> bool {
        tokio::select! {
            signal = self.term.recv() => signal.is_some(),
            interrupt = tokio::signal::ctrl_c() => interrupt.is_ok(),
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> std::io::Result<Self> {
        Ok(Self)
    }

    /// Waits for one; false when none can come any more.
    async fn next(&mut self) -> bool {
        tokio::signal::ctrl_c().await.is_ok()
    }
}
