//! How a run ends: what is printed, and the exit code.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;

/// The end of a run that did not fail.
pub(crate) enum Outcome {
    /// Exit code 0.
    Done,
    /// Exit code 1: it ran, but there is nothing to show, and this is why.
    Nothing(String),
}

/// A failure that has a code and maybe a hint for the user.
#[derive(Debug)]
pub(crate) struct Failure {
    /// A stable word, for scripts.
    pub(crate) code: &'static str,
    /// One sentence.
    pub(crate) text: String,
    /// What to do about it.
    pub(crate) hint: Option<String>,
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Failure {}

impl From<store::StoreError> for Failure {
    fn from(error: store::StoreError) -> Self {
        let hint = error.hint().map(str::to_owned);
        Self { code: error.code(), text: model::causes(&error), hint }
    }
}

/// Prints what is left to print and gives the exit code: 0 fine, 1 nothing to show, 2 error.
pub(crate) fn report(result: anyhow::Result<Outcome>) -> ExitCode {
    match result {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Nothing(why)) => {
            say(&format!("nothing to show: {why}"));
            ExitCode::from(1)
        }
        Err(error) => {
            failed(&error);
            ExitCode::from(2)
        }
    }
}

fn failed(error: &anyhow::Error) {
    // A reader that went away (`| head`) is no failure worth a message.
    if error.downcast_ref::<std::io::Error>().is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe) {
        return;
    }
    let red = if std::io::stderr().is_terminal() { ("\u{1b}[31m", "\u{1b}[0m") } else { ("", "") };
    if let Some(failure) = error.downcast_ref::<Failure>() {
        say(&format!("{}error{} [{}]: {}", red.0, red.1, failure.code, crate::shown::safe(&failure.text)));
        if let Some(hint) = &failure.hint {
            say(&format!("hint: {hint}"));
        }
    } else {
        say(&format!("{}error{}: {}", red.0, red.1, crate::shown::safe(&format!("{error:#}"))));
    }
}

/// A line for a person, beside the results.
pub(crate) fn say(line: &str) {
    // Nobody is left to tell when standard error is closed.
    let _ = writeln!(std::io::stderr(), "{line}");
}
