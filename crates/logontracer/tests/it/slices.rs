//! An import from Elasticsearch in slices that several workers read.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use model::LogonGraph;
use serde_json::Value;
use testkit::Wire;

use crate::common::{run, with_elasticsearch};
use crate::import::graph;
use crate::worker::{Running, Site, is};

/// The program at a site, with the test cluster at `address`.
pub(crate) fn program(site: &Site, address: &str, arguments: &[&str]) -> Command {
    let server = testkit::elasticsearch();
    let mut command = site.program(arguments);
    command.env("LOGONTRACER__ELASTICSEARCH__SERVER", address);
    command.env("LOGONTRACER__ELASTICSEARCH__USER", server.user);
    command.env("LOGONTRACER__ELASTICSEARCH__PASSWORD", server.password);
    command.env("LOGONTRACER__ELASTICSEARCH__REDUCE_FROM", "0");
    command
}

fn worker(site: &Site, address: &str, name: &str) -> Running {
    let line = ["worker", "--name", name, "--lease", "3"];
    Running(program(site, address, &line).spawn().unwrap())
}

pub(crate) fn company(folder: &Path, days: &str) -> String {
    let index = format!("{}-logs", testkit::fresh_case());
    let line = ["lab", "load", "--accounts", "50", "--days", days, "--es-index", &index];
    assert_eq!(run(with_elasticsearch(folder).args(line)).0, 0);
    index
}

pub(crate) fn queue(site: &Site, index: &str, case: &str, more: &[&str]) -> String {
    let line = ["import", "--queue", "--es", "--es-index", index, "--case", case];
    let said = site.done(&[&line, more].concat());
    said.split("job ").nth(1).and_then(|rest| rest.split(' ').next()).expect("a job's id").to_owned()
}

/// What an import without any queue makes of the index.
pub(crate) fn undisturbed(site: &Site, index: &str, how: &str) -> LogonGraph {
    let case = testkit::fresh_case();
    let line = ["import", "--es", "--es-index", index, "--case", &case, how];
    let (code, _, err) = run(&mut program(site, &testkit::elasticsearch().uri, &line));
    assert_eq!(code, 0, "{err}");
    graph(&case)
}

/// How many slices of an import have been read.
fn read(site: &Site, job: &Value) -> u64 {
    let id = job["id"].as_str().unwrap();
    let server = testkit::neo4j();
    let settings = store::Settings {
        uri: server.uri,
        user: server.user,
        password: server.password,
        queue: site.queue.clone(),
        ..Default::default()
    };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let store = store::Store::connect(&settings).await.expect("the test server");
        store.job_counts(Some(id)).await.expect("counts").done
    })
}

#[test]
fn slices_give_the_same_graph_whoever_reads_them_also_after_a_kill() {
    let site = Site::new();
    let (index, address) = (company(site.path(), "6"), testkit::elasticsearch().uri);
    for how in ["--es-reduce=never", "--es-reduce=always"] {
        let expected = undisturbed(&site, &index, how);
        let case = testkit::fresh_case();
        let job = queue(&site, &index, &case, &[how, "--es-slice", "1000"]);
        let mut first = worker(&site, &address, "first");
        site.wait(&job, |job| is("done")(job) || read(&site, job) >= 2);
        first.0.kill().unwrap();
        first.0.wait().unwrap();
        let others = [worker(&site, &address, "second"), worker(&site, &address, "third")];
        let ended = site.wait(&job, |job| is("done")(job) || is("failed")(job));
        drop(others);
        assert_eq!(ended["state"], "done", "{ended:#}");
        assert!(graph(&case) == expected, "another graph with {how}");
        let report = &ended["result"]["report"];
        assert_eq!(report["reduced"].is_null(), how.ends_with("never"), "{report:#}");
        assert!(read(&site, &ended) > 3, "several slices");
        assert!(site.kept().is_empty(), "spools go when they are taken in");
        // Other slices hold the same.
        let again = queue(&site, &index, &case, &[how, "--es-slice", "1700"]);
        let last = worker(&site, &address, "last");
        let ended = site.wait(&again, |job| is("done")(job) || is("failed")(job));
        drop(last);
        // Counted events have no record numbers to know them by again: their time is left out.
        let nothing = ended["result"]["before"] == true;
        assert!(nothing || how.ends_with("always") && ended["result"]["report"]["kept"] == 0, "{ended:#}");
        assert!(graph(&case) == expected, "the same again changes nothing");
    }
}

#[test]
fn two_workers_take_hardly_more_than_half_of_the_time_of_one() {
    let site = Site::new();
    let index = company(site.path(), "6");
    let server = testkit::elasticsearch().uri;
    let wire = Wire::long(server.trim_start_matches("http://").trim_end_matches('/'), Duration::from_millis(150));
    let address = format!("http://{}", wire.address());
    let mut graphs = Vec::new();
    let mut times = Vec::new();
    for names in [&["one"][..], &["one", "two"]] {
        let case = testkit::fresh_case();
        let begun = Instant::now();
        let job = queue(&site, &index, &case, &["--es-reduce=never", "--es-slice", "2000"]);
        let workers: Vec<Running> = names.iter().map(|name| worker(&site, &address, name)).collect();
        let ended = site.wait(&job, |job| is("done")(job) || is("failed")(job));
        times.push(begun.elapsed().as_secs_f64());
        drop(workers);
        assert_eq!(ended["state"], "done", "{ended:#}");
        graphs.push(graph(&case));
    }
    assert!(graphs[0] == graphs[1], "another graph");
    assert!(times[1] <= 0.65 * times[0], "two workers {:.1} s, one {:.1} s", times[1], times[0]);
}
