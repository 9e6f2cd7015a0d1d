//! What a watch is told to do: settings under `watch`, and flags that count before them.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, bail};
use elastic::Ask;
use ingest::watch::Thresholds;
use jiff::{Span, SpanRelativeTo};
use serde::Deserialize;

use super::watch::Watch;
use super::{analyze, report};
use crate::cli::How;
use crate::documented::documented;

/// What counts where nothing is said.
const CASE: &str = "default";
const EVERY: &str = "15m";
const WINDOW: &str = "24h";
const KEEP: &str = "30d";
const TOP: usize = 10;
const JUMP: f64 = 0.2;

documented! {
    /// The settings under `watch`. Times are written as 15m, 24h, 30d.
    #[derive(Default, Deserialize)]
    #[serde(default, deny_unknown_fields)]
    pub(crate) struct WatchSettings under "watch" {
        /// The case that is kept up to date.
        case: Option<String> = CASE, "watch --case";
        /// How often: 15m, 1h.
        every: Option<String> = EVERY, "watch --every";
        /// How far back each run reads; overlap counts nothing twice.
        window: Option<String> = WINDOW, "watch --window";
        /// Imports that are wholly older are removed.
        keep: Option<String> = KEEP, "watch --keep";
        /// Whether each run writes its results into Elasticsearch.
        export: bool = false, "watch --postes";
        /// Address that is told what is new. With many services it is a secret.
        webhook: Option<String> = "", "watch --webhook";
        /// Own certificate authority (PEM) for that address.
        webhook_ca_file: Option<PathBuf> = "the system's authorities";
        /// A rank that rises into so many first places is told.
        top: Option<usize> = TOP, "watch --top";
        /// A rank that grows by so much, 0 to 1, is told.
        jump: Option<f64> = JUMP, "watch --jump";
    }
}

/// Leaves the webhook's address out: with many services it is the secret.
impl std::fmt::Debug for WatchSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WatchSettings").field("case", &self.case).field("every", &self.every).finish_non_exhaustive()
    }
}

/// What is to be done, and how often.
pub(crate) struct Plan {
    pub(crate) watch: ingest::watch::Watch,
    pub(crate) every: Duration,
    /// Where news go, and whom to trust there.
    pub(crate) webhook: Option<(String, Option<PathBuf>)>,
}

impl WatchSettings {
    /// Flags count before settings.
    pub(crate) fn with(self, flags: &Watch) -> Self {
        Self {
            case: flags.case.clone().or(self.case),
            every: flags.every.clone().or(self.every),
            window: flags.window.clone().or(self.window),
            keep: flags.keep.clone().or(self.keep),
            export: flags.postes || self.export,
            webhook: flags.webhook.clone().or(self.webhook),
            webhook_ca_file: self.webhook_ca_file,
            top: flags.top.or(self.top),
            jump: flags.jump.or(self.jump),
        }
    }

    /// The plan, with what is not said filled in.
    pub(crate) fn plan(self, how: How, ask: Ask) -> anyhow::Result<Plan> {
        let every = length("every", self.every.as_deref().unwrap_or(EVERY))?;
        let window = length("window", self.window.as_deref().unwrap_or(WINDOW))?;
        let keep = length("keep", self.keep.as_deref().unwrap_or(KEEP))?;
        if keep < window {
            bail!("`keep` is shorter than `window`: what is removed would be read again each time");
        }
        let jump = self.jump.unwrap_or(JUMP);
        if !(0.0..=1.0).contains(&jump) {
            bail!("`jump` is {jump}: ranks lie between 0 and 1, so an amount does too");
        }
        let watch = ingest::watch::Watch {
            case: self.case.unwrap_or_else(|| CASE.to_owned()),
            ask,
            window_ms: window.as_millis() as i64,
            keep_ms: Some(keep.as_millis() as i64),
            export: self.export,
            analysis: analyze::settings(how),
            thresholds: Thresholds { top: self.top.unwrap_or(TOP), jump },
            version: env!("CARGO_PKG_VERSION"),
            report: report::as_json,
            by: std::env::var("USER").unwrap_or_default(),
        };
        Ok(Plan { watch, every, webhook: self.webhook.map(|url| (url, self.webhook_ca_file)) })
    }
}

/// `15m`, `24h`, `30d`: at least a second. A day is 24 hours.
fn length(name: &str, text: &str) -> anyhow::Result<Duration> {
    let span: Span = text.parse().with_context(|| format!("`{name}` is no length of time: write 15m, 24h or 30d"))?;
    let length = span.to_duration(SpanRelativeTo::days_are_24_hours());
    let length = length.with_context(|| format!("`{name}` is {text}: months and years differ in length"))?;
    match Duration::try_from(length) {
        Ok(length) if length >= Duration::from_secs(1) => Ok(length),
        _ => bail!("`{name}` is {text}: a second is the least"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_are_read() {
        let seconds = |text| length("every", text).unwrap().as_secs();
        assert_eq!([seconds("90s"), seconds("15m"), seconds("24h"), seconds("30d")], [90, 900, 86_400, 2_592_000]);
        for wrong in ["", "15", "soon", "1mo", "0s", "-5m"] {
            assert!(length("every", wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_cannot_work_is_refused() {
        let how = How { ranking: crate::cli::Ranking::Score, learn: false };
        let plan = |settings: WatchSettings| settings.plan(how, Ask::default());
        let text = |value: &str| Some(value.to_owned());
        let narrow = WatchSettings { window: text("2d"), keep: text("1d"), ..WatchSettings::default() };
        assert!(plan(narrow).err().unwrap().to_string().contains("shorter than `window`"));
        assert!(plan(WatchSettings { jump: Some(2.0), ..WatchSettings::default() }).is_err());
        let usual = plan(WatchSettings::default()).unwrap();
        assert_eq!((usual.every.as_secs(), usual.watch.window_ms, usual.watch.export), (900, 86_400_000, false));
    }
}
