//! The way into Neo4j, with a real server.

use std::path::Path;
use std::time::Duration;

use crate::common::{export, logon, many, program, run, with_server};
use model::LogonGraph;

/// The whole case as the store has it.
pub(crate) fn graph(case: &str) -> LogonGraph {
    let server = testkit::neo4j();
    let settings =
        store::Settings { uri: server.uri, user: server.user, password: server.password, ..Default::default() };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let store = store::Store::connect(&settings).await.expect("the test server");
        store.case_graph(case).await.expect("the case")
    })
}

fn import(folder: &Path, case: &str, file: &Path) -> String {
    let (code, _, err) = run(with_server(folder).args(["import", "--case", case]).arg(file));
    assert_eq!(code, 0, "{err}");
    err
}

#[test]
fn an_import_is_ranked_shown_and_removed() {
    let (folder, case) = (tempfile::tempdir().unwrap(), testkit::fresh_case());
    let file = export(folder.path(), "a.xml", &many(2000));
    import(folder.path(), &case, &file);
    let (code, _, err) = run(with_server(folder.path()).args(["rank", "--case", &case]));
    assert!(code == 1 && err.contains("not ranked yet"), "{err}");
    assert_eq!(run(with_server(folder.path()).args(["analyze", "--case", &case])).0, 0);
    let stored = run(with_server(folder.path()).args(["rank", "--case", &case, "--json", "-n", "0"]));
    assert_eq!(stored.0, 0);
    let direct = run(program(folder.path()).args(["triage", "--json", "-n", "0"]).arg(&file));
    let names = |text: &str| -> Vec<(String, String)> {
        let ranks: serde_json::Value = serde_json::from_str(text).unwrap();
        let row = |row: &serde_json::Value| (row["account"].to_string(), row["rank"].to_string());
        ranks["accounts"].as_array().unwrap().iter().map(row).collect()
    };
    assert_eq!(names(&stored.1), names(&direct.1), "with and without Neo4j the ranking is one");
    assert_eq!(names(&stored.1).len(), 300);
    assert_eq!(run(with_server(folder.path()).args(["hunt", "05_network_logon", "--case", &case])).0, 0);
    assert_eq!(run(with_server(folder.path()).args(["case", "remove", &case])).0, 0);
    assert_eq!(run(with_server(folder.path()).args(["rank", "--case", &case])).0, 2, "the case is gone");
}

#[test]
fn importing_twice_changes_nothing() {
    let (folder, case) = (tempfile::tempdir().unwrap(), testkit::fresh_case());
    let file = export(folder.path(), "a.xml", &many(500));
    import(folder.path(), &case, &file);
    let once = graph(&case);
    assert!(import(folder.path(), &case, &file).contains("nothing changed"));
    assert_eq!(graph(&case), once);
    assert_eq!(once.logons.iter().map(|edge| edge.count).sum::<u32>(), 500);
}

#[test]
fn records_that_two_imports_share_count_once() {
    let (folder, case) = (tempfile::tempdir().unwrap(), testkit::fresh_case());
    let events = many(500);
    import(folder.path(), &case, &export(folder.path(), "a.xml", &events[..300]));
    import(folder.path(), &case, &export(folder.path(), "b.xml", &events[200..]));
    let both = graph(&case);
    assert_eq!(both.logons.iter().map(|edge| edge.count).sum::<u32>(), 500);
    let whole = testkit::fresh_case();
    import(folder.path(), &whole, &export(folder.path(), "c.xml", &events));
    assert!(both.logons.len() >= graph(&whole).logons.len());
    let (code, _, err) = run(with_server(folder.path()).args(["case", "imports", &case]));
    assert_eq!(code, 0, "{err}");
}

