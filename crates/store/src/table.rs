//! Running a query of an analyst, and its answer as a table.

use std::collections::BTreeMap;
use std::time::Duration;

use neo4rs::{BoltInteger, BoltList, BoltMap, BoltNull, BoltString, BoltType, Error, Query, Row};
use serde_json::{Map, Value, json};

use crate::columns::columns;
use crate::guard::read_only;
use crate::link::failed;
use crate::{Result, Store, StoreError};

/// The answer to a query.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// Names of the columns, as the query gives them.
    pub columns: Vec<String>,
    /// Rows; nodes and relationships as objects of their properties, with `_labels` or `_type`.
    pub rows: Vec<Vec<Value>>,
    /// Whether there were more rows than allowed.
    pub truncated: bool,
}

/// How a query that a person wrote is called in errors.
pub(crate) const QUERY: &str = "query";

impl Store {
    /// Runs a query that reads, in a read-access transaction, for at most `timeout`, and gives at most
    /// `limit` rows.
    ///
    /// # Errors
    /// [`StoreError::NotReadOnly`], [`StoreError::Timeout`], or what the server says of the query.
    pub async fn hunt_run(
        &self,
        statement: &str,
        params: BTreeMap<String, Value>,
        limit: usize,
        timeout: Duration,
    ) -> Result<Table> {
        read_only(statement)?;
        let query = Query::new(statement.to_owned())
            .params(params.into_iter().map(|(name, value)| (name, bolt(value))))
            // The server gives up by itself; ours is for a server that does not answer.
            .extra("tx_timeout", i64::try_from(timeout.as_millis()).unwrap_or(i64::MAX));
        let run = self.table(query, columns(statement), limit);
        match tokio::time::timeout(timeout + Duration::from_secs(1), run).await {
            Ok(Err(error)) if is_timeout(&error) => Err(StoreError::Timeout { seconds: timeout.as_secs() }),
            Ok(result) => result,
            Err(_) => Err(StoreError::Timeout { seconds: timeout.as_secs() }),
        }
    }

    async fn table(&self, query: Query, columns: Vec<String>, limit: usize) -> Result<Table> {
        let fail = |error| failed(QUERY, error);
        let mut stream = self.link.stream(query).await.map_err(fail)?;
        let mut table = Table { columns, ..Table::default() };
        while let Some(row) = stream.next().await.map_err(fail)? {
            if table.rows.len() == limit {
                table.truncated = true;
                break;
            }
            if table.rows.is_empty() {
                complete(&mut table.columns, &row);
            }
            let cells = table.columns.iter().map(|column| cell(&row, column)).collect::<Result<_, Error>>();
            table.rows.push(cells.map_err(fail)?);
        }
        Ok(table)
    }
}

/// The driver gives a row's columns in no order. The order is read from the text; where that fails,
/// names the row does not have go, and names the text does not show are added in alphabetical order.
fn complete(columns: &mut Vec<String>, row: &Row) {
    let mut names: Vec<&str> = row.keys().into_iter().map(|key| key.value.as_str()).collect();
    names.sort_unstable();
    columns.retain(|column| names.contains(&column.as_str()));
    for name in names {
        if !columns.iter().any(|column| column == name) {
            columns.push(name.to_owned());
        }
    }
}

fn cell(row: &Row, column: &str) -> Result<Value, Error> {
    row.get::<BoltType>(column).map(value).map_err(Error::DeserializationError)
}

fn is_timeout(error: &StoreError) -> bool {
    error.neo4j_code().is_some_and(|code| code.contains("TransactionTimedOut") || code.ends_with("Terminated"))
}

/// A JSON value as a parameter.
fn bolt(value: Value) -> BoltType {
    match value {
        Value::Null => BoltType::Null(BoltNull),
        Value::Bool(yes) => yes.into(),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => BoltType::Integer(BoltInteger::new(whole)),
            None => number.as_f64().unwrap_or(f64::NAN).into(),
        },
        Value::String(text) => text.into(),
        Value::Array(values) => BoltType::List(BoltList::from(values.into_iter().map(bolt).collect::<Vec<_>>())),
        Value::Object(map) => {
            BoltType::Map(map.into_iter().map(|(key, value)| (BoltString::from(key), bolt(value))).collect::<BoltMap>())
        }
    }
}

/// A value of the server as JSON.
fn value(value: BoltType) -> Value {
    match value {
        BoltType::Null(_) => Value::Null,
        BoltType::String(text) => Value::String(text.value),
        BoltType::Boolean(yes) => Value::Bool(yes.value),
        BoltType::Integer(number) => json!(number.value),
        BoltType::Float(number) => json!(number.value),
        BoltType::Bytes(bytes) => Value::String(format!("{} bytes", bytes.len())),
        BoltType::List(values) => Value::Array(Vec::<BoltType>::from(values).into_iter().map(self::value).collect()),
        BoltType::Map(map) => Value::Object(object(map)),
        BoltType::Node(node) => tagged(node.properties, "_labels", BoltType::List(node.labels)),
        BoltType::Relation(relation) => tagged(relation.properties, "_type", BoltType::String(relation.typ)),
        BoltType::UnboundedRelation(relation) => tagged(relation.properties, "_type", BoltType::String(relation.typ)),
        BoltType::Path(path) => {
            json!({ "nodes": self::value(BoltType::List(path.nodes)), "relationships": self::value(BoltType::List(path.rels)) })
        }
        // Dates, times and points: the program writes none that a hunt returns; `toString()` makes them text.
        other => Value::String(format!("{other:?}")),
    }
}

fn object(map: BoltMap) -> Map<String, Value> {
    map.value.into_iter().map(|(key, value)| (key.value, self::value(value))).collect()
}

fn tagged(properties: BoltMap, tag: &str, name: BoltType) -> Value {
    let mut object = object(properties);
    object.insert(tag.to_owned(), value(name));
    Value::Object(object)
}
