//! What `kibana/logontracer.ndjson` holds fits Kibana's forms, and each panel fits what an export writes.

mod import;
mod lens;
mod panels;
mod run;
mod searches;
mod structure;
mod vega;

use serde_json::Value;

/// A file or folder of the project.
fn project(path: &str) -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// All saved objects.
fn objects() -> Vec<Value> {
    let text = std::fs::read_to_string(project("kibana/logontracer.ndjson")).expect("the objects");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// The objects of a kind.
fn of(kind: &str) -> Vec<Value> {
    objects().into_iter().filter(|object| object["type"] == kind).collect()
}

/// The value that a text of the object holds.
fn inner(text: &Value) -> Value {
    serde_json::from_str(text.as_str().expect("a text")).expect("JSON within the text")
}

fn words(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn list(value: &Value) -> &Vec<Value> {
    value.as_array().expect("a list")
}

/// The index that an object reads, by the name of its reference: `logontracer-user-index`.
fn index(object: &Value, name: &str) -> String {
    let reference =
        list(&object["references"]).iter().find(|reference| reference["name"] == name).expect("a reference");
    let view = of("index-pattern").into_iter().find(|view| view["id"] == reference["id"]).expect("a data view");
    words(&view["attributes"]["title"]).to_owned()
}
