//! Workers and the jobs they do.

use clap::{Args, Subcommand};

use crate::commands::EsFlags;

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
