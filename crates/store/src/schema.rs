//! The database's schema: numbered files that run once each, in order.

use neo4rs::Row;
use sha2::{Digest, Sha256};

use crate::link::{self, Link};
use crate::names::hex;
use crate::statements::{SCHEMA_AWAIT, SCHEMA_RECORD, SCHEMA_RECORDED, Statement};
use crate::{Result, Store, StoreError};

/// What the database has and what this program knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SchemaStatus {
    /// The newest schema file that was run; 0 on an empty database.
    pub current: u32,
    /// The newest that this program has.
    pub known: u32,
}

struct Migration {
    version: u32,
    file: &'static str,
    text: &'static str,
}

macro_rules! migrations {
    ($($version:literal = $file:literal;)*) => {
        const MIGRATIONS: &[Migration] = &[$(Migration {
            version: $version,
            file: $file,
            text: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../neo4j/schema/", $file)),
        }),*];
    };
}

migrations! {
    1 = "V0001__graph.cypher";
    2 = "V0002__record_sets.cypher";
    3 = "V0003__findings.cypher";
    4 = "V0004__jobs.cypher";
}

/// A version that was run and the checksum its file had.
type Recorded = (u32, String);

impl Store {
    /// The schema's state.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn schema_status(&self) -> Result<SchemaStatus> {
        let current = recorded(&self.link).await?.last().map_or(0, |(version, _)| *version);
        Ok(SchemaStatus { current, known: newest() })
    }

    /// Brings the schema up to date and names the files that were run. Two callers at once do no harm:
    /// every statement of a schema file may run twice.
    ///
    /// # Errors
    /// [`StoreError::NewerSchema`] when the database is ahead of this program.
    pub async fn migrate(&self) -> Result<Vec<String>> {
        let mut run = Vec::new();
        for migration in missing(MIGRATIONS, &recorded(&self.link).await?)? {
            for text in statements(migration.text) {
                self.apply(&Statement { name: migration.file, path: migration.file, text, quick: false }).await?;
            }
            self.link.read(&SCHEMA_AWAIT, link::none()).await?;
            let params = vec![
                ("version", migration.version.into()),
                ("file", migration.file.into()),
                ("checksum", checksum(migration.text).into()),
            ];
            self.link.change(&SCHEMA_RECORD, params).await?;
            run.push(migration.file.to_owned());
        }
        Ok(run)
    }

    /// Runs a statement of a schema file. Between its look whether the rule is there and its making it,
    /// another caller may have made it.
    async fn apply(&self, statement: &Statement) -> Result<()> {
        match self.link.change(statement, link::none()).await {
            Err(error) if error.is_rule_there() => Ok(()),
            other => other.map(drop),
        }
    }
}

async fn recorded(link: &Link) -> Result<Vec<Recorded>> {
    versions(&link.read(&SCHEMA_RECORDED, link::none()).await?)
}

fn versions(rows: &[Row]) -> Result<Vec<Recorded>> {
    rows.iter()
        .map(|row| Ok((link::cell(&SCHEMA_RECORDED, row, "version")?, link::cell(&SCHEMA_RECORDED, row, "checksum")?)))
        .collect()
}

/// The migrations still to run.
fn missing<'a>(known: &'a [Migration], recorded: &[Recorded]) -> Result<Vec<&'a Migration>> {
    let newest = known.last().map_or(0, |migration| migration.version);
    if let Some((found, _)) = recorded.iter().find(|(version, _)| *version > newest) {
        return Err(StoreError::NewerSchema { found: *found, known: newest });
    }
    let mut missing = Vec::new();
    for migration in known {
        match recorded.iter().find(|(version, _)| *version == migration.version) {
            None => missing.push(migration),
            Some((_, sum)) if *sum == checksum(migration.text) => {}
            Some(_) => return Err(StoreError::ChangedSchema { version: migration.version }),
        }
    }
    Ok(missing)
}

fn newest() -> u32 {
    MIGRATIONS.last().map_or(0, |migration| migration.version)
}

/// The statements of a file: each ends with `;` at a line's end.
fn statements(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.split(";\n").map(str::trim).filter(|part| part.lines().any(|line| !line.starts_with("//")))
}

fn checksum(text: &str) -> String {
    hex("", &Sha256::digest(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recorded(version: u32, text: &str) -> Recorded {
        (version, checksum(text))
    }

    #[test]
    fn each_file_runs_once_and_newer_ones_are_refused() {
        let known = [Migration { version: 1, file: "a", text: "x" }, Migration { version: 2, file: "b", text: "y" }];
        let names = |list: &[Recorded]| missing(&known, list).map(|found| found.iter().map(|m| m.file).collect());
        assert_eq!(names(&[]).unwrap(), ["a", "b"]);
        assert_eq!(names(&[recorded(1, "x")]).unwrap(), ["b"]);
        let newer: Result<Vec<_>> = names(&[recorded(1, "x"), recorded(9, "z")]);
        assert!(matches!(newer, Err(StoreError::NewerSchema { found: 9, known: 2 })));
        let changed: Result<Vec<_>> = names(&[recorded(1, "other")]);
        assert!(matches!(changed, Err(StoreError::ChangedSchema { version: 1 })));
    }

    /// On a real database that a newer program wrote. All tests share it, so what that program recorded
    /// is seen by this transaction only, and taken back.
    #[tokio::test]
    async fn a_database_of_a_newer_program_is_refused() {
        let server = testkit::neo4j();
        let graph = neo4rs::Graph::new(server.uri, server.user, server.password).unwrap();
        let mut txn = graph.start_txn().await.unwrap();
        let params = vec![("version", 4_000_000.into()), ("file", "x".into()), ("checksum", "x".into())];
        txn.run(link::query(&SCHEMA_RECORD, params)).await.unwrap();
        let mut stream = txn.execute(link::query(&SCHEMA_RECORDED, link::none())).await.unwrap();
        let mut rows = Vec::new();
        while let Some(row) = stream.next(txn.handle()).await.unwrap() {
            rows.push(row);
        }
        txn.rollback().await.unwrap();
        let error = missing(MIGRATIONS, &versions(&rows).unwrap()).err().expect("accepted");
        let known = newest();
        assert_eq!(
            error.to_string(),
            format!("database schema 4000000 is newer than {known}, the newest this program knows")
        );
        assert_eq!((error.code(), error.hint()), ("newer_schema", Some("use the newer version of the program")));
    }

    #[test]
    fn files_are_cut_into_statements() {
        let found: Vec<_> = statements("// head\nCREATE a;\nCREATE\nb;\n// tail\n").collect();
        assert_eq!(found, ["// head\nCREATE a", "CREATE\nb"]);
    }

    #[test]
    fn versions_count_up_from_one() {
        assert!(MIGRATIONS.iter().zip(1..).all(|(migration, n)| migration.version == n));
    }
}
