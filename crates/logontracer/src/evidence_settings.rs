//! Where files are kept, as the settings name it.

use std::path::PathBuf;
use std::time::Duration;

use evidence::{Evidence, EvidenceError, S3};
use serde::Deserialize;

use crate::commands::secret;
use crate::outcome::Failure;

/// Bytes of copies of what is kept elsewhere, unless set: 10 GiB.
const CACHE_BYTES: u64 = 10 << 30;
const DAY: Duration = Duration::from_hours(24);

/// The settings under `evidence`.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct EvidenceSettings {
    /// A folder, or `s3://bucket/prefix`; without, a folder of this user.
    url: Option<String>,
    /// Days after which files are removed, whatever refers to them; without, none is removed.
    retention_days: Option<u32>,
    /// A folder for copies of what is kept elsewhere.
    cache: Option<PathBuf>,
    cache_bytes: Option<u64>,
    /// For `s3://`; what is absent is taken from `AWS_…` variables.
    endpoint: Option<String>,
    region: Option<String>,
    access_key: Option<String>,
    secret_key: Option<String>,
    secret_key_file: Option<PathBuf>,
}

impl std::fmt::Debug for EvidenceSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EvidenceSettings").field("retention_days", &self.retention_days).finish_non_exhaustive()
    }
}

impl EvidenceSettings {
    /// Opens the place.
    pub(crate) fn open(&self) -> anyhow::Result<Evidence> {
        let folder = |of: Option<PathBuf>, name: &str| of.map(|of| of.join("logontracer").join(name));
        let here = || folder(dirs::data_local_dir(), "evidence").map(|path| path.display().to_string());
        let settings = evidence::Settings {
            url: self.url.clone().or_else(here).ok_or_else(homeless)?,
            cache: self
                .cache
                .clone()
                .or_else(|| folder(dirs::cache_dir(), "evidence"))
                .unwrap_or_else(std::env::temp_dir),
            cache_bytes: self.cache_bytes.unwrap_or(CACHE_BYTES),
            s3: S3 {
                endpoint: self.endpoint.clone(),
                region: self.region.clone(),
                access_key: self.access_key.clone(),
                secret_key: secret(self.secret_key.as_ref(), self.secret_key_file.as_ref())?,
            },
        };
        Ok(Evidence::open(&settings).map_err(Failure::from)?)
    }

    /// How long files may be kept.
    pub(crate) fn retention(&self) -> Option<Duration> {
        self.retention_days.map(|days| DAY * days)
    }
}

/// Neither a setting nor a home.
fn homeless() -> Failure {
    Failure {
        code: "evidence_setting",
        text: "there is no folder to keep files in".to_owned(),
        hint: Some("set LOGONTRACER__EVIDENCE__URL".to_owned()),
    }
}

impl From<EvidenceError> for Failure {
    fn from(error: EvidenceError) -> Self {
        let hint = error.hint().map(str::to_owned);
        Self { code: error.code(), text: model::causes(&error), hint }
    }
}
