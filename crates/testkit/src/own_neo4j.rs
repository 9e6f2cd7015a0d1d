//! A Neo4j that one test has to itself, and may kill.

use std::fs::{File, read_to_string};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Server;

/// A Neo4j with data and ports of its own. It ends with this.
pub struct OwnNeo4j {
    folder: PathBuf,
    ports: [u16; 2],
}

impl OwnNeo4j {
    /// Starts one whose data is in this folder; takes some ten seconds.
    ///
    /// # Panics
    /// When it does not start.
    pub fn start(folder: &Path) -> Self {
        // Held together, so that they differ.
        let free = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").expect("a free port"));
        let ports = free.map(|listener| listener.local_addr().expect("an address").port());
        std::fs::create_dir_all(folder).expect("a folder");
        let own = Self { folder: folder.to_owned(), ports };
        own.start_again();
        own
    }

    /// Starts it once more, with the data it had.
    ///
    /// # Panics
    /// When it does not start.
    pub fn start_again(&self) {
        self.services(&["up", "neo4j"]);
    }

    /// Ends it as an operator would end it.
    ///
    /// # Panics
    /// When it does not end.
    pub fn stop(&self) {
        self.services(&["down", "neo4j"]);
    }

    /// Runs `neo4j-admin` with these arguments.
    ///
    /// # Panics
    /// When it fails.
    pub fn admin(&self, arguments: &[&str]) {
        self.services(&[&["neo4j-admin"], arguments].concat());
    }

    /// Removes all its data, passwords too; it has to be stopped.
    ///
    /// # Panics
    /// When there is none.
    pub fn wipe(&self) {
        std::fs::remove_dir_all(self.folder.join("neo4j/data")).expect("its data");
        std::fs::create_dir(self.folder.join("neo4j/data")).expect("a folder");
    }

    fn services(&self, arguments: &[&str]) {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/services");
        let (path, log) = (self.folder.join("services.log"), |file: &File| file.try_clone().expect("a handle"));
        let said = File::create(&path).expect("a log");
        let [bolt, http] = self.ports.map(|port| port.to_string());
        let mut services = Command::new("bash");
        services.arg(script).args(arguments).env("LOGONTRACER_SERVICES", &self.folder);
        services.env("NEO4J_BOLT_PORT", bolt).env("NEO4J_HTTP_PORT", http);
        for shared in ["PASSWORD", "URI"] {
            services.env_remove(format!("LOGONTRACER_TEST_NEO4J_{shared}"));
        }
        // To a file: the server would keep a pipe open.
        let status = services.stdout(log(&said)).stderr(said).status().expect("bash");
        assert!(status.success(), "Neo4j, {arguments:?}: {}", read_to_string(path).unwrap_or_default());
    }

    /// How to reach it.
    ///
    /// # Panics
    /// When it was never started.
    pub fn server(&self) -> Server {
        let settings = read_to_string(self.folder.join("env")).expect("settings of the server");
        let of = |name: &str| {
            let head = format!("export LOGONTRACER_TEST_NEO4J_{name}=");
            settings.lines().find_map(|line| line.strip_prefix(&head)).expect("a setting").to_owned()
        };
        Server { uri: of("URI"), user: of("USER"), password: of("PASSWORD") }
    }

    /// Where it takes statements over HTTP.
    pub fn http(&self) -> String {
        format!("http://127.0.0.1:{}/db/neo4j/tx/commit", self.ports[1])
    }

    /// Ends it as a power cut would end it.
    pub fn kill(&self) {
        let Ok(pid) = read_to_string(self.folder.join("neo4j/pid")) else { return };
        let _ = Command::new("kill").args(["-9", pid.trim()]).status();
    }
}

impl Drop for OwnNeo4j {
    fn drop(&mut self) {
        self.kill();
    }
}
