//! One door to the driver: connecting, retrying, reading rows.

use std::future::Future;
use std::time::Duration;

use neo4rs::{BoltList, BoltType, ConfigBuilder, DetachedRowStream, Error, Graph, Query, Row};
use serde::de::DeserializeOwned;

use crate::statements::{SERVER_VERSION, Statement};
use crate::{Result, Settings, StoreError};

/// Reaching the server and signing in.
const CONNECT: Duration = Duration::from_secs(10);
/// The driver's read timeout, which has to outlast the longest statement.
const SILENCE: Duration = Duration::from_mins(10);
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
}

impl Link {
    pub(crate) async fn connect(settings: &Settings) -> Result<Self> {
        let graph = Graph::connect(config(settings)?).map_err(|error| unusable(settings, error))?;
        let link = Self { graph, connections: settings.connections.max(1) };
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
            let error = match run().await {
                Ok(rows) => return Ok(rows),
                Err(error) => error,
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
        Error::IOError { .. } | Error::ConnectionError | Error::IncompleteBoltExchange => true,
        _ => false,
    }
}

fn config(settings: &Settings) -> Result<neo4rs::Config> {
    // One server is meant: the driver's routing is experimental.
    let uri = settings.uri.replacen("neo4j", "bolt", usize::from(settings.uri.starts_with("neo4j")));
    let mut config = ConfigBuilder::default()
        .uri(uri)
        .user(&settings.user)
        .password(&settings.password)
        .max_connections(settings.connections.max(1))
        .connection_timeout(SILENCE);
    if let Some(database) = &settings.database {
        config = config.db(database.as_str());
    }
    if let Some(file) = &settings.ca_file {
        config = config.with_client_certificate(file);
    }
    config.build().map_err(|error| StoreError::Setting(error.to_string()))
}

/// Why connecting failed.
fn unusable(settings: &Settings, error: Error) -> StoreError {
    let uri = settings.uri.clone();
    match error {
        Error::AuthenticationError(_) => {
            StoreError::WrongPassword { user: settings.user.clone(), source: Box::new(error) }
        }
        Error::UrlParseError(_) | Error::UnsupportedScheme(_) | Error::InvalidDnsName(_) => {
            StoreError::Setting(error.to_string())
        }
        // rustls reports its findings as invalid data; a CA file that is not there as not found.
        Error::IOError { ref detail }
            if matches!(detail.kind(), std::io::ErrorKind::InvalidData | std::io::ErrorKind::NotFound) =>
        {
            StoreError::Tls { uri, source: Box::new(error) }
        }
        Error::Neo4j(_) => failed(SERVER_VERSION.name, error),
        _ => StoreError::Unreachable { uri, source: Box::new(error) },
    }
}
