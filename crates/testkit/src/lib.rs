//! What tests need and production code must not have: the corpus, live servers, fresh case names.

mod own_neo4j;
#[cfg(feature = "s3")]
mod s3;
mod wire;

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

pub use own_neo4j::OwnNeo4j;
#[cfg(feature = "s3")]
pub use s3::S3;
pub use wire::{Break, Wire};

/// The folder with real logs and reference results: `LOGONTRACER_CORPUS`, else `../shared/data`
/// beside the project. `None` (said on the test's output) where there is none.
///
/// # Panics
/// With `CI=true`, where a missing corpus would hide failures.
pub fn corpus() -> Option<PathBuf> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("LOGONTRACER_CORPUS").map_or(beside, PathBuf::from);
    if folder.join("expected-counts.json").is_file() {
        return Some(folder);
    }
    let message = format!("no corpus at {}: set LOGONTRACER_CORPUS; corpus tests are left out", folder.display());
    assert!(std::env::var("CI").as_deref() != Ok("true"), "{message}");
    eprintln!("{message}");
    None
}

/// How to reach a server that tests may write to.
#[derive(Clone, Debug)]
pub struct Server {
    /// Address, e.g. `bolt://127.0.0.1:27687`.
    pub uri: String,
    /// Name to sign in with.
    pub user: String,
    /// Its password.
    pub password: String,
}

/// The Neo4j that `scripts/services up` started.
///
/// # Panics
/// When its address is not in the environment: tests on servers fail rather than skip.
pub fn neo4j() -> Server {
    server("NEO4J_URI", "NEO4J_USER", "NEO4J_PASSWORD")
}

/// The Elasticsearch that `scripts/services up` started.
///
/// # Panics
/// When its address is not in the environment: tests on servers fail rather than skip.
pub fn elasticsearch() -> Server {
    server("ES_URL", "ES_USER", "ES_PASSWORD")
}

fn server(uri: &str, user: &str, password: &str) -> Server {
    let read = |name: &str| {
        let variable = format!("LOGONTRACER_TEST_{name}");
        std::env::var(&variable).unwrap_or_else(|_| {
            panic!("{variable} is not set: run `scripts/services up`, then `source target/services/env`")
        })
    };
    Server { uri: read(uri), user: read(user), password: read(password) }
}

/// A case name no other test has, so that tests share one server.
pub fn fresh_case() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let nanos = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |age| age.as_nanos());
    format!("t{:x}-{:x}-{}", nanos, std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}
