//! Encrypted connections to a real server, by a certificate authority of our own.

use std::io::Write as _;
use std::net::TcpListener;
use std::path::PathBuf;

use crate::common::settings;
use store::{Settings, Store, StoreError};

/// The file of the server's authority; `None` (said on the test's output) where the server has none, as in a container.
#[expect(clippy::print_stderr, reason = "a test says what it leaves out")]
fn authority() -> Option<PathBuf> {
    let file = std::env::var_os("LOGONTRACER_TEST_NEO4J_CA").map(PathBuf::from);
    if file.is_none() {
        eprintln!("LOGONTRACER_TEST_NEO4J_CA is not set: tests of encryption are left out");
    }
    file
}

fn over(scheme: &str, ca_file: Option<PathBuf>) -> Settings {
    let plain = settings();
    let (_, address) = plain.uri.split_once("://").unwrap();
    Settings { uri: format!("{scheme}://{address}"), ca_file, ..plain }
}

async fn refused(settings: Settings) -> StoreError {
    Store::connect(&settings).await.err().expect("connected")
}

/// The whole of what a user sees of an error.
fn told(error: &StoreError) -> String {
    let source = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    format!("{}: {error}: {source}; {}", error.code(), error.hint().unwrap_or_default())
}

#[tokio::test]
async fn the_right_authority_connects() {
    let Some(file) = authority() else { return };
    for scheme in ["bolt+s", "neo4j+s"] {
        let store = Store::connect(&over(scheme, Some(file.clone()))).await.unwrap();
        assert!(store.server_version().await.unwrap().contains('.'), "{scheme}");
    }
    let unchecked = Store::connect(&over("bolt+ssc", None)).await.unwrap();
    assert!(unchecked.server_version().await.is_ok());
    let plain = Store::connect(&over("bolt", Some(file))).await.unwrap();
    assert!(plain.server_version().await.is_ok());
}

#[tokio::test]
async fn any_other_authority_is_an_error_that_says_so() {
    let Some(file) = authority() else { return };
    let stranger = file.with_file_name("stranger.crt");
    for scheme in ["bolt+s", "neo4j+s"] {
        for ca_file in [Some(stranger.clone()), None] {
            let settings = over(scheme, ca_file);
            let wanted = format!(
                "store_tls: no encrypted connection to Neo4j at `{}`: invalid peer certificate: UnknownIssuer; \
                 name the file of your certificate authority, and a host name the certificate has",
                settings.uri
            );
            assert_eq!(told(&refused(settings).await), wanted);
        }
    }
}

#[tokio::test]
async fn a_file_without_certificates_is_an_error_that_names_it() {
    let missing = told(&refused(over("bolt+s", Some("/nonexistent/ca.pem".into()))).await);
    assert!(missing.starts_with("store_setting: ") && missing.contains("`/nonexistent/ca.pem`: No such"), "{missing}");
    let none = told(&refused(over("bolt+s", Some(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")))).await);
    assert!(none.contains("Cargo.toml`: no certificate in PEM form"), "{none}");
}

/// A server that answers the first bytes with `answer` and hangs up.
fn plain_server(answer: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = std::io::Read::read(&mut stream, &mut [0; 4096]);
        let _ = stream.write_all(answer);
    });
    format!("bolt+ssc://{address}")
}

#[tokio::test]
async fn a_server_without_encryption_is_told_apart() {
    for answer in [&b"HTTP/1.1 400 Bad Request\r\n\r\n"[..], b""] {
        let error = refused(Settings { uri: plain_server(answer), ..settings() }).await;
        assert_eq!(error.code(), "store_tls", "{error:?}");
    }
}
