//! `logontracer`: from Windows logon events to ranked accounts and hosts.

mod cli;
mod commands;
mod documented;
mod evidence_settings;
mod legacy;
mod outcome;
mod progress;
mod settings;
mod shown;
mod times;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let arguments = legacy::translate(std::env::args().collect());
    let cli = cli::Cli::parse_from(arguments);
    outcome::report(commands::run(cli))
}
