//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::commands::{Backup, EsFlags, Export, Serve, User, Watch};

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

/// Which part of the logs counts.
#[derive(Args, Clone)]
pub(crate) struct Part {
    /// Only events at or after this time, e.g. 2024-01-01T08:00:00
    #[arg(short, long, value_name = "TIME")]
    pub(crate) from: Option<String>,
    /// Only events at or before this time (the whole second counts).
    #[arg(short, long, value_name = "TIME")]
    pub(crate) to: Option<String>,
    /// Time zone of --from and --to: hours from UTC, or a name such as Asia/Tokyo. Stored times
    /// are always UTC.
    #[arg(short = 'z', long, value_name = "ZONE", allow_hyphen_values = true)]
    pub(crate) timezone: Option<String>,
}

/// How results are printed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Tables for a terminal.
    Table,
    /// One JSON document.
    Json,
    /// Comma-separated values: accounts, an empty line, hosts.
    Csv,
}

#[derive(Args, Clone, Copy)]
pub(crate) struct Output {
    /// Print JSON.
    #[arg(long, conflicts_with = "csv")]
    pub(crate) json: bool,
    /// Print comma-separated values.
    #[arg(long)]
    pub(crate) csv: bool,
    /// How many accounts and hosts to show; 0 for all.
    #[arg(short = 'n', long, default_value_t = 20)]
    pub(crate) top: usize,
}

impl Output {
    pub(crate) const fn format(self) -> Format {
        match (self.json, self.csv) {
            (true, _) => Format::Json,
            (_, true) => Format::Csv,
            _ => Format::Table,
        }
    }
}

/// How accounts and hosts are ranked.
#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Ranking {
    /// By all evidence: findings, new pairs, fan-out, chains; says why.
    #[default]
    Score,
    /// As LogonTracer does, number by number.
    Classic,
}

#[derive(Args, Clone, Copy)]
pub(crate) struct How {
    /// How accounts and hosts are ranked.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) ranking: Ranking,
    /// Train the sequence model on these logs instead of using LogonTracer's.
    #[arg(short, long)]
    pub(crate) learn: bool,
}

#[derive(Args)]
pub(crate) struct Triage {
    /// Files, folders or patterns: EVTX, exported XML, ndjson; also gzip and zip of them.
    #[arg(required_unless_present = "es")]
    pub(crate) inputs: Vec<String>,
    /// Read events from Elasticsearch instead of files.
    #[arg(long = "es", id = "es", conflicts_with = "inputs")]
    pub(crate) from_es: bool,
    #[command(flatten)]
    pub(crate) es: EsFlags,
    #[command(flatten)]
    pub(crate) how: How,
    #[command(flatten)]
    pub(crate) part: Part,
    /// A folder of your own Sigma rules, or one file: evaluated over the same events. Setting: sigma.rules.
    #[arg(long, value_name = "DIR")]
    pub(crate) sigma: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) output: Output,
    /// Also write one page that shows it all in a browser, without any server or network.
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct Coverage {
    /// Files, folders or patterns: EVTX, exported XML, ndjson; also gzip and zip of them.
    #[arg(required = true)]
    pub(crate) inputs: Vec<String>,
    #[command(flatten)]
    pub(crate) part: Part,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(crate) struct Import {
    /// Files, folders or patterns: EVTX, exported XML, ndjson; also gzip and zip of them.
    #[arg(required_unless_present = "es")]
    pub(crate) inputs: Vec<String>,
    /// The case.
    #[arg(short, long, default_value = "default")]
    pub(crate) case: String,
    /// Remove everything the case holds first.
    #[arg(long)]
    pub(crate) delete: bool,
    /// Rank the case afterwards, as `analyze` does.
    #[arg(long)]
    pub(crate) analyze: bool,
    /// A folder of your own Sigma rules, or one file: evaluated over the same events. Setting: sigma.rules.
    #[arg(long, value_name = "DIR")]
    pub(crate) sigma: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) how: How,
    #[command(flatten)]
    pub(crate) part: Part,
    /// Leave the import to workers, with ranking; files are kept as evidence.
    #[arg(long, conflicts_with = "postes")]
    pub(crate) queue: bool,
    /// Read events from Elasticsearch instead of files.
    #[arg(long = "es", id = "es", conflicts_with = "inputs")]
    pub(crate) from_es: bool,
    /// Rank the case afterwards and write the results into Elasticsearch, as `export` does.
    #[arg(long)]
    pub(crate) postes: bool,
    #[command(flatten)]
    pub(crate) es: EsFlags,
}

/// The first Ctrl-C or SIGTERM gives the jobs at hand back to the queue, where another worker goes on with them.
#[derive(Args)]
pub(crate) struct Worker {
    /// How this worker is called in lists. Without: host name and process number.
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// End when there is nothing to claim.
    #[arg(long)]
    pub(crate) once: bool,
    /// So many jobs at once.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=64))]
    pub(crate) jobs: u16,
    /// Serve /metrics (Prometheus), /health and /ready here, e.g. 127.0.0.1:9187
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) metrics: Option<std::net::SocketAddr>,
    /// Seconds without a sign of life after which another worker takes a job.
    #[arg(long, default_value_t = ingest::worker::LEASE.as_secs(), value_parser = clap::value_parser!(u64).range(2..=3600))]
    pub(crate) lease: u64,
    #[command(flatten)]
    pub(crate) es: EsFlags,
}

