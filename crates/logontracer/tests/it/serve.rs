//! The service and a worker as two processes: from a file handed in to a ranked case, watched on the way.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use reqwest::Method;
use reqwest::blocking::{Client, RequestBuilder, Response};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::common::{export, many, program, run, with_server};

/// A folder with the service's files, a queue, and the service.
pub(crate) struct Site {
    pub(crate) folder: TempDir,
    pub(crate) queue: String,
}

/// A process that ends with the test.
pub(crate) struct Running(pub(crate) Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Site {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), queue: testkit::fresh_case() }
    }

    pub(crate) fn set_up(&self, mut command: Command) -> Command {
        let folder = |name: &str| self.folder.path().join(name);
        command.env("LOGONTRACER__NEO4J__QUEUE", &self.queue);
        command.env("LOGONTRACER__EVIDENCE__URL", folder("evidence")).env("LOGONTRACER__WEB__DATA_DIR", folder("web"));
        command
    }

    /// Starts the service; gives what it says first, and its address.
    pub(crate) fn serve(&self) -> (Running, String, String) {
        let mut command = self.set_up(with_server(self.folder.path()));
        listening(command.args(["serve", "--bind", "127.0.0.1:0"]))
    }

    pub(crate) fn user(&self, arguments: &[&str]) -> (i32, String, String) {
        let mut command = self.set_up(program(self.folder.path()));
        run(command.arg("user").args(arguments))
    }

    /// An analyst, signed in.
    pub(crate) fn analyst(&self, address: &str) -> Page {
        assert_eq!(self.user(&["create", "alan", "--role", "analyst", "--password", PASSWORD]).0, 0);
        Page::open(address, "alan", PASSWORD)
    }

    pub(crate) fn worker(&self, arguments: &[&str]) -> Running {
        let mut command = self.set_up(with_server(self.folder.path()));
        Running(command.arg("worker").args(arguments).spawn().unwrap())
    }
}

pub(crate) const PASSWORD: &str = "correct horse battery";

/// Starts a service; gives what it says first, and its address.
pub(crate) fn listening(command: &mut Command) -> (Running, String, String) {
    let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
    let mut said = String::new();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let address = loop {
        let line = lines.next().expect("it says where it listens").unwrap();
        if let Some(address) = line.strip_prefix("listening on ") {
            break address.to_owned();
        }
        said += &line;
    };
    // Read on, lest it waits for somebody who does.
    std::thread::spawn(move || lines.for_each(drop));
    (Running(child), said, address)
}

/// A page that is signed in.
pub(crate) struct Page {
    client: Client,
    address: String,
    cookie: String,
    csrf: String,
}

impl Page {
    pub(crate) fn open(address: &str, name: &str, password: &str) -> Self {
        let client = Client::builder().timeout(None).build().unwrap();
        let sign_in = json!({ "name": name, "password": password });
        let answer = client.post(format!("{address}/api/v1/session")).json(&sign_in).send().unwrap();
        assert_eq!(answer.status(), 200);
        let cookie = answer.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        let csrf = answer.json::<Value>().unwrap()["csrf"].as_str().unwrap().to_owned();
        Self { client, address: address.to_owned(), cookie, csrf }
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}/api/v1{path}", self.address));
        request.header("cookie", &self.cookie).header("x-csrf-token", &self.csrf)
    }

    pub(crate) fn get(&self, path: &str) -> Value {
        self.request(Method::GET, path).send().unwrap().json().unwrap()
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Response {
        self.request(Method::POST, path).json(body).send().unwrap()
    }
}

/// What is answered to a file that is handed in.
pub(crate) fn hand_in(page: &Page, case: &str, file: Vec<u8>) -> Response {
    page.request(Method::PUT, &format!("/cases/{case}/uploads?name=Security.xml")).body(file).send().unwrap()
}

/// Orders the import of a file that was handed in; gives the job's id.
pub(crate) fn order(page: &Page, case: &str, kept: &Value) -> String {
    let files = json!({ "files": [{ "sha256": kept["sha256"], "name": kept["name"] }] });
    let job: Value = page.post(&format!("/cases/{case}/imports"), &files).json().unwrap();
    assert_eq!(job["state"], "queued", "{job:#}");
    job["id"].as_str().unwrap().to_owned()
}

/// The jobs that a watcher is told of until the stream ends.
fn watched(page: &Page, id: &str) -> Vec<Value> {
    let stream = page.request(Method::GET, &format!("/jobs/{id}/events")).send().unwrap();
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    let lines = BufReader::new(stream).lines().map(Result::unwrap);
    lines.filter_map(|line| Some(serde_json::from_str(line.strip_prefix("data: ")?).unwrap())).collect()
}

