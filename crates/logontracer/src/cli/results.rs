//! What many commands share: which part of the logs counts, how accounts and hosts are ranked and shown.

use clap::{Args, ValueEnum};

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
