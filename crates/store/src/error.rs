//! What can fail, with a code for programs and a hint for people.

/// Result of the store's calls.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

type Source = Box<dyn std::error::Error + Send + Sync>;

/// Why a call failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// No connection.
    #[error("cannot reach Neo4j at `{uri}`")]
    Unreachable {
        /// The address tried.
        uri: String,
        /// What the network said.
        #[source]
        source: Source,
    },
    /// A connection, but no answer within the time allowed for connecting.
    #[error("no answer from Neo4j at `{uri}`")]
    Silent {
        /// The address tried.
        uri: String,
    },
    /// The server refused name and password.
    #[error("Neo4j refused the password of `{user}`")]
    WrongPassword {
        /// Who tried to sign in.
        user: String,
        /// The server's words.
        #[source]
        source: Source,
    },
    /// No encrypted connection.
    #[error("no encrypted connection to Neo4j at `{uri}`")]
    Tls {
        /// The address tried.
        uri: String,
        /// What is wrong.
        #[source]
        source: Source,
    },
    /// The address or another setting makes no sense.
    #[error("unusable Neo4j setting: {0}")]
    Setting(String),
    /// The database was written by a newer version of the program.
    #[error("database schema {found} is newer than {known}, the newest this program knows")]
    NewerSchema {
        /// Recorded in the database.
        found: u32,
        /// Known here.
        known: u32,
    },
    /// A schema file differs from what was once run.
    #[error("schema file {version} is not the one this database was made with")]
    ChangedSchema {
        /// Its number.
        version: u32,
    },
    /// No case of that name.
    #[error("no such case: `{0}`")]
    NoSuchCase(String),
    /// A case of that name is there already.
    #[error("case exists already: `{0}`")]
    CaseExists(String),
    /// No import of that id in the case.
    #[error("no such import: `{0}`")]
    NoSuchImport(String),
    /// No job of that id.
    #[error("no such job: `{0}`")]
    NoSuchJob(String),
    /// Another worker has the job, or it is gone.
    #[error("job is not this worker's any more: `{0}`")]
    JobLost(String),
    /// Only what did not end well can be retried.
    #[error("job `{id}` is {state}: only a failed or cancelled job can be retried")]
    JobNotFailed {
        /// The job.
        id: String,
        /// The state it is in.
        state: &'static str,
    },
    /// A name of the wrong form.
    #[error("not a usable {what}: `{value}`")]
    InvalidName {
        /// What it should name.
        what: &'static str,
        /// The name, shortened.
        value: String,
    },
    /// A query that does more than read.
    #[error("query is not read-only: `{0}`")]
    NotReadOnly(String),
    /// The server refused or broke off a statement.
    #[error("Neo4j statement failed: `{name}`")]
    Statement {
        /// The statement's name.
        name: String,
        /// What the server said.
        #[source]
        source: Source,
    },
    /// It took longer than allowed.
    #[error("not finished within {seconds} s")]
    Timeout {
        /// The time allowed.
        seconds: u64,
    },
    /// Stored bytes that cannot be read.
    #[error("damaged data in the database: {0}")]
    Damaged(String),
    /// The graph changed under an import, as when its case was removed meanwhile.
    #[error("import disturbed: {0}")]
    Disturbed(String),
    /// Stopped on request of [`crate::WriteOptions`].
    #[error("stopped after {0} batches as asked")]
    Stopped(u64),
}

impl StoreError {
    /// A short name for programs; it does not change between versions.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreachable { .. } | Self::Silent { .. } => "store_unreachable",
            Self::WrongPassword { .. } => "store_wrong_password",
            Self::Tls { .. } => "store_tls",
            Self::Setting(_) => "store_setting",
            Self::NewerSchema { .. } => "newer_schema",
            Self::ChangedSchema { .. } => "changed_schema",
            Self::NoSuchCase(_) => "no_such_case",
            Self::CaseExists(_) => "case_exists",
            Self::NoSuchImport(_) => "no_such_import",
            Self::NoSuchJob(_) => "no_such_job",
            Self::JobLost(_) => "job_lost",
            Self::JobNotFailed { .. } => "job_not_failed",
            Self::InvalidName { .. } => "invalid_name",
            Self::NotReadOnly(_) => "not_read_only",
            Self::Statement { .. } => "statement_failed",
            Self::Timeout { .. } => "timeout",
            Self::Damaged(_) => "damaged_data",
            Self::Disturbed(_) => "import_disturbed",
            Self::Stopped(_) => "stopped",
        }
    }

    /// What to try, where that is known.
    pub const fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Unreachable { .. } => {
                Some("is Neo4j running, is that its Bolt address, and does it want TLS (`bolt+s://`)?")
            }
            Self::Silent { .. } => Some("is that the Bolt port, and does the scheme fit (`bolt+s://` for TLS)?"),
            Self::WrongPassword { .. } => Some("check name and password; after several failures Neo4j makes you wait"),
            Self::Tls { .. } => {
                Some("name the file of your certificate authority, and a host name the certificate has")
            }
            Self::NewerSchema { .. } => Some("use the newer version of the program"),
            Self::ChangedSchema { .. } => Some("use the program that made the database, or an empty database"),
            Self::NoSuchCase(_) => Some("list the cases, or create it"),
            Self::NoSuchJob(_) => Some("jobs vanish with their case; list those there are"),
            Self::InvalidName { .. } => Some("1 to 64 letters, digits, dots, underscores and hyphens"),
            Self::NotReadOnly(_) => Some("only clauses that read are allowed here"),
            Self::Timeout { .. } => Some("narrow the query or allow it more time"),
            Self::Disturbed(_) => Some("import again: what is already written is kept"),
            _ => None,
        }
    }

    /// What the server says of a query that a person wrote, where that is what failed.
    pub fn of_query(&self) -> Option<String> {
        let Self::Statement { name, source } = self else { return None };
        match source.downcast_ref::<neo4rs::Error>() {
            Some(neo4rs::Error::Neo4j(error))
                if name == crate::table::QUERY && error.code().contains("ClientError") =>
            {
                Some(error.message().to_owned())
            }
            _ => None,
        }
    }

    /// Whether the server says that a unique value is there already.
    pub(crate) fn is_taken(&self) -> bool {
        self.neo4j_code() == Some("Neo.ClientError.Schema.ConstraintValidationFailed")
    }

    /// Whether the server says that such an index or constraint is there already.
    pub(crate) fn is_rule_there(&self) -> bool {
        const CODES: [&str; 3] = [
            "Neo.ClientError.Schema.EquivalentSchemaRuleAlreadyExists",
            "Neo.ClientError.Schema.IndexAlreadyExists",
            "Neo.ClientError.Schema.ConstraintAlreadyExists",
        ];
        self.neo4j_code().is_some_and(|code| CODES.contains(&code))
    }

    /// The server's code, if it answered with one.
    pub(crate) fn neo4j_code(&self) -> Option<&str> {
        let Self::Statement { source, .. } = self else { return None };
        match source.downcast_ref::<neo4rs::Error>() {
            Some(neo4rs::Error::Neo4j(error)) => Some(error.code()),
            _ => None,
        }
    }
}
