//! A Lens panel as the aggregation that Kibana would ask for.

use serde_json::{Map, Value, json};

use super::run::query;
use super::{list, words};

/// The search that fills a panel.
pub(super) fn request(state: &Value) -> Value {
    let layer = layer(state);
    let mut aggs = Value::Null;
    for id in order(layer).into_iter().rev() {
        let column = &layer["columns"][id];
        if column["isBucketed"] == true {
            aggs = json!({id: bucket(column, layer, &aggs)});
        } else if let Some(metric) = metric(column) {
            let mut all = aggs.as_object().cloned().unwrap_or_default();
            all.insert(id.to_owned(), metric);
            aggs = Value::Object(all);
        }
    }
    json!({"size": 0, "query": query(&state["query"]["query"]), "aggs": aggs})
}

/// The rows of the panel: a value for each column.
pub(super) fn rows(state: &Value, answer: &Value) -> Vec<Vec<Value>> {
    let mut rows = Vec::new();
    unfold(layer(state), &order(layer(state)), &answer["aggregations"], &mut Vec::new(), &mut rows);
    rows
}

/// Types of a field that a column's type can show.
pub(super) fn fits(column: &Value, field_type: &str) -> bool {
    match words(&column["dataType"]) {
        // Distinct values of any field that aggregates can be counted.
        "number" if column["operationType"] == "unique_count" => true,
        "number" => matches!(field_type, "long" | "integer" | "short" | "byte" | "double" | "float"),
        "date" => matches!(field_type, "date" | "date_nanos"),
        "string" => matches!(field_type, "keyword" | "ip"),
        other => panic!("a column of type {other}"),
    }
}

pub(super) fn layer(state: &Value) -> &Value {
    &state["datasourceStates"]["formBased"]["layers"]["layer"]
}

fn order(layer: &Value) -> Vec<&str> {
    list(&layer["columnOrder"]).iter().map(words).collect()
}

fn bucket(column: &Value, layer: &Value, within: &Value) -> Value {
    let field = &column["sourceField"];
    let mut within: Map<String, Value> = within.as_object().cloned().unwrap_or_default();
    let mut asked = match words(&column["operationType"]) {
        "terms" => {
            let by = words(&column["params"]["orderBy"]["columnId"]);
            // What a level is sorted by has to be counted on that level too.
            let metric = metric(&layer["columns"][by]);
            let key = if metric.is_some() { by } else { "_count" };
            within.extend(metric.map(|metric| (by.to_owned(), metric)));
            let direction = &column["params"]["orderDirection"];
            json!({"terms": {"field": field, "size": column["params"]["size"], "order": {key: direction}}})
        }
        "date_histogram" => json!({"date_histogram": {"field": field, "calendar_interval": "day", "min_doc_count": 1}}),
        other => panic!("buckets by {other}"),
    };
    asked["aggs"] = Value::Object(within);
    asked
}

/// A metric; counting documents needs none.
fn metric(column: &Value) -> Option<Value> {
    let field = &column["sourceField"];
    match words(&column["operationType"]) {
        "count" => None,
        "unique_count" => Some(json!({"cardinality": {"field": field}})),
        operation @ ("max" | "min" | "average" | "sum") => {
            Some(json!({operation.replace("average", "avg"): {"field": field}}))
        }
        other => panic!("a metric {other}"),
    }
}

fn unfold(layer: &Value, columns: &[&str], level: &Value, row: &mut Vec<Value>, rows: &mut Vec<Vec<Value>>) {
    let Some((first, rest)) = columns.split_first() else {
        rows.push(row.clone());
        return;
    };
    let column = &layer["columns"][*first];
    if column["isBucketed"] == true {
        for bucket in list(&level[*first]["buckets"]) {
            row.push(bucket["key"].clone());
            unfold(layer, rest, bucket, row, rows);
            row.pop();
        }
        return;
    }
    let value = if column["operationType"] == "count" { &level["doc_count"] } else { &level[*first]["value"] };
    row.push(value.clone());
    unfold(layer, rest, level, row, rows);
    row.pop();
}
