//! Elasticsearch and back, with real servers: the program alone, as people run it.

use std::path::Path;
use std::time::Duration;

use crate::common::{program, run, with_elasticsearch, with_server};
use crate::import::graph;
use crate::watch::counted;

/// A company of fifty people in an index of its own.
fn company(folder: &Path, days: &str) -> String {
    let index = format!("{}-logs", testkit::fresh_case());
    let line = ["lab", "load", "--accounts", "50", "--days", days, "--es-index", &index];
    let (code, _, err) = run(with_elasticsearch(folder).args(line));
    assert_eq!(code, 0, "{err}");
    index
}

#[test]
fn a_killed_import_from_elasticsearch_goes_on_and_loses_or_doubles_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let index = company(folder.path(), "8");
    let import = |case: &str| {
        let mut command = with_elasticsearch(folder.path());
        command.args(["import", "--es", "--es-index", &index, "--case", case]);
        command
    };
    let whole = testkit::fresh_case();
    let (code, _, err) = run(&mut import(&whole));
    assert!(code == 0 && err.contains(" documents, "), "{err}");
    let expected = graph(&whole);
    for delay in [200, 600, 1200, 2500] {
        let case = testkit::fresh_case();
        let mut child = import(&case).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(delay));
        child.kill().unwrap();
        child.wait().unwrap();
        let (code, _, err) = run(&mut import(&case));
        assert_eq!(code, 0, "{err}");
        assert!(graph(&case) == expected, "killed after {delay} ms");
        assert_eq!(run(with_server(folder.path()).args(["case", "remove", &case])).0, 0);
    }
    assert_eq!(run(with_server(folder.path()).args(["case", "remove", &whole])).0, 0);
}

#[test]
fn counted_events_are_not_counted_again() {
    let (folder, case) = (tempfile::tempdir().unwrap(), testkit::fresh_case());
    let index = company(folder.path(), "1");
    let import_of = |index: &str, how: &str, more: &[&str]| {
        let mut command = with_elasticsearch(folder.path());
        command.env("LOGONTRACER__ELASTICSEARCH__REDUCE_FROM", "0");
        run(command.args(["import", "--es", "--es-index", index, "--case", &case, how]).args(more))
    };
    let import = |how: &str| import_of(&index, how, &[]);
    let (code, _, err) = import("--es-reduce");
    assert!(
        code == 0 && err.contains("were counted in the cluster into") && err.contains("detections were off"),
        "{err}"
    );
    let (code, _, err) = import("--es-reduce=always");
    assert!(code == 0 && err.contains("nothing changed"), "{err}");
    let expected = graph(&case);
    let (code, _, err) = import("--es-reduce=never");
    assert!(code == 0 && counted(&graph(&case)) == counted(&expected), "what was counted is left out: {err}");
    let (code, _, err) = import_of(&format!("{index}*"), "--es-reduce=never", &[]);
    assert!(code == 2 && err.contains("would have them counted again") && err.contains("hint: "), "{err}");
    assert_eq!(run(with_server(folder.path()).args(["case", "remove", &case])).0, 0);
    let (code, _, err) = import("--es-reduce=never");
    assert!(code == 0 && !err.contains("counted in the cluster"), "{err}");
    let read = graph(&case);
    let (code, _, err) = import("--es-reduce=always");
    assert!(code == 0 && counted(&graph(&case)) == counted(&read), "what was read is left out: {err}");
    let (code, _, err) = import_of(&format!("{index}*"), "--es-reduce=always", &[]);
    assert!(code == 2 && err.contains("could not tell apart"), "{err}");
    let (code, _, err) = import("--es-reduce=auto");
    assert!(code == 0 && !err.contains("into "), "read instead: {err}");
    assert_eq!(run(with_server(folder.path()).args(["case", "remove", &case])).0, 0);
    // A stretch in the middle first, then all that is around it, in the middle of hours.
    let span = expected.span.expect("events");
    let time = |third: i64| {
        let ms = span.start.ms() + third * (span.end.ms() - span.start.ms()) / 3;
        jiff::Timestamp::from_millisecond(ms).unwrap().strftime("%FT%T").to_string()
    };
    let (code, _, err) = import_of(&index, "--es-reduce", &["-f", &time(1), "-t", &time(2)]);
    assert!(code == 0 && err.contains("were counted in the cluster into"), "{err}");
    let (code, _, err) = import("--es-reduce=always");
    assert!(code == 0 && err.contains("were counted in the cluster into"), "{err}");
    assert!(counted(&graph(&case)) == counted(&expected), "each event once");
    assert_eq!(run(with_server(folder.path()).args(["case", "remove", &case])).0, 0);
}

