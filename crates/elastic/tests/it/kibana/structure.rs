//! The forms of saved objects, as far as they can be judged without Kibana.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{inner, list, objects, words};

/// Types with the version of their form, and the attributes that Kibana allows.
const KNOWN: [(&str, &str, &[&str]); 5] = [
    ("index-pattern", "8.0.0", &["title", "name", "timeFieldName"]),
    ("search", "8.0.0", &["title", "description", "columns", "sort", "kibanaSavedObjectMeta"]),
    (
        "visualization",
        "8.5.0",
        &["title", "description", "version", "uiStateJSON", "visState", "kibanaSavedObjectMeta"],
    ),
    ("lens", "8.9.0", &["title", "description", "visualizationType", "state"]),
    (
        "dashboard",
        "8.9.0",
        &[
            "title",
            "description",
            "version",
            "timeRestore",
            "timeFrom",
            "timeTo",
            "refreshInterval",
            "controlGroupInput",
            "kibanaSavedObjectMeta",
            "optionsJSON",
            "panelsJSON",
        ],
    ),
];
const KEYS: [&str; 6] = ["type", "id", "attributes", "references", "coreMigrationVersion", "typeMigrationVersion"];
/// Columns of a dashboard.
const WIDTH: u64 = 48;

/// Everything that is wrong.
fn faults(objects: &[Value]) -> Vec<String> {
    let mut faults = Vec::new();
    let ids: Vec<(&str, &str)> = objects.iter().map(|object| (words(&object["type"]), words(&object["id"]))).collect();
    if ids.iter().collect::<BTreeSet<_>>().len() != ids.len() {
        faults.push("an id is there twice".to_owned());
    }
    for object in objects {
        let mut found = form(object);
        found.extend(references(object, &ids));
        if object["type"] == "dashboard" {
            found.extend(grid(&inner(&object["attributes"]["panelsJSON"])));
        }
        if object["type"] == "lens" {
            found.extend(lens(&object["attributes"]["state"]));
        }
        faults.extend(found.into_iter().map(|fault| format!("{}: {fault}", object["id"])));
    }
    faults
}

fn form(object: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    let keys = |value: &Value| value.as_object().expect("an object").keys().cloned().collect::<Vec<_>>();
    faults.extend(keys(object).into_iter().filter(|key| !KEYS.contains(&key.as_str())).map(|key| format!("key {key}")));
    let Some((_, version, allowed)) = KNOWN.iter().find(|(kind, ..)| object["type"] == *kind) else {
        return vec!["unknown type".to_owned()];
    };
    if object["coreMigrationVersion"] != "8.8.0" || object["typeMigrationVersion"] != *version {
        faults.push("unknown version".to_owned());
    }
    let attributes = &object["attributes"];
    faults.extend(
        keys(attributes)
            .into_iter()
            .filter(|key| !allowed.contains(&key.as_str()))
            .map(|key| format!("attribute {key}")),
    );
    if attributes["title"].as_str().is_none_or(str::is_empty) {
        faults.push("no title".to_owned());
    }
    for text in texts(attributes) {
        if text.as_str().is_none_or(|text| serde_json::from_str::<Value>(text).is_err()) {
            faults.push(format!("a text that is no JSON: {text}"));
        }
    }
    faults
}

/// Values that Kibana keeps as texts of JSON.
fn texts(attributes: &Value) -> Vec<&Value> {
    const PATHS: [&str; 7] = [
        "/kibanaSavedObjectMeta/searchSourceJSON",
        "/uiStateJSON",
        "/visState",
        "/optionsJSON",
        "/panelsJSON",
        "/controlGroupInput/panelsJSON",
        "/controlGroupInput/ignoreParentSettingsJSON",
    ];
    PATHS.iter().filter_map(|path| attributes.pointer(path)).collect()
}

/// Each name that an object uses has a reference, each reference is used, and leads to an object.
fn references(object: &Value, ids: &[(&str, &str)]) -> Vec<String> {
    let mut faults = Vec::new();
    let given = list(&object["references"]);
    let names: BTreeSet<String> = given.iter().map(|reference| words(&reference["name"]).to_owned()).collect();
    if names.len() != given.len() {
        faults.push("a reference is named twice".to_owned());
    }
    for reference in given {
        if !ids.contains(&(words(&reference["type"]), words(&reference["id"]))) {
            faults.push(format!("leads nowhere: {reference}"));
        }
    }
    let used = used(object);
    faults.extend(used.symmetric_difference(&names).map(|name| format!("used or given alone: {name}")));
    faults
}

fn used(object: &Value) -> BTreeSet<String> {
    let attributes = &object["attributes"];
    match words(&object["type"]) {
        "lens" => {
            let layers = attributes["state"]["datasourceStates"]["formBased"]["layers"].as_object().expect("layers");
            layers.keys().map(|layer| format!("indexpattern-datasource-layer-{layer}")).collect()
        }
        "search" => {
            let text = attributes["kibanaSavedObjectMeta"]["searchSourceJSON"].as_str().unwrap_or_default();
            let source: Value = serde_json::from_str(text).unwrap_or_default();
            source["indexRefName"].as_str().map(str::to_owned).into_iter().collect()
        }
        "dashboard" => {
            let panels = inner(&attributes["panelsJSON"]);
            let panel = |panel: &Value| format!("{}:{}", words(&panel["panelIndex"]), words(&panel["panelRefName"]));
            let mut names: BTreeSet<String> = list(&panels).iter().map(panel).collect();
            let controls = inner(&attributes["controlGroupInput"]["panelsJSON"]);
            let control = |control: &Value| words(&control["explicitInput"]["dataViewRefName"]).to_owned();
            names.extend(controls.as_object().expect("controls").values().map(control));
            names
        }
        _ => BTreeSet::new(),
    }
}

