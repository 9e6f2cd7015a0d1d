//! Commands that look at what a case holds.

use clap::{Args, Subcommand};

use super::results::{How, Output};

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
