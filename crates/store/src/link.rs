//! One door to the driver: running statements, retrying, reading rows.

use std::future::Future;
use std::time::Duration;

use neo4rs::{BoltList, BoltType, DetachedRowStream, Error, Graph, Query, Row};
use serde::de::DeserializeOwned;

use crate::connect::{config, install_provider, unusable};
use crate::statements::{SERVER_VERSION, Statement};
use crate::{Result, Settings, StoreError};

/// Reaching the server and signing in.
const CONNECT: Duration = Duration::from_secs(10);
/// How long to keep trying while the server is away or deadlocks recur.
const PATIENCE: Duration = Duration::from_mins(1);

/// Named values for a statement.
pub(crate) type Params = Vec<(&'static str, BoltType)>;

/// No values.
pub(crate) const fn none() -> Params {
    Vec::new()
}

/// A row of a parameter table: a list, which costs the driver a quarter of what a map does.
macro_rules! row {
    ($($value:expr),* $(,)?) => { $crate::link::list(vec![$(neo4rs::BoltType::from($value)),*]) };
}
pub(crate) use row;

/// A list of values.
pub(crate) fn list(values: Vec<BoltType>) -> BoltType {
    BoltType::List(BoltList::from(values))
}

/// The connection pool.
#[derive(Clone)]
pub(crate) struct Link {
    graph: Graph,
    /// How many connections the pool has.
    pub(crate) connections: usize,
    /// How long a quick statement may take.
    timeout: Duration,
}

impl Link {
    pub(crate) async fn connect(settings: &Settings) -> Result<Self> {
        install_provider();
        let graph = Graph::connect(config(settings)?).map_err(|error| unusable(settings, error))?;
        let link = Self { graph, connections: settings.connections.max(1), timeout: settings.timeout };
        // The driver's own timeout does not cover the handshake.
        let hello = tokio::time::timeout(CONNECT, link.once(query(&SERVER_VERSION, none()), true));
        match hello.await {
            Err(_) => Err(StoreError::Silent { uri: settings.uri.clone() }),
            Ok(Err(error)) => Err(unusable(settings, error)),
            Ok(Ok(_)) => Ok(link),
        }
    }

    /// Runs a statement that only reads, and gives all its rows.
    pub(crate) async fn read(&self, statement: &Statement, params: Params) -> Result<Vec<Row>> {
        self.retried(statement, || self.once(query(statement, params.clone()), true)).await
    }

    /// Runs a statement that writes. It has to be one that may run twice: where the connection breaks
    /// it is unknown whether the first run took effect.
    pub(crate) async fn change(&self, statement: &Statement, params: Params) -> Result<Vec<Row>> {
        self.change_with(statement, || params.clone()).await
    }

    /// As [`Self::change`], for large values: they are made anew should a run have to be repeated.
    pub(crate) async fn change_with(&self, statement: &Statement, make: impl Fn() -> Params) -> Result<Vec<Row>> {
        self.retried(statement, || self.once(query(statement, make()), false)).await
    }

    /// Starts a reading statement whose rows are taken one by one. Not retried.
    pub(crate) async fn stream(&self, query: Query) -> Result<DetachedRowStream, Error> {
        self.graph.execute_read(query).await
    }

    async fn once(&self, query: Query, reads: bool) -> Result<Vec<Row>, Error> {
        let mut stream = if reads { self.graph.execute_read(query).await? } else { self.graph.execute(query).await? };
        let mut rows = Vec::new();
        while let Some(row) = stream.next().await? {
            rows.push(row);
        }
        Ok(rows)
    }

    async fn retried<F>(&self, statement: &Statement, run: impl Fn() -> F) -> Result<Vec<Row>>
    where
        F: Future<Output = Result<Vec<Row>, Error>>,
    {
        let mut wait = Duration::from_millis(50);
        let mut waited = Duration::ZERO;
        loop {
            // What is let go of in the middle, the pool looks at before it is used again, and drops.
            let limit = if statement.quick { self.timeout } else { Duration::MAX };
            let error = match tokio::time::timeout(limit, run()).await {
                Ok(Ok(rows)) => return Ok(rows),
                Ok(Err(error)) => error,
                Err(_) => Error::ConnectionTimedOut,
            };
            if !passes(&error) || waited >= PATIENCE {
                return Err(failed(statement.name, error));
            }
            tracing::debug!(statement = statement.name, %error, "trying again");
            tokio::time::sleep(wait).await;
            waited += wait;
            wait = (wait * 2).min(Duration::from_secs(5));
        }
    }
}

/// A statement with its values.
pub(crate) fn query(statement: &Statement, params: Params) -> Query {
    Query::new(statement.text.to_owned()).params(params)
}

/// The error of a named statement.
pub(crate) fn failed(name: &str, error: Error) -> StoreError {
    StoreError::Statement { name: name.to_owned(), source: Box::new(error) }
}

/// A column of a row.
pub(crate) fn cell<T: DeserializeOwned>(statement: &Statement, row: &Row, column: &str) -> Result<T> {
    row.get(column).map_err(|error| failed(statement.name, Error::DeserializationError(error)))
}

/// A column of the first row.
pub(crate) fn only<T: DeserializeOwned>(statement: &Statement, rows: &[Row], column: &str) -> Result<T> {
    let row = rows.first().ok_or_else(|| failed(statement.name, Error::NoMoreRows))?;
    cell(statement, row, column)
}

/// Whether the same statement may succeed a moment later.
fn passes(error: &Error) -> bool {
    match error {
        Error::Neo4j(error) => matches!(error.kind(), neo4rs::Neo4jErrorKind::Transient),
        Error::IOError { .. } | Error::ConnectionError | Error::ConnectionTimedOut | Error::IncompleteBoltExchange => {
            true
        }
        _ => false,
    }
}
