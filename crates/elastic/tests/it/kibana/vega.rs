//! Every Vega panel rendered over what Elasticsearch answers to its own search.

use std::process::Command;

use serde_json::Value;

use super::run::Written;
use super::{inner, list, of, project, words};

/// The folder with the libraries, where they are; said and left out otherwise, unless in CI.
#[expect(clippy::print_stderr, reason = "what a test leaves out is told on its output")]
fn libraries() -> Option<std::path::PathBuf> {
    let folder = project("kibana/test");
    if folder.join("node_modules/vega/package.json").is_file() {
        return Some(folder);
    }
    let message = "Vega panels are not rendered: run `npm ci` in kibana/test";
    assert!(std::env::var("CI").as_deref() != Ok("true"), "{message}");
    eprintln!("{message}");
    None
}

fn render(folder: &std::path::Path, spec: &Value, answer: &Value) -> (bool, String) {
    let file = |name: &str, value: &Value| {
        let path = std::env::temp_dir().join(format!("{}-{name}.json", testkit::fresh_case()));
        std::fs::write(&path, value.to_string()).expect("written");
        path
    };
    let (spec, answer) = (file("spec", spec), file("answer", answer));
    let done = Command::new("node").arg(folder.join("render.mjs")).args([&spec, &answer]).output().expect("node");
    for path in [spec, answer] {
        std::fs::remove_file(path).expect("removed");
    }
    (done.status.success(), String::from_utf8([done.stdout, done.stderr].concat()).expect("UTF-8"))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_vega_panel_draws_what_was_exported() {
    let Some(folder) = libraries() else { return };
    let written = Written::new().await;
    let panels = of("visualization");
    assert!(!panels.is_empty());
    for panel in &panels {
        let state = inner(&panel["attributes"]["visState"]);
        let mut spec = inner(&state["params"]["spec"]);
        let url = &spec["data"]["url"];
        assert!(url["%context%"] == true && url["body"]["query"].is_null(), "the chosen time and filters count");
        assert_eq!(url["%timefield%"], "@timestamp");
        let answer = written.search(words(&url["index"]), &url["body"]).await;
        assert!(!list(&answer["aggregations"]["accounts"]["buckets"]).is_empty());
        let (drawn, svg) = render(&folder, &spec, &answer);
        assert!(drawn, "{svg}");
        // Two ranked accounts on two days; the one without a rank is left out.
        assert_eq!(svg.matches("Highest rank: 0.").count(), 4, "{svg}");
        for words in ["2026-01-01; key: eve; Highest rank: 0.9", "2026-01-02; key: bob; Highest rank: 0.1"] {
            assert!(svg.contains(words), "{words}: {svg}");
        }
        spec["encoding"]["color"]["field"] = Value::Null;
        spec["encoding"]["size"] = serde_json::json!({"field": "x", "type": "nothing"});
        assert!(!render(&folder, &spec, &answer).0, "a warning is a failure");
    }
    written.gone().await;
}