#[test]
fn triage_reads_elasticsearch_without_neo4j() {
    let folder = tempfile::tempdir().unwrap();
    let index = company(folder.path(), "2");
    let mut command = with_elasticsearch(folder.path());
    command.env_remove("LOGONTRACER__NEO4J__URI").env_remove("LOGONTRACER__NEO4J__PASSWORD");
    let (code, out, err) = run(command.args(["triage", "--es", "--es-index", &index, "--json"]));
    assert_eq!(code, 0, "{err}");
    assert!(err.contains(" documents, ") && err.contains("holes was not judged"), "{err}");
    let ranks: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert!(!ranks["accounts"].as_array().unwrap().is_empty(), "{out}");
}

#[test]
fn a_company_goes_from_elasticsearch_to_ranks_and_back() {
    let (folder, case) = (tempfile::tempdir().unwrap(), testkit::fresh_case());
    let index = format!("{case}-logs");
    let truth = folder.path().join("truth.json");
    let es = || with_elasticsearch(folder.path());
    let load = || {
        let company =
            ["lab", "load", "--accounts", "50", "--days", "6", "--attack", "kerberoast", "--es-index", &index];
        run(es().args(company).arg("--truth").arg(&truth))
    };
    let (code, _, err) = load();
    assert!(code == 0 && err.contains(", 0 were there before"), "{err}");
    let (code, _, err) = load();
    assert!(code == 0 && err.contains("0 documents written"), "loading again doubles nothing: {err}");
    let line = ["import", "--es", "--es-index", &index, "--case", &case, "--analyze", "--postes"];
    let (code, _, err) = run(es().args(line));
    assert!(code == 0 && err.contains("are in Elasticsearch as run"), "{err}");
    let (code, out, err) = run(es().args(["rank", "--case", &case, "--json", "-n", "1"]));
    assert_eq!(code, 0, "{err}");
    let ranks: serde_json::Value = serde_json::from_str(&out).unwrap();
    let truth: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&truth).unwrap()).unwrap();
    let accounts = truth["attacks"][0]["accounts"].as_array().unwrap();
    let attacker = accounts.iter().find(|account| account["role"] == "attacker").unwrap();
    assert_eq!(ranks["accounts"][0]["account"], attacker["user"], "{out}");
    let (code, _, err) = run(es().args(["export", "--case", &case]));
    assert!(code == 0 && err.contains("0 documents are new"), "the same run again: {err}");
    let (code, _, err) = run(es().args(["import", "--es", "--es-index", "absent-index", "--case", &case]));
    assert!(code == 2 && err.contains("hint: "), "{err}");
    assert_eq!(run(with_server(folder.path()).args(["case", "remove", &case])).0, 0);
}

/// The line that LogonTracer's wiki puts into cron, with nothing but its flags.
#[test]
fn logontracers_cron_line_works_time_after_time() {
    let (folder, case) = (tempfile::tempdir().unwrap(), testkit::fresh_case());
    let (neo4j, elasticsearch, index) = (testkit::neo4j(), testkit::elasticsearch(), format!("{case}-logs"));
    let company = ["lab", "load", "--accounts", "50", "--days", "4", "--quiet", "--es-index", &index];
    assert_eq!(run(with_elasticsearch(folder.path()).args(company)).0, 0);
    let cron = |from: &str, to: &str| {
        let mut command = program(folder.path());
        command.args(["--es", "--delete", "--postes", "-f", from, "-t", to, "-c", &case, "--es-index", &index]);
        command.args(["-s", &neo4j.uri, "-u", &neo4j.user, "-p", &neo4j.password]);
        command.args(["--es-server", &elasticsearch.uri, "--es-user", &elasticsearch.user]);
        let (code, _, err) = run(command.args(["--es-pass", &elasticsearch.password]));
        assert_eq!(code, 0, "{err}");
        assert!(err.contains("are in Elasticsearch as run"), "{err}");
        crate::import::graph(&case).span.expect("events")
    };
    let (days, step) = (days(&folder, &index), 86_400_000);
    let day = |n: i64| jiff::Timestamp::from_millisecond(days + n * step).unwrap().strftime("%FT%T").to_string();
    let first = cron(&day(0), &day(2));
    let second = cron(&day(1), &day(3));
    assert!(first.start.ms() < days + step, "{first:?}");
    assert!(
        second.start.ms() >= days + step && second.end.ms() > first.end.ms(),
        "only the second window is left: {second:?}"
    );
    assert_eq!(run(with_server(folder.path()).args(["case", "remove", &case])).0, 0);
}

/// The midnight before an index' first event, milliseconds since the Unix epoch.
fn days(folder: &tempfile::TempDir, index: &str) -> i64 {
    let whole = testkit::fresh_case();
    let line = ["import", "--es", "--es-index", index, "--case", &whole];
    assert_eq!(run(with_elasticsearch(folder.path()).args(line)).0, 0);
    let start = crate::import::graph(&whole).span.expect("events").start.ms();
    assert_eq!(run(with_server(folder.path()).args(["case", "remove", &whole])).0, 0);
    start - start.rem_euclid(86_400_000)
}
