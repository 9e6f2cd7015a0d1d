//! `--from`, `--to` and `-z`.

use events::Window;
use model::Time;

use crate::cli::Part;
use crate::outcome::Failure;

impl Part {
    /// The window these flags mean.
    pub(crate) fn window(&self) -> Result<Window, Failure> {
        ingest::window(self.from.as_deref(), self.to.as_deref(), self.timezone.as_deref()).map_err(|error| bad(&error))
    }
}

/// One moment, UTC where it names no zone.
pub(crate) fn moment(text: &str) -> Result<Time, Failure> {
    ingest::moment(text).map_err(|error| bad(&error))
}

fn bad(error: &ingest::TimeError) -> Failure {
    Failure { code: "bad_time", text: error.to_string(), hint: None }
}
