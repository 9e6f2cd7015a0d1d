//! Commands that read logs.

use std::path::PathBuf;

use clap::Args;

use super::results::{How, Output, Part};
use crate::commands::EsFlags;

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
