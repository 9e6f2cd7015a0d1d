//! The service, a worker and their Neo4j: processes that are killed and started again.

use std::fs::File;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;

use tempfile::TempDir;
use testkit::OwnNeo4j;

/// Which process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    Worker,
    Serve,
    Neo4j,
}

/// A process that ends with the test.
struct Running(Child);

impl Running {
    fn kill(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.kill();
    }
}

/// One import's service, worker, evidence and people; the Neo4j is shared by all.
pub(crate) struct Site<'a> {
    neo4j: &'a OwnNeo4j,
    folder: TempDir,
    queue: String,
    /// Where the service listens, also after it was started again.
    pub(crate) address: String,
    lease: &'static str,
    serve: Mutex<Running>,
    worker: Mutex<Running>,
}

pub(crate) const PASSWORD: &str = "correct horse battery";

impl<'a> Site<'a> {
    /// Starts service and worker, whose claims hold for so many seconds.
    pub(crate) fn start(neo4j: &'a OwnNeo4j, lease: &'static str) -> Self {
        let (folder, queue) = (tempfile::tempdir().unwrap(), testkit::fresh_case());
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
        let create = ["user", "create", "alan", "--role", "analyst", "--password", PASSWORD];
        let made = program(neo4j, folder.path(), &queue).args(create).output().unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let serve = Mutex::new(start(neo4j, folder.path(), &queue, &["serve", "--bind", &address]));
        let worker = Mutex::new(start(neo4j, folder.path(), &queue, &["worker", "--lease", lease]));
        Self { neo4j, folder, queue, address, lease, serve, worker }
    }

    pub(crate) fn kill(&self, which: Which) {
        match which {
            Which::Worker => self.worker.lock().unwrap().kill(),
            Which::Serve => self.serve.lock().unwrap().kill(),
            Which::Neo4j => self.neo4j.kill(),
        }
    }

    pub(crate) fn start_again(&self, which: Which) {
        let start = |arguments: &[&str]| start(self.neo4j, self.folder.path(), &self.queue, arguments);
        match which {
            Which::Worker => *self.worker.lock().unwrap() = start(&["worker", "--lease", self.lease]),
            Which::Serve => *self.serve.lock().unwrap() = start(&["serve", "--bind", &self.address]),
            Which::Neo4j => self.neo4j.start_again(),
        }
    }

    /// Names of the files that are kept as evidence, and how many bytes are still arriving.
    pub(crate) fn kept(&self) -> (Vec<String>, u64) {
        let names = |folder: &Path| -> Vec<String> {
            let entries = std::fs::read_dir(folder).into_iter().flatten();
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
        };
        let files = self.folder.path().join("evidence/files");
        let mut kept: Vec<String> = names(&files).iter().flat_map(|shelf| names(&files.join(shelf))).collect();
        kept.retain(|name| !name.contains('.'));
        let arriving = std::fs::read_dir(self.folder.path().join("web/uploads")).unwrap();
        (kept, arriving.map(|file| file.unwrap().metadata().unwrap().len()).sum())
    }

    /// What the processes said, for a failure.
    pub(crate) fn said(&self) -> String {
        let of = |name: &str| std::fs::read_to_string(self.folder.path().join(name)).unwrap_or_default();
        format!("serve:\n{}\nworker:\n{}", of("serve.log"), of("worker.log"))
    }
}

fn program(neo4j: &OwnNeo4j, folder: &Path, queue: &str) -> Command {
    let server = neo4j.server();
    let mut command = Command::new(env!("CARGO_BIN_EXE_logontracer"));
    command.current_dir(folder).env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.env("LOGONTRACER__NEO4J__URI", server.uri).env("LOGONTRACER__NEO4J__USER", server.user);
    command.env("LOGONTRACER__NEO4J__PASSWORD", server.password).env("LOGONTRACER__NEO4J__QUEUE", queue);
    command.env("LOGONTRACER__EVIDENCE__URL", folder.join("evidence"));
    command.env("LOGONTRACER__WEB__DATA_DIR", folder.join("web"));
    command
}

fn start(neo4j: &OwnNeo4j, folder: &Path, queue: &str, arguments: &[&str]) -> Running {
    let log = File::options().create(true).append(true).open(folder.join(format!("{}.log", arguments[0]))).unwrap();
    let mut command = program(neo4j, folder, queue);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
    Running(command.spawn().unwrap())
}
