//! One file per command.

mod analyze;
mod backup;
mod case;
mod coverage;
mod doctor;
mod es;
mod es_import;
mod export;
mod findings;
mod html;
mod hunt;
mod import;
mod job;
mod lab;
mod manual;
mod queue;
mod rank;
mod report;
mod serve;
mod settings;
mod sigma;
mod triage;
mod user;
mod watch;
mod watch_news;
mod watch_plan;
mod worker;

use tracing_subscriber::EnvFilter;

pub(crate) use backup::Backup;
pub(crate) use es::{EsFlags, EsSettings, secret};
pub(crate) use export::Export;
pub(crate) use serve::{Serve, WebSettings};
pub(crate) use user::User;
pub(crate) use watch::Watch;
pub(crate) use watch_plan::WatchSettings;

use crate::cli::{Cli, Command, Common};
use crate::memory;
use crate::outcome::{Failure, Outcome};
use crate::settings::Settings;

/// Runs what the command line asks for.
pub(crate) fn run(cli: Cli) -> anyhow::Result<Outcome> {
    let is_service = matches!(cli.command, Command::Serve(_));
    start_logging(&cli.common, is_service)?;
    if is_service {
        memory::give_back_at_once();
    }
    match &cli.command {
        Command::Triage(arguments) => {
            let settings = Settings::read(&cli.common)?;
            let rules = settings.rules(arguments.sigma.as_deref());
            return triage::run(arguments, rules.as_deref(), settings.elasticsearch);
        }
        Command::Coverage(arguments) => return coverage::run(arguments),
        Command::Hunt(arguments) => {
            if let Some(outcome) = hunt::without_server(arguments)? {
                return Ok(outcome);
            }
        }
        Command::Settings => return settings::run(),
        Command::Completions { shell } => return manual::completions(*shell),
        Command::Man { folder } => return manual::pages(folder),
        _ => {}
    }
    let cli = match cli {
        Cli { command: Command::Lab(arguments), common } => {
            return lab::run(arguments, || Ok(Settings::read(&common)?.elasticsearch));
        }
        other => other,
    };
    let settings = Settings::read(&cli.common)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(with_server(cli.command, settings))
}

async fn with_server(command: Command, settings: Settings) -> anyhow::Result<Outcome> {
    let command = match command {
        Command::Doctor => return doctor::run(&settings).await,
        Command::User(arguments) => return user::run(arguments, settings.web).await,
        Command::Backup(arguments) => return backup::run(&arguments, settings.web).await,
        // It waits for servers that are away.
        Command::Watch(arguments) => return Box::pin(watch::run(arguments, settings)).await,
        other => other,
    };
    let store = store::Store::connect(&settings.neo4j.store()?).await.map_err(Failure::from)?;
    store.migrate().await.map_err(Failure::from)?;
    match command {
        Command::Import(arguments) => {
            if arguments.queue {
                return queue::run(&store, &arguments, &settings.evidence).await;
            }
            let rules = settings.rules(arguments.sigma.as_deref());
            if arguments.from_es {
                return es_import::run(&store, arguments, rules.as_deref(), settings.elasticsearch).await;
            }
            Box::pin(import::run(&store, arguments, rules.as_deref(), settings.elasticsearch)).await
        }
        Command::Analyze(arguments) => analyze::run(&store, &arguments).await,
        Command::Export(arguments) => export::run(&store, arguments, settings.elasticsearch).await,
        Command::Rank(arguments) => rank::run(&store, &arguments).await,
        Command::Findings(arguments) => findings::run(&store, &arguments).await,
        Command::Case(arguments) => case::run(&store, arguments.action).await,
        Command::Hunt(arguments) => hunt::run(&store, arguments).await,
        Command::Worker(arguments) => worker::run(store, arguments, settings).await,
        Command::Job(arguments) => job::run(&store, arguments.action).await,
        Command::Serve(arguments) => serve::run(store, &arguments, settings).await,
        Command::Triage(_)
        | Command::Coverage(_)
        | Command::Lab(_)
        | Command::Settings
        | Command::Completions { .. }
        | Command::Man { .. }
        | Command::Doctor
        | Command::User(_)
        | Command::Backup(_)
        | Command::Watch(_) => Ok(Outcome::Done),
    }
}

/// A service tells more: its log is the record of who asked what.
fn start_logging(common: &Common, serves: bool) -> anyhow::Result<()> {
    let level = match common.verbose {
        0 if !serves => "warn",
        0 => "warn,logontracer=info,web=info",
        1 => "info",
        _ => "debug",
    };
    let filter =
        EnvFilter::try_from_env("LOGONTRACER_LOG").or_else(|_| EnvFilter::try_new(format!("{level},evtx=error")))?;
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = if common.log_json { builder.json().try_init() } else { builder.try_init() };
    started.map_err(|error| anyhow::anyhow!("cannot start logging: {error}"))
}
