//! Where files are kept, as the settings name it.

use std::path::PathBuf;
use std::time::Duration;

use evidence::{Evidence, EvidenceError, S3};
use serde::Deserialize;

use crate::commands::secret;
use crate::documented::documented;
use crate::outcome::Failure;

/// Bytes of copies of what is kept elsewhere, unless set: 10 GiB.
const CACHE_BYTES: u64 = 10 << 30;
const DAY: Duration = Duration::from_hours(24);

documented! {
    /// The settings under `evidence`.
    #[derive(Default, Deserialize)]
    #[serde(default, deny_unknown_fields)]
    pub(crate) struct EvidenceSettings under "evidence" {
        /// Where files are kept as they were handed in: a folder, or s3://bucket/prefix.
        url: Option<String> = "a folder of this user";
        /// Days after which files are removed, whatever refers to them.
        retention_days: Option<u32> = "none are removed";
        /// Folder for copies of what is kept in S3.
        cache: Option<PathBuf> = "a folder of this user";
        /// Bytes that these copies may take.
        cache_bytes: Option<u64> = CACHE_BYTES;
        /// Address of a store that speaks S3, where it is not Amazon's.
        endpoint: Option<String> = "AWS_ENDPOINT";
        /// Its region.
        region: Option<String> = "AWS_REGION";
        /// Name of the key for it.
        access_key: Option<String> = "AWS_ACCESS_KEY_ID";
        /// The key. Others on this machine may see a variable: prefer the file.
        secret_key: Option<String> = "AWS_SECRET_ACCESS_KEY";
        /// File that holds the key and nothing else.
        secret_key_file: Option<PathBuf> = "";
    }
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
