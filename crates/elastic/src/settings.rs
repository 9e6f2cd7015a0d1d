//! Where the cluster is and how to sign in.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use elasticsearch::http::Url;

use crate::{ElasticError, Result};

/// Indices that winlogbeat and Elastic Agent write Windows' logs to.
pub const DEFAULT_INDEX: &str = "winlogbeat-*,logs-system.security-*,logs-windows.forwarded-*";
/// Where winlogbeat keeps what is Windows' own.
pub const DEFAULT_PREFIX: &str = "winlog";

/// How to sign in.
#[derive(Clone, Default)]
pub enum SignIn {
    /// Not at all.
    #[default]
    Nobody,
    /// With name and password.
    Password {
        /// The name.
        user: String,
        /// The password.
        password: String,
    },
    /// With an API key: `id:secret`, or the encoded form that Kibana shows.
    ApiKey(String),
}

impl SignIn {
    /// Who signs in, for messages.
    pub(crate) fn who(&self) -> String {
        match self {
            Self::Nobody => "a caller without a name".to_owned(),
            Self::Password { user, .. } => format!("the password of `{user}`"),
            Self::ApiKey(_) => "the API key".to_owned(),
        }
    }
}

/// How to reach a cluster.
#[derive(Clone)]
pub struct Settings {
    /// Addresses of its nodes: host, `host:port` or a URL. Each may be a list with commas.
    pub addresses: Vec<String>,
    /// How to sign in; a name and password inside an address count where this says nobody.
    pub sign_in: SignIn,
    /// PEM file of a certificate authority to trust beside the usual ones. With it, addresses
    /// without scheme mean https.
    pub ca_file: Option<PathBuf>,
    /// Whether requests and answers travel compressed. Unless said, they do but on this machine.
    pub compress: Option<bool>,
    /// How long one answer may take.
    pub timeout: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            addresses: vec!["localhost:9200".to_owned()],
            sign_in: SignIn::Nobody,
            ca_file: None,
            compress: None,
            timeout: Duration::from_mins(2),
        }
    }
}

/// Leaves passwords out, so that settings can be logged.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("sign_in", &self.sign_in.who())
            .field("ca_file", &self.ca_file)
            .field("compress", &self.compress)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

impl Settings {
    /// The addresses as URLs without secrets, and how to sign in.
    pub(crate) fn resolved(&self) -> Result<(Vec<Url>, SignIn)> {
        let mut sign_in = self.sign_in.clone();
        let words = self.addresses.iter().flat_map(|list| list.split(',')).map(str::trim);
        let mut urls = Vec::new();
        for word in words.filter(|word| !word.is_empty()) {
            let mut url = self.url(word)?;
            if let (SignIn::Nobody, Some(password)) = (&sign_in, url.password()) {
                sign_in = SignIn::Password { user: plain(url.username())?, password: plain(password)? };
            }
            // Neither fails on an address with a host, which these have.
            let _ = url.set_username("");
            let _ = url.set_password(None);
            urls.push(url);
        }
        if urls.is_empty() {
            return Err(ElasticError::Setting("no address".to_owned()));
        }
        Ok((urls, sign_in))
    }

    fn url(&self, word: &str) -> Result<Url> {
        let scheme = if self.ca_file.is_some() { "https" } else { "http" };
        let whole = if word.contains("://") { word.to_owned() } else { format!("{scheme}://{word}") };
        // The word may hold a password, so it is not repeated.
        let unusable = |why: &str| ElasticError::Setting(format!("an address is {why}"));
        let mut url = Url::parse(&whole).map_err(|error| unusable(&format!("no URL: {error}")))?;
        if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
            return Err(unusable("neither host and port nor a URL of http or https"));
        }
        if url.port().is_none() && !word.contains("://") {
            let _ = url.set_port(Some(9200));
        }
        Ok(url)
    }
}

/// A part of a URL without its percent signs.
fn plain(text: &str) -> Result<String> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let pair = (byte == b'%').then(|| [rest.next(), rest.next()]);
        bytes.push(match pair {
            Some([Some(high), Some(low)]) => hex(high) << 4 | hex(low),
            _ => byte,
        });
    }
    String::from_utf8(bytes)
        .map_err(|_| ElasticError::Setting("an address holds a password that is no text".to_owned()))
}

const fn hex(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        b'a'..=b'f' => digit - b'a' + 10,
        b'A'..=b'F' => digit - b'A' + 10,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn urls(addresses: &[&str], ca: bool) -> Vec<String> {
        let addresses = addresses.iter().map(|&word| word.to_owned()).collect();
        let settings = Settings { addresses, ca_file: ca.then(|| "ca.pem".into()), ..Settings::default() };
        settings.resolved().unwrap().0.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn addresses_in_every_form() {
        assert_eq!(urls(&["localhost:9200"], false), ["http://localhost:9200/"]);
        assert_eq!(urls(&["es1,es2:9201"], true), ["https://es1:9200/", "https://es2:9201/"]);
        assert_eq!(urls(&["https://x.es.cloud.example/"], false), ["https://x.es.cloud.example/"]);
        assert_eq!(urls(&["http://proxy/es"], true), ["http://proxy/es"]);
        for wrong in ["", "ftp://a", "http://"] {
            let settings = Settings { addresses: vec![wrong.to_owned()], ..Settings::default() };
            assert_eq!(settings.resolved().err().unwrap().code(), "es_setting", "{wrong}");
        }
    }

    #[test]
    fn a_password_in_an_address_is_taken_out_of_it() {
        let settings = Settings { addresses: vec!["http://elastic:a%40b@h:1".to_owned()], ..Settings::default() };
        let (urls, sign_in) = settings.resolved().unwrap();
        assert_eq!(urls[0].as_str(), "http://h:1/");
        assert!(matches!(sign_in, SignIn::Password { user, password } if user == "elastic" && password == "a@b"));
        assert!(!format!("{settings:?}").contains("a%40b"));
    }
}
