//! Where evidence is kept.

use std::fmt;
use std::path::PathBuf;

/// Where evidence is kept, and how to reach it.
#[derive(Clone, Debug)]
pub struct Settings {
    /// A folder, plain or as `file://`; or `s3://bucket/prefix`.
    pub url: String,
    /// A folder for copies of what is kept elsewhere, and for what arrives.
    pub cache: PathBuf,
    /// How many bytes of copies to keep there.
    pub cache_bytes: u64,
    /// For `s3://`.
    pub s3: S3,
}

/// How to reach a store that speaks S3. What is absent is taken from the variables that Amazon's own
/// tools read (`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_REGION`, `AWS_ENDPOINT`, …).
#[derive(Clone, Default)]
pub struct S3 {
    /// Its address where it is not Amazon's; `http://` is allowed when written so.
    pub endpoint: Option<String>,
    /// Its region.
    pub region: Option<String>,
    /// Name of the key.
    pub access_key: Option<String>,
    /// The key.
    pub secret_key: Option<String>,
}

/// Leaves the keys out, so that settings can be logged.
impl fmt::Debug for S3 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("S3").field("endpoint", &self.endpoint).field("region", &self.region).finish_non_exhaustive()
    }
}
