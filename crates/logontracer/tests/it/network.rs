//! A network that breaks in the middle of an import and is whole again some seconds later.

use std::process::{Command, Output};
use std::time::Duration;

use testkit::{Break, Wire};

use crate::common::{export, many};
use crate::import::graph;
use crate::slices;
use crate::worker::{Running, Site, is};

/// How long it stays broken.
const AWAY: Duration = Duration::from_secs(2);
const BREAKS: [Break; 2] = [Break::Cut, Break::Swallow];

fn host(uri: &str) -> String {
    uri.rsplit('/').find(|part| !part.is_empty()).expect("a host and a port").to_owned()
}

fn to_neo4j() -> Wire {
    Wire::to(&host(&testkit::neo4j().uri))
}

/// The program behind a wire to Neo4j.
fn behind(mut command: Command, wire: &Wire) -> Command {
    command.env("LOGONTRACER__NEO4J__URI", format!("bolt://{}", wire.address()));
    command.env("LOGONTRACER__NEO4J__TIMEOUT", "2");
    command
}

/// Runs the program while the wire breaks at half of what is usually asked.
fn broken(mut command: Command, wire: &Wire, usual: u64, how: Break) -> Output {
    wire.break_at(wire.asked() + usual / 2, how);
    let child = command.stderr(std::process::Stdio::piped()).stdout(std::process::Stdio::piped()).spawn().unwrap();
    let waiting = std::thread::spawn(move || child.wait_with_output().unwrap());
    wire.until_broken();
    std::thread::sleep(AWAY);
    wire.mend();
    waiting.join().unwrap()
}

#[test]
fn an_import_outlasts_a_broken_way_to_neo4j() {
    let site = Site::new();
    let file = export(site.path(), "a.xml", &many(20_000));
    let (wire, case) = (to_neo4j(), testkit::fresh_case());
    let import = |case: &str| site.program(&["import", "--case", case, file.to_str().unwrap()]);
    assert!(behind(import(&case), &wire).output().unwrap().status.success());
    let (usual, expected) = (wire.asked(), graph(&case));
    for how in BREAKS {
        let (wire, case) = (to_neo4j(), testkit::fresh_case());
        let ended = broken(behind(import(&case), &wire), &wire, usual, how);
        assert!(ended.status.success(), "{how:?}: {}", String::from_utf8_lossy(&ended.stderr));
        assert!(graph(&case) == expected, "{how:?}: another graph");
    }
}

#[test]
fn a_worker_outlasts_a_broken_way_to_neo4j() {
    let site = Site::new();
    let file = export(site.path(), "a.xml", &many(20_000));
    let (wire, case) = (to_neo4j(), testkit::fresh_case());
    site.queue(&case, &file);
    assert!(behind(site.program(&["worker", "--once"]), &wire).status().unwrap().success());
    let (usual, expected) = (wire.asked(), graph(&case));
    for how in BREAKS {
        let (wire, case) = (to_neo4j(), testkit::fresh_case());
        let job = site.queue(&case, &file);
        wire.break_at(usual / 2, how);
        let worker = Running(behind(site.program(&["worker", "--lease", "3"]), &wire).spawn().unwrap());
        wire.until_broken();
        std::thread::sleep(AWAY);
        wire.mend();
        let ended = site.wait(&job, |job| is("done")(job) || is("failed")(job));
        drop(worker);
        assert_eq!(ended["state"], "done", "{how:?}: {ended:#}");
        assert!(graph(&case) == expected, "{how:?}: another graph");
    }
}

#[test]
fn an_import_outlasts_a_broken_way_to_elasticsearch() {
    let site = Site::new();
    let index = slices::company(site.path(), "3");
    let server = testkit::elasticsearch().uri;
    let run = |case: &str, wire: &Wire| {
        let line = ["import", "--es", "--es-index", &index, "--case", case, "--es-reduce=never"];
        let mut command = slices::program(&site, &format!("http://{}", wire.address()), &line);
        command.env("LOGONTRACER__ELASTICSEARCH__TIMEOUT", "2");
        command
    };
    let (wire, case) = (Wire::to(&host(&server)), testkit::fresh_case());
    assert!(run(&case, &wire).output().unwrap().status.success());
    let (usual, expected) = (wire.asked(), graph(&case));
    for how in BREAKS {
        let (wire, case) = (Wire::to(&host(&server)), testkit::fresh_case());
        let ended = broken(run(&case, &wire), &wire, usual, how);
        assert!(ended.status.success(), "{how:?}: {}", String::from_utf8_lossy(&ended.stderr));
        assert!(graph(&case) == expected, "{how:?}: another graph");
    }
}
