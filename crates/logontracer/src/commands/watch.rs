//! `watch`: a case kept up to date from Elasticsearch, and what is new in it told.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use clap::Args;
use elastic::Client;
use events::Window;
use ingest::watch::{self, Hook, HookError, Turn};
use model::Time;
use store::Store;

use super::es::EsFlags;
use super::watch_plan::{Plan, WatchSettings};
use super::{import, sigma, watch_news};
use crate::cli::How;
use crate::outcome::{Failure, Outcome, say};
use crate::progress::Shown;
use crate::settings::Settings;
use crate::shown::safe;

/// How often a wait looks whether it is to end.
const GLANCE: Duration = Duration::from_millis(100);

/// Codes of failures that pass by themselves, once a server is back.
const AWAY: [&str; 7] = [
    "store_unreachable",
    "statement_failed",
    "timeout",
    "import_disturbed",
    "es_unreachable",
    "es_timeout",
    "es_failed",
];

#[derive(Args)]
pub(crate) struct Watch {
    /// The case. Setting: watch.case
    #[arg(short, long, value_name = "NAME")]
    pub(crate) case: Option<String>,
    /// How often, e.g. 15m. Setting: watch.every
    #[arg(long, value_name = "TIME")]
    pub(crate) every: Option<String>,
    /// How far back each run reads, e.g. 24h: overlap counts nothing twice. Setting: watch.window
    #[arg(long, value_name = "TIME")]
    pub(crate) window: Option<String>,
    /// Imports that are wholly older are removed, e.g. 30d. Setting: watch.keep
    #[arg(long, value_name = "TIME")]
    pub(crate) keep: Option<String>,
    /// Run once, as from cron.
    #[arg(long)]
    pub(crate) once: bool,
    /// Act as if it were this time, to go through a stretch of the past run by run.
    #[arg(long, value_name = "TIME", requires = "once")]
    pub(crate) at: Option<String>,
    /// Write results into Elasticsearch each time, as `export` does. Setting: watch.export
    #[arg(long)]
    pub(crate) postes: bool,
    /// POST what is new to this URL, as JSON. Setting: watch.webhook
    #[arg(long, value_name = "URL")]
    pub(crate) webhook: Option<String>,
    /// Tell of whoever rises into so many first places. Setting: watch.top
    #[arg(long, value_name = "NUMBER")]
    pub(crate) top: Option<usize>,
    /// Tell of whoever's rank grows by so much, 0 to 1. Setting: watch.jump
    #[arg(long, value_name = "AMOUNT")]
    pub(crate) jump: Option<f64>,
    /// A folder of your own Sigma rules, or one file. Setting: sigma.rules
    #[arg(long, value_name = "DIR")]
    pub(crate) sigma: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) how: How,
    #[command(flatten)]
    pub(crate) es: EsFlags,
}

/// The servers of a watch, once they were there.
type Servers = (Store, Client);

pub(crate) async fn run(arguments: Watch, mut settings: Settings) -> anyhow::Result<Outcome> {
    let own: WatchSettings = std::mem::take(&mut settings.watch);
    let elasticsearch = std::mem::take(&mut settings.elasticsearch).with(arguments.es.clone());
    let rules = settings.rules(arguments.sigma.as_deref());
    let plan = own.with(&arguments).plan(arguments.how, elasticsearch.ask(Window::default()))?;
    // Rules that cannot be read are better known before hours of waiting.
    sigma::read(rules.as_deref())?;
    let hook =
        plan.webhook.as_ref().map(|(url, ca)| Hook::new(url, ca.as_deref())).transpose().map_err(Failure::from)?;
    let at = arguments.at.as_deref().map(crate::times::moment).transpose()?;
    let stop = import::stop_on_interrupt();
    let mut servers: Option<Servers> = None;
    for number in 0_u64.. {
        let started = Instant::now();
        // Boxed: what an import may be waiting for is large.
        let done = Box::pin(async {
            let (store, client) = match servers.clone() {
                Some(servers) => servers,
                None => servers.insert((connect(&settings).await?, elasticsearch.client().await?)).clone(),
            };
            once(&store, &client, &plan, rules.as_deref(), hook.as_ref(), at, &stop).await
        });
        let done: anyhow::Result<()> = done.await;
        if stop.load(Ordering::Relaxed) {
            break;
        }
        match done {
            Ok(()) if arguments.once => break,
            Ok(()) => {}
            Err(error) if arguments.once || (number == 0 && !is_away(&error)) => return Err(error),
            Err(error) => tell(&error, plan.every),
        }
        if !wait(started + plan.every, &stop).await {
            break;
        }
    }
    Ok(Outcome::Done)
}

async fn connect(settings: &Settings) -> anyhow::Result<Store> {
    let store = Store::connect(&settings.neo4j.store()?).await.map_err(Failure::from)?;
    store.migrate().await.map_err(Failure::from)?;
    Ok(store)
}

/// One run: what it did and what is new is said, sent, and remembered as told.
async fn once(
    store: &Store,
    client: &Client,
    plan: &Plan,
    rules: Option<&Path>,
    hook: Option<&Hook>,
    at: Option<Time>,
    stop: &Arc<AtomicBool>,
) -> anyhow::Result<()> {
    let now = at.unwrap_or_else(|| Time::from_ms(jiff::Timestamp::now().as_millisecond()));
    let shown = Shown::counting("reading", "events");
    let rules = sigma::read(rules)?;
    let turn = watch::turn(store, client, &plan.watch, (now, at), rules, &shown, stop).await;
    shown.finish();
    let turn = turn.map_err(import::failure)?;
    watch_news::tell(&plan.watch.case, &turn);
    if let (Some(hook), false) = (hook, turn.news.is_empty()) {
        send(hook, &plan.watch.case, &turn).await?;
    }
    watch::told(store, &plan.watch.case, &turn).await.map_err(import::failure)
}

/// Who does not listen is no reason to stop watching.
async fn send(hook: &Hook, case: &str, turn: &Turn) -> anyhow::Result<()> {
    if let Err(error) = hook.send(&turn.message(case)?).await {
        tracing::info!(code = error.code(), %error, "news were not sent");
        say(&format!("  not sent [{}]: {}", error.code(), safe(&error.to_string())));
    }
    Ok(())
}

fn is_away(error: &anyhow::Error) -> bool {
    error.downcast_ref::<Failure>().is_some_and(|failure| AWAY.contains(&failure.code))
}

fn tell(error: &anyhow::Error, every: Duration) {
    let code = error.downcast_ref::<Failure>().map_or("failed", |failure| failure.code);
    tracing::info!(code, error = %safe(&format!("{error:#}")), "the run failed");
    say(&format!(
        "this run failed [{code}]: {}; the next is due in {} s",
        safe(&format!("{error:#}")),
        every.as_secs()
    ));
}

/// Waits for a moment; `false` when asked to stop.
async fn wait(until: Instant, stop: &AtomicBool) -> bool {
    while Instant::now() < until {
        if stop.load(Ordering::Relaxed) {
            return false;
        }
        tokio::time::sleep(GLANCE.min(until.saturating_duration_since(Instant::now()))).await;
    }
    !stop.load(Ordering::Relaxed)
}

impl From<HookError> for Failure {
    fn from(error: HookError) -> Self {
        let hint = "name a URL as https://host/path".to_owned();
        Self { code: error.code(), text: error.to_string(), hint: Some(hint) }
    }
}
