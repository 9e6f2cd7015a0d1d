//! A connection to a cluster: signed in, patient, and honest about what went wrong.

use std::sync::Arc;
use std::time::Duration;

use elasticsearch::auth::Credentials;
use elasticsearch::cert::{Certificate, CertificateValidation};
use elasticsearch::http::Url;
use elasticsearch::http::headers::{ACCEPT_ENCODING, HeaderMap, HeaderValue};
use elasticsearch::http::transport::{MultiNodeConnectionPool, Transport, TransportBuilder};
use serde::Deserialize;

use crate::call::{self, Call};
use crate::{ElasticError, Result, Settings, SignIn};

/// `_shard_doc` order came with 7.12.
const OLDEST: (u32, u32) = (7, 12);

/// A connection to one cluster. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Client {
    pub(crate) transport: Transport,
    pub(crate) about: Arc<About>,
}

/// What messages need to know.
#[derive(Debug)]
pub(crate) struct About {
    pub(crate) address: String,
    pub(crate) who: String,
    pub(crate) timeout: Duration,
    /// Whether any address is encrypted.
    pub(crate) tls: bool,
    pub(crate) nodes: usize,
}

impl Client {
    /// Connects and signs in. Changes nothing in the cluster.
    ///
    /// # Errors
    /// What says why the cluster cannot be used: [`ElasticError::Unreachable`], [`ElasticError::Tls`],
    /// [`ElasticError::WrongPassword`], [`ElasticError::TooOld`] and others.
    pub async fn connect(settings: &Settings) -> Result<Self> {
        let (urls, sign_in) = settings.resolved()?;
        let client = Self::build(settings, urls, &sign_in)?;
        if let Some(version) = client.version().await? {
            tracing::debug!(version, address = client.about.address, "Elasticsearch answers");
            if is_too_old(&version) {
                return Err(ElasticError::TooOld(version));
            }
        }
        Ok(client)
    }

    /// The addresses, without secrets.
    pub fn address(&self) -> &str {
        &self.about.address
    }

    /// How what was read of an index is called as the source of an import.
    pub fn source(&self, index: &str) -> String {
        format!("{} {index}", self.address())
    }

    /// The index in such a name; nothing where it is another cluster's.
    pub fn index_of<'a>(&self, source: &'a str) -> Option<&'a str> {
        source.strip_prefix(self.address())?.strip_prefix(' ')
    }

    /// The cluster's version, as far as the user may know it.
    ///
    /// # Errors
    /// When the cluster does not answer or does not let the user in.
    pub async fn version(&self) -> Result<Option<String>> {
        #[derive(Deserialize)]
        struct Root {
            version: Number,
        }
        #[derive(Deserialize)]
        struct Number {
            number: String,
        }
        #[derive(Deserialize)]
        struct Nodes {
            nodes: std::collections::BTreeMap<String, Node>,
        }
        #[derive(Deserialize)]
        struct Node {
            version: String,
        }
        let tries = self.about.nodes + 1;
        let root = Call::get("ask for the version", "/").tries(tries);
        if let Some(body) = unless_hidden(self.call(&root).await)? {
            return Ok(serde_json::from_slice::<Root>(&body).ok().map(|root| root.version.number));
        }
        let nodes = Call::get("ask for the version", "_nodes/_local").with("filter_path", "nodes.*.version");
        let Some(body) = unless_hidden(self.call(&nodes).await)? else { return Ok(None) };
        let nodes = serde_json::from_slice::<Nodes>(&body).ok();
        Ok(nodes.and_then(|nodes| nodes.nodes.into_values().next()).map(|node| node.version))
    }

    /// Makes a call and gives the answer's body; tries again where that may help.
    pub(crate) async fn call(&self, call: &Call) -> Result<Vec<u8>> {
        call::patiently(self, call).await
    }

    /// Makes a call and reads the answer as JSON.
    pub(crate) async fn json<T: serde::de::DeserializeOwned>(&self, call: &Call) -> Result<T> {
        let body = self.call(call).await?;
        serde_json::from_slice(&body).map_err(|error| ElasticError::Answer { what: call.what, text: error.to_string() })
    }

    fn build(settings: &Settings, urls: Vec<Url>, sign_in: &SignIn) -> Result<Self> {
        let local = urls.iter().all(is_local);
        let compress = settings.compress.unwrap_or(!local);
        let about = About {
            address: urls.iter().map(|url| url.as_str().trim_end_matches('/')).collect::<Vec<_>>().join(","),
            who: sign_in.who(),
            timeout: settings.timeout,
            tls: urls.iter().any(|url| url.scheme() == "https"),
            nodes: urls.len(),
        };
        let mut builder = TransportBuilder::new(MultiNodeConnectionPool::round_robin(urls, None))
            .timeout(settings.timeout)
            .request_body_compression(compress);
        if !compress {
            let plain = HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static("identity"))]);
            builder = builder.headers(plain);
        }
        if local {
            builder = builder.disable_proxy();
        }
        if let Some(credentials) = credentials(sign_in)? {
            builder = builder.auth(credentials);
        }
        if let Some(file) = &settings.ca_file {
            builder = builder.cert_validation(CertificateValidation::Full(authority(file)?));
        }
        let transport = builder.build().map_err(|error| ElasticError::Setting(error.to_string()))?;
        Ok(Self { transport, about: Arc::new(about) })
    }
}

/// The minimal distribution has no root page, and a user may lack the right to see it.
fn unless_hidden(answer: Result<Vec<u8>>) -> Result<Option<Vec<u8>>> {
    match answer {
        Ok(body) => Ok(Some(body)),
        Err(ElasticError::Forbidden { .. } | ElasticError::Server { status: 400..=499, .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

fn is_too_old(version: &str) -> bool {
    let mut numbers = version.split('.').map(|part| part.parse::<u32>().ok());
    let (major, minor) = (numbers.next().flatten(), numbers.next().flatten());
    major.zip(minor).is_some_and(|found| found < OLDEST)
}

fn is_local(url: &Url) -> bool {
    url.host_str().is_some_and(|host| host == "localhost" || host == "[::1]" || host.starts_with("127."))
}

fn credentials(sign_in: &SignIn) -> Result<Option<Credentials>> {
    Ok(match sign_in {
        SignIn::Nobody => None,
        SignIn::Password { user, password } => Some(Credentials::Basic(user.clone(), password.clone())),
        SignIn::ApiKey(key) => Some(match key.trim().split_once(':') {
            Some((id, secret)) => Credentials::ApiKey(id.to_owned(), secret.to_owned()),
            // What cannot stand in a header makes the client panic.
            None if key.trim().bytes().all(|byte| byte.is_ascii_graphic()) => {
                Credentials::EncodedApiKey(key.trim().to_owned())
            }
            None => return Err(ElasticError::Setting("the API key holds characters that no key has".to_owned())),
        }),
    })
}

fn authority(file: &std::path::Path) -> Result<Certificate> {
    let unusable = |why: String| ElasticError::Setting(format!("certificate file `{}`: {why}", file.display()));
    let pem = std::fs::read(file).map_err(|error| unusable(error.to_string()))?;
    if !String::from_utf8_lossy(&pem).contains("-----BEGIN CERTIFICATE-----") {
        return Err(unusable("no certificate in PEM form is in it".to_owned()));
    }
    Certificate::from_pem(&pem).map_err(|error| unusable(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_before_the_order_by_shard_are_too_old() {
        for (version, old) in [("7.11.2", true), ("7.12.0", false), ("6.8.23", true), ("8.19.0", false), ("odd", false)]
        {
            assert_eq!(is_too_old(version), old, "{version}");
        }
    }
}
