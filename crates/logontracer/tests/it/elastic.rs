//! Elasticsearch and back, with real servers: the program alone, as people run it.

use crate::common::{run, with_server};

#[test]
fn a_company_goes_from_elasticsearch_to_ranks_and_back() {
    let (folder, case) = (tempfile::tempdir().unwrap(), testkit::fresh_case());
    let (server, index) = (testkit::elasticsearch(), format!("{case}-logs"));
    let truth = folder.path().join("truth.json");
    let es = || {
        let mut command = with_server(folder.path());
        command.env("LOGONTRACER__ELASTICSEARCH__SERVER", &server.uri);
        command.env("LOGONTRACER__ELASTICSEARCH__USER", &server.user);
        command.env("LOGONTRACER__ELASTICSEARCH__PASSWORD", &server.password);
        command
    };
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
