//! `coverage` and `--sigma`: what the logs can tell, and the user's own rules over them.

use crate::common::{export, logon, program, run};

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).expect("JSON")
}

#[test]
fn holes_and_missing_policies_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let events = [logon(1, 0, "alice", "10.0.0.1", "WS1"), logon(9, 60, "bob", "10.0.0.1", "WS1")];
    let file = export(folder.path(), "a.xml", &events);
    let (code, out, err) = run(program(folder.path()).args(["coverage", "--json"]).arg(&file));
    assert_eq!(code, 0, "{err}");
    let told = json(&out);
    let log = &told["coverage"][0];
    assert_eq!((&log["computer"], &log["missing"], &log["ids"]["4624"]), (&"dc01".into(), &7.into(), &2.into()));
    assert_eq!(log["holes"][0], "7 behind #1, 2024-02-01 00:00:00 to 2024-02-01 01:00:00");
    let off = told["policies"].as_array().unwrap();
    assert!(off.iter().any(|gap| gap["policy seems off"] == "Audit Special Logon"), "{off:?}");
    assert!(told["blind"].as_array().unwrap().iter().any(|blind| blind["rule"] == "dcsync"));
    let (code, out, _) = run(program(folder.path()).arg("coverage").arg(&file));
    assert!(code == 0 && out.contains("Coverage") && out.contains("dc01"), "{out}");
    let (_, out, _) = run(program(folder.path()).args(["triage", "--json"]).arg(&file));
    assert_eq!(json(&out)["coverage"][0]["missing"], 7);
}

const RULE: &str = "
title: Bob came by
id: bob
author: Ada Example
level: critical
tags: [attack.t1078]
logsource: {product: windows, service: security}
detection:
  selection: {EventID: 4624, TargetUserName|startswith: BO}
  condition: selection
";

#[test]
fn own_rules_find_what_they_look_for() {
    let folder = tempfile::tempdir().unwrap();
    let rules = folder.path().join("rules");
    std::fs::create_dir(&rules).unwrap();
    std::fs::write(rules.join("bob.yml"), RULE).unwrap();
    std::fs::write(rules.join("broken.yml"), "title: [").unwrap();
    let events = [logon(1, 0, "alice", "10.0.0.1", "WS1"), logon(2, 1, "bob", "10.0.0.2", "WS2")];
    let file = export(folder.path(), "a.xml", &events);
    let check = |command: &mut std::process::Command| {
        let (code, out, err) = run(command);
        assert_eq!(code, 0, "{err}");
        assert!(err.contains("1 Sigma rules evaluated, 1 left out") && err.contains("broken.yml"), "{err}");
        let told = json(&out);
        let found = told["findings"].as_array().unwrap().iter().find(|found| found["rule"] == "sigma:bob").unwrap();
        assert_eq!((&found["severity"], &found["technique"]), (&"critical".into(), &"T1078".into()));
        assert_eq!(found["what"], "Bob came by (rule by Ada Example): corp\\bob, from 10.0.0.2, on dc01");
        assert_eq!(found["accounts"][0], "actor corp\\bob");
        assert_eq!(told["sigma"].as_array().unwrap().len(), 1);
    };
    check(program(folder.path()).args(["triage", "--json", "--sigma", "rules"]).arg(&file));
    std::fs::write(folder.path().join("logontracer.toml"), "[sigma]\nrules = \"rules\"\n").unwrap();
    check(program(folder.path()).args(["triage", "--json"]).arg(&file));
    let (code, _, err) = run(program(folder.path()).args(["triage", "--sigma", "nowhere"]).arg(&file));
    assert!(code == 2 && err.contains("nowhere"), "{err}");
}
