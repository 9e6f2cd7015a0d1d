//! `logontracer`: from Windows logon events to ranked accounts and hosts.

mod cli;
mod commands;
mod documented;
mod evidence_settings;
mod legacy;
mod memory;
mod outcome;
mod progress;
mod settings;
mod shown;
mod times;

use std::process::ExitCode;

use clap::Parser;

/// A service that answered many at once gives its memory back; the system's allocator keeps most of it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = legacy::translate(std::env::args().collect());
    let cli = cli::Cli::parse_from(arguments);
    outcome::report(commands::run(cli))
}
