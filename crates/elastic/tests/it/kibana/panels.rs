//! Every Lens panel over what an export wrote.

use serde_json::{Value, json};

use super::run::{DAYS, EARLIER, Written};
use super::{index, inner, lens, of, words};

/// What each panel has to show.
fn expected(id: &str) -> Value {
    let [first, second] = DAYS.map(|day| day as f64);
    let since = EARLIER as f64;
    match id {
        "logontracer-top-accounts" => json!([["eve", 0.95, 3.5], ["bob", 0.2, 1.0], ["svc", null, null]]),
        "logontracer-top-hosts" => json!([["10.0.0.7", 0.8], ["ws2", 0.3]]),
        "logontracer-accounts-over-time" => json!([
            ["eve", first, 0.9],
            ["eve", second, 0.95],
            ["bob", first, 0.2],
            ["bob", second, 0.1],
            ["svc", first, null],
            ["svc", second, null]
        ]),
        "logontracer-hosts-over-time" => {
            json!([["10.0.0.7", first, 0.8], ["10.0.0.7", second, 0.7], ["ws2", first, 0.3], ["ws2", second, 0.3]])
        }
        "logontracer-account-history" => json!([[first, 0.9, 3.5], [second, 0.95, 3.0]]),
        // Two runs told of two of the findings; each counts once.
        "logontracer-severities" => json!([["critical", 1], ["high", 1], ["low", 1]]),
        "logontracer-severities-over-time" => json!([["critical", since, 1], ["high", since, 1], ["low", since, 1]]),
        "logontracer-techniques" => {
            json!([["", 1, 1.0, since], ["T1003.006", 1, 4.0, since], ["T1558.003", 1, 3.0, since]])
        }
        "logontracer-newly-privileged" => json!([["eve", since, 0.95]]),
        // A change that two runs told of is one event.
        "logontracer-policy-changes" => {
            json!([["Logon", "dc01", 2, since + 60_000.0], ["Logoff", "dc02", 1, since]])
        }
        other => panic!("nothing is expected of {other}"),
    }
}

/// Numbers alike, whether the server wrote 1 or 1.0.
fn plain(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(plain).collect(),
        Value::Number(number) => json!(number.as_f64()),
        other => other.clone(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_lens_panel_shows_what_was_exported() {
    let written = Written::new().await;
    let panels = of("lens");
    assert!(!panels.is_empty());
    for panel in &panels {
        let (id, state) = (words(&panel["id"]), &panel["attributes"]["state"]);
        let index = index(panel, "indexpattern-datasource-layer-layer");
        let fields = written.fields(&index).await;
        for (name, column) in lens::layer(state)["columns"].as_object().expect("columns") {
            aggregates(id, name, column, &fields);
        }
        let answer = written.search(&index, &lens::request(state)).await;
        let rows = json!(lens::rows(state, &answer));
        assert_eq!(plain(&rows), plain(&expected(id)), "{id}");
    }
    written.gone().await;
}

/// The column's field is there with one type, which fits and aggregates.
fn aggregates(panel: &str, name: &str, column: &Value, fields: &Value) {
    let field = words(&column["sourceField"]);
    if column["operationType"] == "count" {
        assert_eq!(field, "___records___", "{panel}: {name}");
        return;
    }
    let types = fields[field].as_object().unwrap_or_else(|| panic!("{panel}: {field} is not exported"));
    let (only, about) = types.iter().next().expect("a type");
    assert!(types.len() == 1 && about["aggregatable"] == true, "{panel}: {field} is {types:?}");
    assert!(lens::fits(column, only), "{panel}: {name} shows {field} of type {only}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_chosen_from_aggregates() {
    let written = Written::new().await;
    let board = of("dashboard").remove(0);
    let controls = inner(&board["attributes"]["controlGroupInput"]["panelsJSON"]);
    let controls = controls.as_object().expect("controls");
    assert_eq!(controls.len(), 2);
    for control in controls.values() {
        let input = &control["explicitInput"];
        let fields = written.fields(&index(&board, words(&input["dataViewRefName"]))).await;
        let types = fields[words(&input["fieldName"])].as_object().expect("an exported field");
        assert!(types["keyword"]["aggregatable"] == true && types.len() == 1, "{types:?}");
    }
    written.gone().await;
}