#[derive(Args)]
pub(crate) struct Job {
    #[command(subcommand)]
    pub(crate) action: JobAction,
}

#[derive(Subcommand)]
pub(crate) enum JobAction {
    /// The newest jobs.
    List {
        /// Only those of this case.
        #[arg(short, long)]
        case: Option<String>,
        /// At most so many.
        #[arg(short = 'n', long, default_value_t = 20)]
        limit: usize,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// All that is known of a job, as JSON.
    Show {
        /// Its id.
        id: String,
    },
    /// Ask for a job's end; what it wrote goes.
    Cancel {
        /// Its id.
        id: String,
    },
    /// Queue a failed or cancelled job again.
    Retry {
        /// Its id.
        id: String,
    },
}

#[derive(Args)]
pub(crate) struct Analyze {
    /// The case.
    #[arg(short, long, default_value = "default")]
    pub(crate) case: String,
    #[command(flatten)]
    pub(crate) how: How,
}

#[derive(Args)]
pub(crate) struct Rank {
    /// The case.
    #[arg(short, long, default_value = "default")]
    pub(crate) case: String,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Args)]
pub(crate) struct Case {
    #[command(subcommand)]
    pub(crate) action: CaseAction,
}

#[derive(Subcommand)]
pub(crate) enum CaseAction {
    /// All cases with what they hold.
    List,
    /// A new, empty case.
    Create {
        /// Its name: letters, digits, dots, dashes, underscores.
        name: String,
    },
    /// What was imported into a case.
    Imports {
        /// The case.
        name: String,
    },
    /// Remove a case, or one import of it, with all that it brought.
    Remove {
        /// The case.
        name: String,
        /// Only this import.
        #[arg(long)]
        import: Option<String>,
    },
}

#[derive(Args)]
pub(crate) struct Hunt {
    /// Its name; without one, all are listed.
    pub(crate) name: Option<String>,
    /// The case.
    #[arg(short, long, default_value = "default")]
    pub(crate) case: String,
    /// A parameter, e.g. --param user=alice
    #[arg(short, long = "param", value_name = "NAME=VALUE")]
    pub(crate) params: Vec<String>,
    /// Print the query instead of running it.
    #[arg(long)]
    pub(crate) show: bool,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
    /// At most so many rows.
    #[arg(long, default_value_t = 1000)]
    pub(crate) limit: usize,
}

#[derive(Args)]
pub(crate) struct Lab {
    #[command(subcommand)]
    pub(crate) action: LabAction,
}

#[derive(Subcommand)]
pub(crate) enum LabAction {
    /// Write the logs of a simulated company, and truth.json: what really happened.
    Generate(LabGenerate),
    /// Write them into Elasticsearch, as winlogbeat would; --es-index names the index.
    Load(Box<LabLoad>),
    /// Compare the rankings on simulated companies.
    Score(LabScore),
}

/// How simulated logs are written.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LabFormat {
    /// A file for each log of each computer.
    Evtx,
    /// One exported XML file.
    Xml,
    /// One file of winlogbeat documents.
    Ndjson,
}

/// Which company is simulated.
#[derive(Args)]
pub(crate) struct LabPlan {
    /// Everything random follows from this.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// People with an account, 50 to 50000.
    #[arg(long, default_value_t = 200)]
    pub(crate) accounts: u32,
    /// Days to simulate.
    #[arg(long, default_value_t = 14)]
    pub(crate) days: u32,
    /// An attack to place in it, e.g. kerberoast; may be given several times. Without: a choice of several.
    #[arg(long = "attack", value_name = "NAME")]
    pub(crate) attacks: Vec<String>,
    /// No attack at all.
    #[arg(long, conflicts_with = "attacks")]
    pub(crate) quiet: bool,
    /// Leave the logs of workstations out, as where only servers' are collected.
    #[arg(long)]
    pub(crate) no_workstations: bool,
}

#[derive(Args)]
pub(crate) struct LabGenerate {
    /// The folder to write into: logs/ and truth.json.
    #[arg(short, long)]
    pub(crate) out: PathBuf,
    #[command(flatten)]
    pub(crate) plan: LabPlan,
    /// How they are written.
    #[arg(long, value_enum, default_value_t = LabFormat::Evtx)]
    pub(crate) format: LabFormat,
}

#[derive(Args)]
pub(crate) struct LabLoad {
    #[command(flatten)]
    pub(crate) plan: LabPlan,
    /// Load everything so many times, each time with record numbers of its own: a busier company,
    /// whose hours look alike.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) times: u64,
    /// Write truth.json here.
    #[arg(long, value_name = "FILE")]
    pub(crate) truth: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) es: EsFlags,
}

#[derive(Args)]
pub(crate) struct LabScore {
    /// Which companies, e.g. 101-110 or 1,5,9
    #[arg(long, default_value = "101-110")]
    pub(crate) seeds: String,
    /// People with an account in each.
    #[arg(long, default_value_t = 500)]
    pub(crate) accounts: u32,
    /// Days of each.
    #[arg(long, default_value_t = 14)]
    pub(crate) days: u32,
    /// Only this attack; may be given several times.
    #[arg(long = "attack", value_name = "NAME")]
    pub(crate) attacks: Vec<String>,
    /// Write the page here instead of printing it.
    #[arg(short, long)]
    pub(crate) out: Option<PathBuf>,
    /// Say for each case who was ranked first and why.
    #[arg(long)]
    pub(crate) explain: bool,
}
