//! Workers on a real server. Each test has a queue and a place for evidence of its own.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use ingest::worker::Kind;
use model::LogonGraph;
use serde_json::{Value, json};
use tempfile::TempDir;
use testkit::S3;

use crate::common::{export, many, run, with_elasticsearch, with_server};

/// A folder, a queue and what works on them.
pub(crate) struct Site {
    folder: TempDir,
    pub(crate) queue: String,
}

impl Site {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), queue: testkit::fresh_case() }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn program(&self, arguments: &[&str]) -> Command {
        let mut command = with_server(self.path());
        command.env("LOGONTRACER__NEO4J__QUEUE", &self.queue);
        command.env("LOGONTRACER__EVIDENCE__URL", self.path().join("evidence")).args(arguments);
        command
    }

    pub(crate) fn done(&self, arguments: &[&str]) -> String {
        let (code, out, err) = run(&mut self.program(arguments));
        assert_eq!(code, 0, "{arguments:?}: {err}");
        out + &err
    }

    pub(crate) fn queue(&self, case: &str, file: &Path) -> String {
        let said = self.done(&["import", "--queue", "--case", case, file.to_str().unwrap()]);
        said.split("job ").nth(1).and_then(|rest| rest.split(' ').next()).expect("a job's id").to_owned()
    }

    pub(crate) fn job(&self, id: &str) -> Value {
        serde_json::from_str(&run(&mut self.program(&["job", "show", id])).1).unwrap()
    }

    /// Waits until the job is as wished.
    pub(crate) fn wait(&self, id: &str, wished: impl Fn(&Value) -> bool) -> Value {
        let begun = Instant::now();
        loop {
            let job = self.job(id);
            if wished(&job) {
                return job;
            }
            assert!(begun.elapsed() < Duration::from_mins(3), "still {job:#}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn worker(&self, more: &[&str]) -> Running {
        Running(self.program(&[&["worker"], more].concat()).spawn().unwrap())
    }

    pub(crate) fn kept(&self) -> Vec<PathBuf> {
        let shelves = std::fs::read_dir(self.path().join("evidence/files")).unwrap();
        let files = shelves.flat_map(|shelf| std::fs::read_dir(shelf.unwrap().path()).unwrap());
        files.map(|file| file.unwrap().path()).filter(|path| path.extension().is_none()).collect()
    }
}

/// A worker that ends with the test.
pub(crate) struct Running(pub(crate) Child);

impl Running {
    fn signal(&self, name: &str) {
        assert!(Command::new("kill").args([name, &self.0.id().to_string()]).status().unwrap().success());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

pub(crate) fn is(state: &'static str) -> impl Fn(&Value) -> bool {
    move |job| job["state"] == state
}

fn at(stage: &'static str) -> impl Fn(&Value) -> bool {
    move |job| job["state"] == "running" && job["progress"]["stage"] == stage
}

fn graph(case: &str) -> LogonGraph {
    crate::import::graph(case)
}

/// What an import without any queue makes of a file.
fn undisturbed(site: &Site, file: &Path) -> LogonGraph {
    let case = testkit::fresh_case();
    site.done(&["import", "--case", &case, file.to_str().unwrap()]);
    graph(&case)
}

#[test]
fn two_workers_do_several_imports_at_once() {
    let site = Site::new();
    let events = many(1500);
    let files: Vec<_> =
        (0..4).map(|n| export(site.path(), &format!("{n}.xml"), &events[n * 300..(n + 1) * 300])).collect();
    let cases: Vec<_> = (0..3).map(|_| testkit::fresh_case()).collect();
    // Two of them share a case, and so take turns.
    let jobs: Vec<_> = files.iter().zip([0, 1, 2, 2]).map(|(file, case)| site.queue(&cases[case], file)).collect();
    let workers = [site.worker(&["--once", "--jobs", "2", "--name", "a"]), site.worker(&["--once", "--name", "b"])];
    for mut worker in workers {
        assert!(worker.0.wait().unwrap().success());
    }
    for id in &jobs {
        let job = site.job(id);
        assert_eq!(job["state"], "done", "{job:#}");
        assert_eq!((&job["result"]["report"]["kept"], &job["tries"]), (&300.into(), &1.into()));
        assert!(job["result"]["ranked"]["accounts"].as_u64().unwrap() > 0, "{job:#}");
    }
    for (case, file) in cases[..2].iter().zip(&files) {
        assert!(graph(case) == undisturbed(&site, file));
    }
    assert_eq!(graph(&cases[2]).logons.iter().map(|edge| edge.count).sum::<u32>(), 600);
    let imports = site.done(&["case", "imports", &cases[0]]);
    assert!(imports.contains(site.job(&jobs[0])["result"]["import"].as_str().unwrap()), "{imports}");
}

#[test]
fn another_worker_takes_over_from_a_killed_one() {
    let site = Site::new();
    let file = export(site.path(), "a.xml", &many(60_000));
    let expected = undisturbed(&site, &file);
    for stage in ["reading", "writing"] {
        let case = testkit::fresh_case();
        let job = site.queue(&case, &file);
        let mut first = site.worker(&["--name", "first", "--lease", "3"]);
        site.wait(&job, at(stage));
        first.0.kill().unwrap();
        first.0.wait().unwrap();
        let second = site.worker(&["--name", "second", "--lease", "3"]);
        let ended = site.wait(&job, is("done"));
        drop(second);
        assert!(graph(&case) == expected, "killed while {stage}");
        assert_eq!((&ended["worker"], &ended["tries"]), (&"second".into(), &2.into()), "{ended:#}");
    }
}

#[test]
fn cancelling_takes_back_what_was_written() {
    let site = Site::new();
    let file = export(site.path(), "a.xml", &many(60_000));
    let case = testkit::fresh_case();
    let job = site.queue(&case, &file);
    let worker = site.worker(&[]);
    site.wait(&job, |job| at("reading")(job) || at("writing")(job));
    site.done(&["job", "cancel", &job]);
    let ended = site.wait(&job, |job| job["finished"].is_string());
    drop(worker);
    assert_eq!(ended["state"], "cancelled", "{ended:#}");
    assert!(graph(&case) == LogonGraph::default());
    assert_eq!(run(&mut site.program(&["case", "imports", &case])).0, 1, "an import is left");
    site.done(&["job", "retry", &job]);
    assert!(site.worker(&["--once"]).0.wait().unwrap().success());
    assert_eq!(site.job(&job)["state"], "done");
    assert_eq!(graph(&case).logons.iter().map(|edge| edge.count).sum::<u32>(), 60_000);
}

#[test]
fn a_worker_told_to_end_gives_its_job_back() {
    let site = Site::new();
    let file = export(site.path(), "a.xml", &many(60_000));
    let expected = undisturbed(&site, &file);
    let case = testkit::fresh_case();
    let job = site.queue(&case, &file);
    let mut worker = site.worker(&[]);
    site.wait(&job, |job| at("reading")(job) || at("writing")(job));
    worker.signal("-TERM");
    assert!(worker.0.wait().unwrap().success());
    let left = site.job(&job);
    assert_eq!((&left["state"], &left["tries"]), (&"queued".into(), &0.into()), "{left:#}");
    assert!(site.worker(&["--once"]).0.wait().unwrap().success());
    assert_eq!(site.job(&job)["state"], "done");
    assert!(graph(&case) == expected);
}

#[test]
fn a_damaged_file_fails_with_code_sentence_and_hint_and_the_next_job_is_done() {
    let site = Site::new();
    let bad = site.path().join("bad.evtx");
    std::fs::write(&bad, [b"ElfFile\0".as_slice(), &[0xff; 5000]].concat()).unwrap();
    let good = export(site.path(), "good.xml", &many(20));
    let case = testkit::fresh_case();
    let (bad, good) = (site.queue(&case, &bad), site.queue(&case, &good));
    assert!(site.worker(&["--once"]).0.wait().unwrap().success());
    let failed = site.job(&bad);
    assert_eq!(failed["state"], "failed", "{failed:#}");
    assert_eq!(failed["error"]["code"], "bad_evtx", "{failed:#}");
    assert!(failed["error"]["text"].as_str().unwrap().contains("bad.evtx: "), "{failed:#}");
    assert!(failed["error"]["hint"].is_string(), "{failed:#}");
    assert_eq!(site.job(&good)["state"], "done");
    let imports = site.done(&["case", "imports", &case]);
    assert!(!imports.contains("bad.evtx"), "a failed import leaves no record: {imports}");
}

#[test]
fn the_same_file_is_kept_once_and_counts_once() {
    let site = Site::new();
    let events = many(50);
    let (a, b) = (export(site.path(), "a.xml", &events), export(site.path(), "b.xml", &events));
    let case = testkit::fresh_case();
    let (first, second) = (site.queue(&case, &a), site.queue(&case, &b));
    assert_eq!(site.kept().len(), 1);
    assert!(site.worker(&["--once"]).0.wait().unwrap().success());
    let (first, second) = (site.job(&first), site.job(&second));
    assert_eq!((&first["result"]["before"], &second["result"]["before"]), (&false.into(), &true.into()));
    assert_eq!(first["result"]["import"], second["result"]["import"]);
    assert_eq!(first["result"]["report"], second["result"]["report"]);
    assert_eq!(graph(&case).logons.iter().map(|edge| edge.count).sum::<u32>(), 50);
}

/// One job of each other kind, one after the other; what each leaves is what the next needs.
#[test]
fn every_kind_of_job_is_done() {
    let site = Site::new();
    let (case, runtime) = (testkit::fresh_case(), tokio::runtime::Runtime::new().unwrap());
    let index = format!("{case}-logs");
    let company = ["lab", "load", "--accounts", "50", "--days", "4", "--quiet", "--es-index", &index];
    assert_eq!(run(with_elasticsearch(site.path()).args(company)).0, 0);
    let server = testkit::neo4j();
    let settings = store::Settings {
        uri: server.uri,
        user: server.user,
        password: server.password,
        queue: site.queue.clone(),
        ..store::Settings::default()
    };
    let store = runtime.block_on(store::Store::connect(&settings)).unwrap();
    let did = |kind: Kind, order: Value| {
        let id = runtime.block_on(store.job_add(&kind.job(&case, &order, "tester"))).unwrap();
        let mut worker = with_elasticsearch(site.path());
        worker.env("LOGONTRACER__NEO4J__QUEUE", &site.queue);
        worker.env("LOGONTRACER__EVIDENCE__URL", site.path().join("evidence"));
        let (code, _, err) = run(worker.args(["worker", "--once"]));
        assert_eq!(code, 0, "{err}");
        site.job(&id)
    };
    let imported = did(Kind::ImportEs, json!({"index": index, "export": true}));
    assert_eq!(imported["state"], "done", "{imported:#}");
    assert!(imported["result"]["exported"]["written"].as_u64().unwrap() > 0, "{imported:#}");
    assert!(!graph(&case).logons.is_empty());
    let ranked = did(Kind::Analyze, json!({"ranking": "classic"}));
    assert!(ranked["result"]["ranked"]["accounts"].as_u64().unwrap() > 0, "{ranked:#}");
    let exported = did(Kind::Export, json!({}));
    assert!(exported["result"]["exported"]["accounts"].as_u64().unwrap() > 0, "{exported:#}");
    let replaced = export(site.path(), "a.xml", &many(30));
    site.done(&["import", "--queue", "--delete", "--case", &case, replaced.to_str().unwrap()]);
    let nonsense = did(Kind::Analyze, json!({"ranking": "by colour"}));
    assert_eq!((&nonsense["state"], &nonsense["error"]["code"]), (&"failed".into(), &"bad_order".into()));
    assert_eq!(graph(&case).logons.iter().map(|edge| edge.count).sum::<u32>(), 30, "only what replaced the rest");
    let left = runtime.block_on(store.import_list(&case)).unwrap();
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].evidence.len(), 1, "an import knows its files");
    let removed = did(Kind::RemoveImport, json!({"import": left[0].id}));
    assert_eq!(removed["state"], "done", "{removed:#}");
    assert!(graph(&case) == LogonGraph::default());
    let gone = did(Kind::RemoveCase, json!({"case": case}));
    assert_eq!(gone["state"], "done", "{gone:#}");
    assert!(!runtime.block_on(store.case_exists(&case)).unwrap());
}

#[test]
fn a_worker_tells_how_it_is() {
    let site = Site::new();
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let file = export(site.path(), "a.xml", &many(20));
    let job = site.queue(&testkit::fresh_case(), &file);
    let _worker = site.worker(&["--metrics", &address]);
    site.wait(&job, is("done"));
    let get = |path: &str| {
        let mut stream = TcpStream::connect(&address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    };
    assert!(get("/health").starts_with("HTTP/1.1 200"));
    assert!(get("/ready").starts_with("HTTP/1.1 200"));
    std::thread::sleep(Duration::from_millis(500));
    let figures = get("/metrics");
    let line = "logontracer_jobs_total{kind=\"import\",state=\"done\"} 1";
    assert!(figures.contains(line), "{figures}");
    assert!(figures.contains("logontracer_records_read_total 20"), "{figures}");
}

#[test]
fn files_kept_in_a_store_that_speaks_s3_are_imported_from_there() {
    let site = Site::new();
    let store = S3::start(&site.path().join("store"));
    let kept_there = |mut command: Command, cache: &str| {
        command.env("LOGONTRACER__EVIDENCE__URL", format!("s3://{}/logs", S3::BUCKET));
        command.env("LOGONTRACER__EVIDENCE__ENDPOINT", &store.endpoint).env("LOGONTRACER__EVIDENCE__REGION", "local");
        command.env("LOGONTRACER__EVIDENCE__ACCESS_KEY", S3::KEY).env("AWS_SECRET_ACCESS_KEY", S3::SECRET);
        command.env("LOGONTRACER__EVIDENCE__CACHE", site.path().join(cache));
        command
    };
    let (file, case) = (export(site.path(), "a.xml", &many(2_000)), testkit::fresh_case());
    let queue = ["import", "--queue", "--case", &case, file.to_str().unwrap()];
    let (code, _, err) = run(&mut kept_there(site.program(&queue), "here"));
    assert_eq!(code, 0, "{err}");
    // Another machine has another cache, and nothing of the file but its checksum.
    std::fs::remove_file(&file).unwrap();
    let (code, _, err) = run(&mut kept_there(site.program(&["worker", "--once"]), "there"));
    assert_eq!(code, 0, "{err}");
    assert_eq!(graph(&case).logons.iter().map(|edge| edge.count).sum::<u32>(), 2_000);
}