#[test]
fn a_killed_import_goes_on_and_loses_or_doubles_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = export(folder.path(), "a.xml", &many(60_000));
    let whole = testkit::fresh_case();
    import(folder.path(), &whole, &file);
    let expected = graph(&whole);
    for delay in [150, 400, 700, 1000, 1500] {
        let case = testkit::fresh_case();
        let mut child = with_server(folder.path()).args(["import", "--case", &case]).arg(&file).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(delay));
        child.kill().unwrap();
        child.wait().unwrap();
        import(folder.path(), &case, &file);
        assert!(graph(&case) == expected, "killed after {delay} ms");
    }
}

#[test]
fn hostile_names_arrive_intact() {
    let (folder, case) = (tempfile::tempdir().unwrap(), testkit::fresh_case());
    let long = "x".repeat(64 * 1024);
    let names = ["o'brien", "a\"b\\c", "'}) detach delete n //", "\u{1F600}\u{202e}", "tab\tnew", &long];
    let events: Vec<String> =
        names.iter().zip(1..).map(|(name, n)| logon(n, n, name, &format!("10.0.0.{n}"), &format!("WS{n}"))).collect();
    import(folder.path(), &case, &export(folder.path(), "a.xml", &events));
    let graph = graph(&case);
    let stored: std::collections::BTreeSet<&str> = graph.accounts.iter().map(|account| account.user.as_str()).collect();
    assert_eq!(stored, names.into_iter().collect());
}

#[test]
fn trouble_with_the_server_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = export(folder.path(), "a.xml", &many(5));
    let wrong = run(with_server(folder.path()).env("LOGONTRACER__NEO4J__PASSWORD", "wrong").arg("import").arg(&file));
    assert!(wrong.0 == 2 && wrong.2.contains("[store_wrong_password]") && wrong.2.contains("hint: "), "{}", wrong.2);
    let away =
        run(with_server(folder.path()).env("LOGONTRACER__NEO4J__URI", "bolt://127.0.0.1:9").arg("import").arg(&file));
    assert!(away.0 == 2 && away.2.contains("[store_unreachable]") && away.2.contains("hint: "), "{}", away.2);
    let unset = run(program(folder.path()).arg("import").arg(&file));
    assert!(unset.0 == 2 && unset.2.contains("[no_password]"), "{}", unset.2);
    let case = run(with_server(folder.path()).args(["analyze", "--case", &testkit::fresh_case()]));
    assert!(case.0 == 2 && case.2.contains("[no_such_case]"), "{}", case.2);
    assert_eq!(run(with_server(folder.path()).arg("doctor")).0, 0);
}

#[test]
fn logontracers_own_line_works() {
    let (folder, case) = (tempfile::tempdir().unwrap(), testkit::fresh_case());
    let file = export(folder.path(), "a.xml", &many(50)).display().to_string();
    let server = testkit::neo4j();
    let line = [
        "-x",
        &file,
        "-s",
        &server.uri,
        "-u",
        &server.user,
        "-p",
        &server.password,
        "-z",
        "+9",
        "--case",
        &case,
        "--delete",
    ];
    let (code, _, err) = run(program(folder.path()).args(line));
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("ranked 50 accounts"), "{err}");
}

#[test]
fn an_interrupted_import_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = export(folder.path(), "a.xml", &many(60_000));
    let whole = testkit::fresh_case();
    import(folder.path(), &whole, &file);
    let expected = graph(&whole);
    for delay in [300, 700, 1200] {
        let case = testkit::fresh_case();
        let mut child = with_server(folder.path()).args(["import", "--case", &case]).arg(&file).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(delay));
        let pid = child.id().to_string();
        assert!(std::process::Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
        let code = child.wait().unwrap().code();
        // One that was through before the signal is whole; any other left nothing.
        if code == Some(0) {
            assert!(graph(&case) == expected, "interrupted after {delay} ms");
        } else {
            assert_eq!(code, Some(2), "interrupted after {delay} ms");
            assert!(graph(&case) == LogonGraph::default(), "interrupted after {delay} ms");
        }
        import(folder.path(), &case, &file);
        assert!(graph(&case) == expected, "again after {delay} ms");
    }
}
