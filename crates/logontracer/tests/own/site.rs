//! One installation: its folders, its service, and all that is seen of it.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use model::LogonGraph;
use reqwest::blocking::Client;
use serde_json::{Value, json};
use testkit::{OwnNeo4j, Server};

pub(crate) const PASSWORD: &str = "correct horse battery";

pub(crate) struct Site<'a> {
    neo4j: &'a OwnNeo4j,
    folder: &'a Path,
}

/// What there is, as people see it.
pub(crate) struct Seen {
    pub(crate) graph: LogonGraph,
    pub(crate) ranks: String,
    pub(crate) imports: String,
    users: String,
    jobs: String,
    findings: String,
    /// Kept files and what is in them.
    pub(crate) evidence: Vec<(String, Vec<u8>)>,
}

impl Seen {
    pub(crate) fn texts(&self) -> [&str; 5] {
        [&self.ranks, &self.imports, &self.users, &self.jobs, &self.findings]
    }
}

/// Logons of some accounts from some hosts, with record numbers from `first` on.
fn export(first: u32, count: u32) -> String {
    let mut text = "<Events>".to_owned();
    for n in first..first + count {
        write!(
            text,
            "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><EventID>4624</EventID>\
             <TimeCreated SystemTime='2024-02-{:02}T{:02}:00:00Z'/><EventRecordID>{n}</EventRecordID>\
             <Channel>Security</Channel><Computer>dc01.corp.local</Computer></System><EventData>\
             <Data Name='TargetUserName'>user{}</Data><Data Name='TargetDomainName'>CORP</Data>\
             <Data Name='LogonType'>3</Data><Data Name='IpAddress'>10.0.0.{}</Data></EventData></Event>",
            1 + n % 20,
            n % 24,
            n % 30,
            1 + n % 50
        )
        .unwrap();
    }
    text + "</Events>"
}

impl<'a> Site<'a> {
    pub(crate) fn new(neo4j: &'a OwnNeo4j, folder: &'a Path) -> Self {
        std::fs::write(folder.join("first.xml"), export(1, 500)).unwrap();
        std::fs::write(folder.join("second.xml"), export(501, 300)).unwrap();
        Self { neo4j, folder }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    pub(crate) fn file(&self, name: &str) -> String {
        self.path(&format!("{name}.xml")).display().to_string()
    }

    fn program(&self, arguments: &[&str]) -> Command {
        let Server { uri, user, password } = self.neo4j.server();
        let mut command = Command::new(env!("CARGO_BIN_EXE_logontracer"));
        command.current_dir(self.folder).env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("LOGONTRACER__NEO4J__URI", uri).env("LOGONTRACER__NEO4J__USER", user);
        command.env("LOGONTRACER__NEO4J__PASSWORD", password);
        command.env("LOGONTRACER__EVIDENCE__URL", self.path("evidence"));
        command.env("LOGONTRACER__WEB__DATA_DIR", self.path("web")).args(arguments);
        command
    }

    /// What the program says when all goes well.
    pub(crate) fn done(&self, arguments: &[&str]) -> String {
        let ran = self.program(arguments).output().unwrap();
        let said = [ran.stdout, ran.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
        assert!(ran.status.success(), "{arguments:?}: {said}");
        said
    }

    /// What the program shows, also where that is nothing.
    fn shown(&self, arguments: &[&str]) -> String {
        String::from_utf8(self.program(arguments).output().unwrap().stdout).unwrap()
    }

    pub(crate) fn seen(&self) -> Seen {
        Seen {
            graph: self.graph(),
            ranks: self.done(&["rank", "--case", "old", "--json", "-n", "0"]),
            imports: self.done(&["case", "imports", "old"]),
            users: self.done(&["user", "list"]),
            jobs: self.shown(&["job", "list"]),
            findings: self.shown(&["findings", "--case", "old"]),
            evidence: files(&self.path("evidence/files")),
        }
    }

    fn graph(&self) -> LogonGraph {
        let Server { uri, user, password } = self.neo4j.server();
        let settings = store::Settings { uri, user, password, ..store::Settings::default() };
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let store = store::Store::connect(&settings).await.unwrap();
            store.case_graph("old").await.unwrap()
        })
    }

    pub(crate) fn serve(&self) -> Service {
        let mut command = self.program(&["serve", "--bind", "127.0.0.1:0"]);
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
        let address = lines.find_map(|line| line.strip_prefix("listening on ").map(str::to_owned));
        // Read on, lest it waits for somebody who does.
        std::thread::spawn(move || lines.for_each(drop));
        Service { child, address: address.expect("where it listens"), client: Client::new() }
    }
}

/// The service; it ends with this.
pub(crate) struct Service {
    child: Child,
    address: String,
    client: Client,
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Service {
    /// The cookie of who signs in.
    pub(crate) fn sign_in(&self) -> String {
        let sign_in = json!({ "name": "ann", "password": PASSWORD });
        let answer = self.client.post(format!("{}/api/v1/session", self.address)).json(&sign_in).send().unwrap();
        assert_eq!(answer.status(), 200);
        answer.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned()
    }

    pub(crate) fn get(&self, path: &str, cookie: &str) -> Value {
        let request = self.client.get(format!("{}/api/v1{path}", self.address)).header("cookie", cookie);
        request.send().unwrap().json().unwrap()
    }
}

/// All files below a folder, in order.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    let one = |path: PathBuf| {
        if path.is_dir() { files(&path) } else { vec![(name(&path), std::fs::read(&path).unwrap())] }
    };
    entries.into_iter().flat_map(one).collect()
}

pub(crate) fn copy(from: &Path, to: &Path) {
    assert!(Command::new("cp").arg("-r").args([from, to]).status().unwrap().success());
}
