//! Simulated companies.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use crate::commands::EsFlags;

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