fn grid(panels: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    let side = |panel: &Value, side: &str| panel["gridData"][side].as_u64().expect("a number");
    let square = |panel: &Value| (side(panel, "x"), side(panel, "y"), side(panel, "w"), side(panel, "h"));
    for (at, panel) in list(panels).iter().enumerate() {
        let (x, y, w, h) = square(panel);
        if w == 0 || h == 0 || x + w > WIDTH || panel["gridData"]["i"] != panel["panelIndex"] {
            faults.push(format!("place of {}", panel["panelIndex"]));
        }
        for other in &list(panels)[..at] {
            let (x2, y2, w2, h2) = square(other);
            if x < x2 + w2 && x2 < x + w && y < y2 + h2 && y2 < y + h || panel["panelIndex"] == other["panelIndex"] {
                faults.push(format!("{} lies over {}", panel["panelIndex"], other["panelIndex"]));
            }
        }
    }
    faults
}

fn lens(state: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    let layers = state["datasourceStates"]["formBased"]["layers"].as_object().expect("layers");
    for (name, layer) in layers {
        let columns = layer["columns"].as_object().expect("columns");
        let order: Vec<&str> = list(&layer["columnOrder"]).iter().map(words).collect();
        if columns.len() != order.len() || !order.iter().all(|id| columns.contains_key(*id)) {
            faults.push(format!("order of the columns of {name}"));
            continue;
        }
        if !order.is_sorted_by_key(|id| columns[*id]["isBucketed"] == false) {
            faults.push("a bucket behind a metric".to_owned());
        }
        let sorted_by = columns.values().filter_map(|column| column.pointer("/params/orderBy/columnId"));
        faults.extend(sorted_by.filter(|id| !columns.contains_key(words(id))).map(|id| format!("sorted by {id}")));
        let shown = shown(&state["visualization"]);
        faults.extend(shown.iter().filter(|id| !columns.contains_key(**id)).map(|id| format!("shows {id}")));
        faults.extend(columns.keys().filter(|id| !shown.contains(&id.as_str())).map(|id| format!("{id} is not shown")));
    }
    faults
}

/// The columns that a table or a chart shows.
fn shown(visualization: &Value) -> Vec<&str> {
    if let Some(columns) = visualization["columns"].as_array() {
        return columns.iter().map(|column| words(&column["columnId"])).collect();
    }
    let layer = &visualization["layers"][0];
    let single = ["xAccessor", "splitAccessor"].into_iter().filter_map(|key| layer[key].as_str());
    single.chain(list(&layer["accessors"]).iter().map(words)).collect()
}

#[test]
fn objects_have_kibanas_forms() {
    let objects = objects();
    assert_eq!(faults(&objects), Vec::<String>::new());
    let count = |kind: &str| objects.iter().filter(|object| object["type"] == kind).count();
    assert_eq!(["index-pattern", "lens", "visualization", "search", "dashboard"].map(count), [4, 10, 1, 4, 1]);
}

#[test]
fn damage_is_noticed() {
    let damaged = |change: &dyn Fn(&mut Vec<Value>)| {
        let mut objects = objects();
        change(&mut objects);
        faults(&objects)
    };
    let place = |kind: &'static str| objects().iter().position(|object| object["type"] == kind).expect("one");
    let (view, lens, board, search) = (place("index-pattern"), place("lens"), place("dashboard"), place("search"));
    let panels = |change: &dyn Fn(&mut Value)| {
        damaged(&|all| {
            let mut panels = inner(&all[board]["attributes"]["panelsJSON"]);
            change(&mut panels);
            all[board]["attributes"]["panelsJSON"] = json!(panels.to_string());
        })
    };
    assert!(!damaged(&|all| drop(all.remove(view))).is_empty(), "a lost data view");
    assert!(!damaged(&|all| all.push(all[0].clone())).is_empty(), "one twice");
    assert!(!damaged(&|all| all[lens]["typeMigrationVersion"] = json!("99.0.0")).is_empty(), "from the future");
    assert!(!damaged(&|all| all[board]["attributes"]["hits"] = json!(0)).is_empty(), "an attribute");
    assert!(
        !damaged(&|all| all[search]["attributes"]["kibanaSavedObjectMeta"] = json!({"searchSourceJSON": {}}))
            .is_empty(),
        "no text"
    );
    let columns = "/attributes/state/datasourceStates/formBased/layers/layer/columns";
    assert!(
        !damaged(&|all| drop(all[lens].pointer_mut(columns).unwrap().as_object_mut().unwrap().remove("rank")))
            .is_empty()
    );
    assert!(!panels(&|panels| panels[1]["gridData"]["x"] = json!(0)).is_empty(), "one over another");
    assert!(!panels(&|panels| panels[1]["gridData"]["w"] = json!(49)).is_empty(), "too wide");
    assert!(!panels(&|panels| panels[0]["panelRefName"] = json!("panel_x")).is_empty(), "a name without reference");
}
