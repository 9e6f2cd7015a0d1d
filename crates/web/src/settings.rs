//! What can be set about the service.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

/// Where the service listens, where it keeps its files, and what it allows.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Address and port to listen on.
    pub bind: SocketAddr,
    /// Folder of the database of people, and of the evidence where no other place is set.
    pub data_dir: PathBuf,
    /// PEM file with the certificate and its chain; with `tls_key` it turns TLS on.
    pub tls_cert: Option<PathBuf>,
    /// PEM file with the certificate's private key.
    pub tls_key: Option<PathBuf>,
    /// Proxies in front of the service: only from these addresses is `proxy_header` believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Where those proxies write the address of the client.
    pub proxy_header: String,
    /// Whether a proxy in front encrypts, so that browsers are to send the cookie encrypted only.
    pub behind_tls: bool,
    /// A session ends so many hours after its last request.
    pub session_hours: u32,
    /// Largest file that may be uploaded, in bytes.
    pub upload_limit: u64,
    /// Tries to sign in that one name, and one address, may make at once; one more every six seconds.
    pub sign_in_burst: u32,
    /// The Elasticsearch that imports may have come from, to read raw records again; or why it is not known.
    pub elastic: Result<elastic::Settings, String>,
    /// What to read of it where an import does not say.
    pub ask: elastic::Ask,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            bind: SocketAddr::from(([127, 0, 0, 1], 8080)),
            data_dir: PathBuf::from("logontracer-data"),
            tls_cert: None,
            tls_key: None,
            trusted_proxies: Vec::new(),
            proxy_header: "x-forwarded-for".to_owned(),
            behind_tls: false,
            session_hours: 12,
            upload_limit: 64 << 30,
            sign_in_burst: 10,
            elastic: Ok(elastic::Settings::default()),
            ask: elastic::Ask::default(),
        }
    }
}

impl Settings {
    /// Whether answers go out encrypted, by us or by a proxy in front.
    pub const fn is_encrypted(&self) -> bool {
        self.behind_tls || (self.tls_cert.is_some() && self.tls_key.is_some())
    }
}