#[test]
fn an_import_is_watched_to_its_end() {
    let site = Site::new();
    let (_service, said, address) = site.serve();
    let once = said.rsplit('`').nth(1).expect("a one-time password").to_owned();
    let page = Page::open(&address, "admin", &once);
    assert_eq!(page.get("/session")["must_change_password"], true);
    let alan = site.analyst(&address);
    let case = testkit::fresh_case();
    assert_eq!(alan.post("/cases", &json!({ "name": case })).status(), 201);
    let file = std::fs::read(export(site.folder.path(), "a.xml", &many(600))).unwrap();
    let kept = hand_in(&alan, &case, file);
    assert_eq!(kept.status(), 201);
    let job = order(&alan, &case, &kept.json().unwrap());
    let _worker = site.worker(&["--once"]);
    let told = watched(&alan, &job);
    let last = told.last().unwrap();
    assert_eq!((&last["state"], &last["result"]["report"]["kept"]), (&json!("done"), &json!(600)), "{last:#}");
    assert!(told.windows(2).all(|pair| pair[0] != pair[1]));
    let summary = alan.get(&format!("/cases/{case}"));
    assert!(summary["accounts"].as_u64().unwrap() > 100 && summary["edges"].as_u64().unwrap() > 100, "{summary:#}");
    assert_eq!((&summary["imports"], &summary["ranking"]), (&json!(1), &json!("score")));
    let import = &alan.get(&format!("/cases/{case}/imports"))["imports"][0];
    assert_eq!((&import["by"], &import["state"]), (&json!("alan"), &json!("done")));
    let id = import["id"].as_str().unwrap();
    assert_eq!(alan.get(&format!("/cases/{case}/imports/{id}"))["report"]["kept"], 600);
    let coverage = alan.get(&format!("/cases/{case}/coverage"));
    assert_eq!((&coverage["imports"], &coverage["kept"]), (&json!(1), &json!(600)));
    assert_eq!(coverage["logs"][0]["import"].as_str(), Some(id));
    let removal = alan.request(Method::DELETE, &format!("/cases/{case}")).send().unwrap();
    assert_eq!(removal.status(), 202);
    let removal: Value = removal.json().unwrap();
    let _worker = site.worker(&["--once"]);
    assert_eq!(watched(&alan, removal["id"].as_str().unwrap()).last().unwrap()["state"], "done");
    let gone = alan.request(Method::GET, &format!("/cases/{case}")).send().unwrap();
    assert_eq!(gone.status(), 404);
}

#[test]
fn the_service_gives_memory_back_at_once_and_stays_the_same_process() {
    let (service, ..) = Site::new().serve();
    let about = |what: &str| std::fs::read_to_string(format!("/proc/{}/{what}", service.0.id())).unwrap();
    for setting in ["MIMALLOC_PURGE_DELAY=0", "MIMALLOC_ALLOW_THP=0"] {
        assert!(about("environ").split('\0').any(|other| other == setting), "{setting}");
    }
    let line = about("cmdline");
    assert_eq!(line.split('\0').skip(1).collect::<Vec<_>>(), ["serve", "--bind", "127.0.0.1:0", ""]);
}

#[test]
fn people_are_managed_beside_the_service() {
    let site = Site::new();
    assert_eq!(site.user(&["list"]).0, 1);
    let (code, once, _) = site.user(&["create", "eve", "--role", "admin"]);
    assert!(code == 0 && once.trim().len() >= 16, "{once}");
    assert_eq!(site.user(&["create", "EVE"]).0, 2);
    assert_eq!(site.user(&["create", "bob", "--password", "short"]).0, 2);
    let (code, _, said) = site.user(&["suspend", "eve"]);
    assert!(code == 2 && said.contains("the last admin"), "{said}");
    assert_eq!(site.user(&["create", "ann", "--role", "admin"]).0, 0);
    assert_eq!(site.user(&["suspend", "eve"]).0, 0);
    let (_, list, _) = site.user(&["list"]);
    assert!(list.contains("eve") && list.contains("suspended"), "{list}");
    assert_eq!(site.user(&["role", "eve", "viewer"]).0, 0);
    let (code, another, said) = site.user(&["password", "eve"]);
    assert!(code == 0 && another != once, "{said}");
    assert_eq!(site.user(&["delete", "eve"]).0, 0);
    let folder = site.folder.path().join("backup");
    let mut backup = site.set_up(program(site.folder.path()));
    let (code, _, said) = run(backup.arg("backup").arg(&folder));
    assert!(code == 0 && said.contains("neo4j-admin database dump"), "{said}");
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), 1);
}
