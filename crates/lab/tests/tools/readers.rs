//! Readers of other makers. One that is missing is said so, and is a failure with `CI=true`.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// The records that a reader (`python-evtx` or `evtxexport`) finds, as `dump.py` prints them; nothing when it is not
/// there.
#[expect(clippy::print_stderr, reason = "whoever runs the tests should know what they did not test")]
pub(crate) fn dump(reader: &str, path: &Path) -> Option<Vec<Value>> {
    let probe = match reader {
        "python-evtx" => Command::new("python3").args(["-c", "import Evtx.Evtx"]).output(),
        _ => Command::new(reader).arg("-V").output(),
    };
    if !probe.is_ok_and(|probe| probe.status.success()) {
        let message = format!("{reader} is missing: what it reads is not compared");
        assert!(std::env::var("CI").as_deref() != Ok("true"), "{message}");
        eprintln!("{message}");
        return None;
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/tools/dump.py");
    let run = Command::new("python3").args([script, reader]).arg(path).output().expect("python3 starts");
    assert!(run.status.success(), "{reader}: {}", String::from_utf8_lossy(&run.stderr));
    let text = String::from_utf8(run.stdout).expect("JSON is UTF-8");
    Some(text.lines().map(|line| serde_json::from_str(line).expect("a JSON line")).collect())
}
