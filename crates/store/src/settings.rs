//! Where the server is and how to sign in.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// How to reach a Neo4j.
#[derive(Clone)]
pub struct Settings {
    /// `bolt://`, `bolt+s://`, `neo4j://` or `neo4j+s://` and host and port. The `neo4j` forms mean
    /// the one server named: nothing is routed.
    pub uri: String,
    /// Name to sign in with.
    pub user: String,
    /// Its password.
    pub password: String,
    /// The database; the server's default when absent.
    pub database: Option<String>,
    /// PEM file of the certificate authority to trust, instead of the system's.
    pub ca_file: Option<PathBuf>,
    /// How many connections to open at most; four load fastest.
    pub connections: usize,
    /// How long the answer to a statement of an import or of the queue is waited for. Then it is asked again
    /// over another connection: a network that swallows everything says nothing of it.
    pub timeout: Duration,
    /// Which queue of jobs is meant; who asks and who works have to agree.
    pub queue: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            uri: "bolt://127.0.0.1:7687".to_owned(),
            user: "neo4j".to_owned(),
            password: String::new(),
            database: None,
            ca_file: None,
            connections: 4,
            timeout: Duration::from_mins(1),
            queue: "default".to_owned(),
        }
    }
}

/// Leaves the password out, so that settings can be logged.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("uri", &self.uri)
            .field("user", &self.user)
            .field("database", &self.database)
            .field("ca_file", &self.ca_file)
            .field("connections", &self.connections)
            .field("timeout", &self.timeout)
            .field("queue", &self.queue)
            .finish_non_exhaustive()
    }
}
