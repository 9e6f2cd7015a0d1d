//! Settings as the driver takes them, and why a connection did not come about.

use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;

use neo4rs::{Config, ConfigBuilder, Error};

use crate::link::failed;
use crate::statements::SERVER_VERSION;
use crate::{Result, Settings, StoreError};

/// The driver's read timeout, which has to outlast the longest statement.
const SILENCE: Duration = Duration::from_mins(10);

/// Where a program has several providers of cryptography built in, rustls panics unless one is chosen.
pub(crate) fn install_provider() {
    // Refused when there is one already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// The driver's form of the settings.
pub(crate) fn config(settings: &Settings) -> Result<Config> {
    // One server is meant: the driver's routing is experimental.
    let uri = settings.uri.replacen("neo4j", "bolt", usize::from(settings.uri.starts_with("neo4j")));
    let mut config = ConfigBuilder::default()
        .uri(uri)
        .user(&settings.user)
        .password(&settings.password)
        .max_connections(settings.connections.max(1))
        .connection_timeout(SILENCE);
    if let Some(database) = &settings.database {
        config = config.db(database.as_str());
    }
    if let Some(file) = &settings.ca_file {
        has_certificates(file)?;
        config = config.with_client_certificate(file);
    }
    config.build().map_err(|error| StoreError::Setting(error.to_string()))
}

/// The driver takes a file without certificates, and then trusts nobody.
fn has_certificates(file: &Path) -> Result<()> {
    let unusable = |why: &str| StoreError::Setting(format!("certificate file `{}`: {why}", file.display()));
    let bytes = std::fs::read(file).map_err(|error| unusable(&error.to_string()))?;
    if String::from_utf8_lossy(&bytes).contains("-----BEGIN CERTIFICATE-----") {
        return Ok(());
    }
    Err(unusable("no certificate in PEM form is in it"))
}

/// Why connecting failed.
pub(crate) fn unusable(settings: &Settings, error: Error) -> StoreError {
    let uri = settings.uri.clone();
    match error {
        Error::AuthenticationError(_) => {
            StoreError::WrongPassword { user: settings.user.clone(), source: Box::new(error) }
        }
        Error::UrlParseError(_) | Error::UnsupportedScheme(_) | Error::InvalidDnsName(_) => {
            StoreError::Setting(error.to_string())
        }
        Error::IOError { detail } if is_tls(&settings.uri, detail.kind()) => {
            StoreError::Tls { uri, source: Box::new(detail) }
        }
        Error::Neo4j(_) => failed(SERVER_VERSION.name, error),
        _ => StoreError::Unreachable { uri, source: Box::new(error) },
    }
}

/// Whether encryption is what failed: rustls reports its findings as invalid data, a system without
/// authorities as other, and a server that hangs up on the greeting as an early end.
fn is_tls(uri: &str, kind: ErrorKind) -> bool {
    let asked = uri.split_once("://").is_some_and(|(scheme, _)| scheme.contains('+'));
    asked && matches!(kind, ErrorKind::InvalidData | ErrorKind::Other | ErrorKind::UnexpectedEof)
}
