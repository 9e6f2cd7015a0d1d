//! `triage --html`: one page that needs nothing but a browser.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::common::{export, logon, many, program, run};

/// Names that try to leave their place in the page.
const HOSTILE: &[&str] = &[
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "\"onload='x'",
    "a\u{2028}b\u{202e}c",
    "{{SCRIPT}}",
    "<img src=https://evil.example/x onerror=alert(1)>",
];

/// Runs `triage --html` on a file and gives back the page.
fn page(folder: &Path, file: &Path, name: &str) -> String {
    let (code, out, err) = run(program(folder).args(["triage", "--html", name]).arg(file));
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("Accounts"), "the tables are printed as well: {out}");
    std::fs::read_to_string(folder.join(name)).expect("a page")
}

/// The page's data, as a browser takes it out: everything up to the first thing that ends a script.
fn data(page: &str) -> (&str, Value) {
    let (_, rest) = page.split_once("<script type=\"application/json\" id=\"data\">").expect("a data block");
    let (json, _) = rest.split_once("</script").expect("its end");
    (json, serde_json::from_str(json).expect("JSON"))
}

fn hostile_log(folder: &Path) -> PathBuf {
    let events: Vec<String> =
        (0..).zip(HOSTILE).map(|(n, name)| logon(n + 1, n, name, "10.0.0.1", "ws<b>1</b>")).collect();
    export(folder, "hostile.xml", &events)
}

/// A logon with control characters in its account, which XML cannot hold.
fn control_characters(folder: &Path) -> PathBuf {
    let document = serde_json::json!({
        "@timestamp": "2024-02-01T00:00:00.000Z",
        "winlog": {
            "event_id": 4624, "channel": "Security", "record_id": 1, "computer_name": "dc01.corp.local",
            "provider_name": "Microsoft-Windows-Security-Auditing",
            "event_data": {
                "TargetUserName": "bell\u{7}esc\u{1b}[31m", "TargetDomainName": "CORP", "LogonType": "3",
                "IpAddress": "10.0.0.9", "WorkstationName": "-", "TargetUserSid": "S-1-0-0",
            },
        },
    });
    let path = folder.join("control.ndjson");
    std::fs::write(&path, format!("{document}\n")).expect("written");
    path
}

#[test]
fn hostile_names_stay_text() {
    let folder = tempfile::tempdir().unwrap();
    let page = page(folder.path(), &hostile_log(folder.path()), "report.html");
    let (json, data) = data(&page);
    assert!(!json.contains(['<', '>', '&', '\u{2028}', '\u{202e}']), "{json}");
    let accounts = data["accounts"].as_array().unwrap();
    for name in HOSTILE {
        let name = name.to_lowercase();
        assert!(accounts.iter().any(|account| account["name"] == name.as_str()), "{name}: {json}");
    }
    assert!(!page.contains("alert(1)</script>") && !page.contains("<img"));
}

#[test]
fn control_characters_are_written_out() {
    let folder = tempfile::tempdir().unwrap();
    let page = page(folder.path(), &control_characters(folder.path()), "report.html");
    assert!(!page.contains(['\u{7}', '\u{1b}']));
    assert_eq!(data(&page).1["accounts"][0]["name"], "bell\u{7}esc\u{1b}[31m");
}

#[test]
fn the_page_loads_nothing_and_forbids_all_else() {
    let folder = tempfile::tempdir().unwrap();
    let file = export(folder.path(), "a.xml", &many(100));
    let page = page(folder.path(), &file, "report.html");
    for load in ["src=", "href=", "@import", "url(", "https://", "fetch(", "innerHTML", "unsafe-inline", "eval("] {
        assert!(!page.contains(load), "{load}");
    }
    // The name of SVG's namespace is no address that anything loads.
    assert_eq!(page.matches("http://").count(), page.matches("http://www.w3.org/2000/svg").count());
    assert!(page.contains("content=\"default-src 'none'; style-src 'sha256-"), "{}", &page[..600]);
}

#[test]
fn the_same_logs_give_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let file = export(folder.path(), "a.xml", &many(3000));
    let first = page(folder.path(), &file, "1.html");
    assert!(first == page(folder.path(), &file, "2.html"));
    let (_, data) = data(&first);
    assert_eq!(data["all"]["accounts"], 300);
    assert_eq!(data["read"]["records"], 3000);
    assert!(data["graph"]["nodes"].as_array().unwrap().len() >= 60);
}

#[test]
fn a_page_appears_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let file = export(folder.path(), "a.xml", &[logon(1, 0, "alice", "10.0.0.1", "WS1")]);
    let (code, out, err) = run(program(folder.path()).args(["triage", "--html", "none/report.html"]).arg(&file));
    assert_eq!((code, out.as_str()), (2, ""), "{err}");
    assert!(err.contains("cannot write none/report.html") && err.contains("hint: "), "{err}");
    let (code, _, err) = run(program(folder.path()).args(["triage", "--html", "."]).arg(&file));
    assert_eq!(code, 2, "{err}");
    // Nothing to show: no page, and no part of one.
    let later = ["triage", "-f", "2030-01-01T00:00:00", "--html", "report.html"];
    assert_eq!(run(program(folder.path()).args(later).arg(&file)).0, 1);
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["a.xml"]);
}

#[test]
fn machine_output_stays_whole_beside_a_page() {
    let folder = tempfile::tempdir().unwrap();
    let file = export(folder.path(), "a.xml", &[logon(1, 0, "alice", "10.0.0.1", "WS1")]);
    let (code, out, _) = run(program(folder.path()).args(["triage", "--json", "--html", "report.html"]).arg(&file));
    assert_eq!(code, 0);
    assert!(serde_json::from_str::<Value>(&out).is_ok(), "{out}");
    assert!(folder.path().join("report.html").exists());
}

/// The page after a browser ran it, or nothing where there is no browser. CI must have one.
fn in_browser(folder: &Path, name: &str, hash: &str) -> Option<String> {
    let address = format!("file://{}#{hash}", folder.join(name).display());
    let profile = format!("--user-data-dir={}", folder.join("profile").display());
    let flags =
        ["--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1440,900", "--virtual-time-budget=4000"];
    match Command::new("chromium").args(flags).args([&profile, "--dump-dom", &address]).output() {
        Ok(output) => Some(String::from_utf8_lossy(&output.stdout).into_owned()),
        Err(error) if std::env::var("CI").is_ok_and(|ci| ci == "true") => panic!("chromium is missing: {error}"),
        Err(_) => None,
    }
}

#[test]
fn a_browser_shows_it_without_errors() {
    let folder = tempfile::tempdir().unwrap();
    page(folder.path(), &hostile_log(folder.path()), "report.html");
    for hash in ["", "theme=dark&lang=ja&node=a0", "view=table&node=h0"] {
        let Some(dom) = in_browser(folder.path(), "report.html", hash) else {
            println!("skipped: chromium is missing");
            return;
        };
        assert!(dom.contains("data-ready=\"true\"") && dom.contains("data-errors=\"0\""), "{hash}: {dom}");
        // Each account is a row beside the graph and one of the full table.
        let rows = dom.matches("<tr data-id=\"a").count();
        assert!(rows == 2 * HOSTILE.len() || (rows == HOSTILE.len() && hash.contains("h0")), "{hash}: {rows} rows");
        assert!(!dom.contains("<img") && !dom.contains("<b>1</b>"), "{hash}");
    }
}
