//! `triage` and everything that needs no server.

use crate::common::{export, logon, program, run};

#[test]
fn ranks_come_as_json_and_csv() {
    let folder = tempfile::tempdir().unwrap();
    let events = [
        logon(1, 0, "alice", "10.0.0.1", "WS1"),
        logon(2, 1, "bob", "10.0.0.1", "WS1"),
        logon(3, 2, "alice", "10.0.0.2", "WS2"),
    ];
    let file = export(folder.path(), "a.xml", &events);
    let (code, out, err) = run(program(folder.path()).args(["triage", "--json"]).arg(&file));
    assert_eq!(code, 0, "{err}");
    let ranks: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(ranks["accounts"].as_array().unwrap().len(), 2);
    assert_eq!(ranks["hosts"][0]["host"], "10.0.0.1");
    assert_eq!(ranks["hosts"][0]["name"], "ws1");
    assert!(err.contains("3 records read, 3 kept"), "{err}");
    let (code, out, _) = run(program(folder.path()).args(["triage", "--csv"]).arg(&file));
    assert_eq!((code, out.lines().count()), (0, 3 + 1 + 4), "{out}");
}

#[test]
fn two_runs_print_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let file = export(folder.path(), "a.xml", &crate::common::many(3000));
    let once = run(program(folder.path()).args(["triage", "--json", "-n", "0"]).arg(&file));
    for _ in 0..3 {
        assert_eq!(run(program(folder.path()).args(["triage", "--json", "-n", "0"]).arg(&file)), once);
    }
}

#[test]
fn hostile_names_neither_steer_the_terminal_nor_break_csv() {
    let folder = tempfile::tempdir().unwrap();
    let file = export(folder.path(), "a.xml", &[logon(1, 0, "=cmd,\"x\"\u{202e}'", "10.0.0.1", "WS1")]);
    let (code, out, _) = run(program(folder.path()).arg("triage").arg(&file));
    assert_eq!(code, 0);
    assert!(!out.contains('\u{202e}') && out.contains("\\u{202e}"), "{out}");
    let (_, out, _) = run(program(folder.path()).args(["triage", "--csv"]).arg(&file));
    assert!(out.contains("\"'=cmd,\"\"x\"\""), "{out}");
}

#[test]
fn unusable_input_is_an_error_with_a_hint() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.display().to_string()
    };
    std::fs::create_dir(folder.path().join("none")).unwrap();
    let cases = [
        (write("text.evtx", b"hello"), "plain text"),
        (write("picture.evtx", b"\x89PNG\r\n\x1a\n0000"), "PNG"),
        (write("old.Evt", b"0\0\0\0LfLe\x01\0\0\0"), "old .Evt"),
        (write("empty.evtx", b""), "empty"),
        (write("cut.evtx", b"ElfFile\0\0\0\0\0"), "cut off"),
        ("missing.evtx".to_owned(), "no such file"),
        ("none".to_owned(), "no logs"),
        ("*.nothing".to_owned(), "no such file"),
    ];
    for (input, words) in cases {
        let (code, out, err) = run(program(folder.path()).args(["triage", &input]));
        assert_eq!((code, out.as_str()), (2, ""), "{input}: {err}");
        assert!(err.contains(words) && err.contains("hint: "), "{input}: {err}");
    }
}

#[test]
fn an_unreadable_file_among_good_ones_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    export(folder.path(), "a.xml", &[logon(1, 0, "alice", "10.0.0.1", "WS1")]);
    std::fs::write(folder.path().join("b.evtx"), b"garbage").unwrap();
    export(folder.path(), "c.xml", &[logon(2, 0, "bob", "10.0.0.2", "WS2")]);
    let (code, out, err) = run(program(folder.path()).args(["triage", ".", "gone.evtx", "--csv"]));
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("alice") && out.contains("bob"));
    assert!(err.contains("b.evtx") && err.contains("gone.evtx"), "{err}");
}

#[test]
fn nothing_to_show_is_exit_code_one_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let file = export(folder.path(), "a.xml", &[logon(1, 0, "alice", "10.0.0.1", "WS1")]);
    let later = ["triage", "-f", "2025-01-01T00:00:00"];
    let (code, _, err) = run(program(folder.path()).args(later).arg(&file));
    assert_eq!(code, 1);
    assert!(err.contains("1 skipped: out of range") && err.contains("nothing to show"), "{err}");
}

#[test]
fn both_ends_of_the_window_count_and_a_zone_shifts_them() {
    let folder = tempfile::tempdir().unwrap();
    let file = export(folder.path(), "a.xml", &[logon(1, 60, "alice", "10.0.0.1", "WS1")]);
    for (from, to, zone, code) in [
        ("2024-02-01T01:00:00", "2024-02-01T01:00:00", "0", 0),
        ("2024-02-01T10:00:00", "2024-02-01T10:00:00", "+9", 0),
        ("2024-02-01T01:00:01", "2024-02-02T00:00:00", "0", 1),
    ] {
        let flags = ["triage", "-f", from, "-t", to, "-z", zone];
        assert_eq!(run(program(folder.path()).args(flags).arg(&file)).0, code, "{from} {zone}");
    }
}

#[test]
fn hunts_are_listed_and_shown_without_a_server() {
    let folder = tempfile::tempdir().unwrap();
    let (code, out, _) = run(program(folder.path()).args(["hunt", "--json"]));
    assert_eq!(code, 0);
    let hunts: serde_json::Value = serde_json::from_str(&out).unwrap();
    let hunts = hunts["hunts"].as_array().unwrap();
    assert!(hunts.len() >= 15);
    let first = hunts[0]["hunt"].as_str().unwrap();
    let (code, out, _) = run(program(folder.path()).args(["hunt", first, "--show"]));
    assert!(code == 0 && out.contains("MATCH"), "{out}");
    assert_eq!(run(program(folder.path()).args(["hunt", "nonsense"])).0, 2);
}
