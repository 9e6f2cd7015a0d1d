//! The command line.

mod cases;
mod jobs;
mod lab;
mod logs;
mod results;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

pub(crate) use self::cases::{Analyze, Case, CaseAction, Hunt, Rank};
pub(crate) use self::jobs::{Job, JobAction, Worker};
pub(crate) use self::lab::{Lab, LabAction, LabFormat, LabGenerate, LabLoad, LabPlan, LabScore};
pub(crate) use self::logs::{Coverage, Import, Triage};
pub(crate) use self::results::{Format, How, Part, Ranking};
use crate::commands::{Backup, Export, Serve, User, Watch};

/// Which account was abused, from which host, where did it go next?
///
/// Exit codes: 0 fine, 1 nothing to show (and why), 2 error.
#[derive(Parser)]
#[command(name = "logontracer", version, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Options every command has.
#[derive(Args)]
pub(crate) struct Common {
    /// Settings file (TOML). Without it, logontracer.toml here is read if it exists.
    #[arg(long, global = true, env = "LOGONTRACER_CONFIG")]
    pub(crate) config: Option<PathBuf>,
    /// Neo4j's address: bolt://, bolt+s://, neo4j:// or neo4j+s://
    #[arg(long, global = true)]
    pub(crate) neo4j_uri: Option<String>,
    /// Neo4j's user.
    #[arg(long, global = true)]
    pub(crate) neo4j_user: Option<String>,
    /// Neo4j's password. Others on this machine can see it: prefer the file or the environment.
    #[arg(long, global = true, hide = true)]
    pub(crate) neo4j_password: Option<String>,
    /// File that holds Neo4j's password and nothing else.
    #[arg(long, global = true)]
    pub(crate) neo4j_password_file: Option<PathBuf>,
    /// Own certificate authority (PEM) for bolt+s and neo4j+s.
    #[arg(long, global = true)]
    pub(crate) neo4j_ca_file: Option<PathBuf>,
    /// More words about what goes on: -v info, -vv debug.
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
    /// Log lines as JSON.
    #[arg(long, global = true)]
    pub(crate) log_json: bool,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Rank the accounts and hosts of some logs, without any server.
    Triage(Triage),
    /// Show what logs can tell at all: times, holes, silences, and what was never logged. No server.
    Coverage(Coverage),
    /// Load logs into a case in Neo4j.
    Import(Import),
    /// Rank the accounts and hosts of a case and write the ranks into it.
    Analyze(Analyze),
    /// Write the ranks and findings of a case into Elasticsearch, for Kibana.
    Export(Export),
    /// Keep a case up to date from Elasticsearch, and tell what is new in it.
    Watch(Watch),
    /// Show the ranks that `analyze` wrote.
    Rank(Rank),
    /// Show what the detections found in a case, the gravest first.
    Findings(Rank),
    /// List, create and remove cases.
    Case(Case),
    /// List the ready-made queries, or run one.
    Hunt(Hunt),
    /// Serve the API and the viewer.
    Serve(Serve),
    /// Say who may use the service.
    User(User),
    /// Copy the service's own database; tells how to back up the rest.
    Backup(Backup),
    /// Is everything there, and what to do if not.
    Doctor,
    /// Simulate a company with attacks in it; see how well rankings find them.
    Lab(Lab),
    /// Do the jobs that others queue: imports, ranking, exports, removals.
    Worker(Worker),
    /// Look at jobs, cancel them, try them again.
    Job(Job),
    /// List every setting with its variable, flag, default and meaning, as Markdown.
    Settings,
    /// Print completions for a shell.
    Completions {
        /// Which shell.
        shell: clap_complete::Shell,
    },
    /// Write manual pages, one a command.
    Man {
        /// The folder to write into; made where it is missing.
        folder: PathBuf,
    },
}
