//! News for another program: one POST of JSON.

use std::path::Path;
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, StatusCode, Url};
use serde_json::Value;

/// How long one try may take.
const TIMEOUT: Duration = Duration::from_secs(10);
/// How often it is tried.
const TRIES: u32 = 4;
/// The first pause; each further one is twice as long.
const PAUSE: Duration = Duration::from_secs(1);

/// Where news go.
#[derive(Clone, Debug)]
pub struct Hook {
    url: Url,
    client: Client,
}

/// Why news did not get there. The address' path is never told: with many services it is the secret.
#[derive(Debug, thiserror::Error)]
pub enum HookError {
    /// The address or the certificate makes no sense.
    #[error("unusable webhook: {0}")]
    Setting(String),
    /// No answer, or not the whole of it.
    #[error("the webhook at `{host}` does not answer: {why}")]
    Unreachable {
        /// The host.
        host: String,
        /// What the network said.
        why: String,
    },
    /// An answer that does not say that it went well.
    #[error("the webhook at `{host}` answered with status {status}")]
    Refused {
        /// The host.
        host: String,
        /// The status of HTTP.
        status: u16,
    },
}

impl HookError {
    /// A short name for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Setting(_) => "webhook_setting",
            Self::Unreachable { .. } => "webhook_unreachable",
            Self::Refused { .. } => "webhook_refused",
        }
    }

    /// Whether it may go better a little later.
    const fn passes(&self) -> bool {
        match self {
            Self::Setting(_) => false,
            Self::Unreachable { .. } => true,
            Self::Refused { status, .. } => matches!(*status, 408 | 425 | 429 | 500..=599),
        }
    }
}

impl Hook {
    /// A hook at an address of http or https; `ca_file` is a PEM file of a certificate authority to
    /// trust beside the usual ones.
    ///
    /// # Errors
    /// [`HookError::Setting`].
    pub fn new(url: &str, ca_file: Option<&Path>) -> Result<Self, HookError> {
        let url: Url = url.parse().map_err(|error| HookError::Setting(format!("no URL: {error}")))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(HookError::Setting("its URL is neither of http nor of https".to_owned()));
        }
        let mut builder = Client::builder().timeout(TIMEOUT).redirect(Policy::none());
        if let Some(file) = ca_file {
            let unusable = |why: String| HookError::Setting(format!("certificate file `{}`: {why}", file.display()));
            let pem = std::fs::read(file).map_err(|error| unusable(error.to_string()))?;
            let certificate = Certificate::from_pem(&pem).map_err(|error| unusable(error.to_string()))?;
            builder = builder.add_root_certificate(certificate);
        }
        let client = builder.build().map_err(|error| HookError::Setting(error.to_string()))?;
        Ok(Self { url, client })
    }

    /// Sends a message; tries again with growing pauses where that may help.
    ///
    /// # Errors
    /// Why the last try failed.
    pub async fn send(&self, message: &Value) -> Result<(), HookError> {
        let mut pause = PAUSE;
        for left in (0..TRIES).rev() {
            match self.once(message).await {
                Err(error) if left > 0 && error.passes() => {
                    tracing::info!(%error, wait_s = pause.as_secs(), "trying again");
                    tokio::time::sleep(pause).await;
                    pause *= 2;
                }
                other => return other,
            }
        }
        Ok(())
    }

    async fn once(&self, message: &Value) -> Result<(), HookError> {
        let host = || self.url.host_str().unwrap_or_default().to_owned();
        let sent = self.client.post(self.url.clone()).json(message).send().await;
        let answer =
            sent.map_err(|error| HookError::Unreachable { host: host(), why: model::causes(&error.without_url()) })?;
        match answer.status() {
            status if status.is_success() => Ok(()),
            StatusCode::PERMANENT_REDIRECT | StatusCode::TEMPORARY_REDIRECT => {
                Err(HookError::Setting(format!("`{}` sends elsewhere: name that address", host())))
            }
            status => Err(HookError::Refused { host: host(), status: status.as_u16() }),
        }
    }
}
