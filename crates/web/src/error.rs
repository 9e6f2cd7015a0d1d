//! Why a request is refused or fails: status, code, sentence and hint.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use events::SourceError;
use evidence::EvidenceError;
use serde::Serialize;
use store::StoreError;
use utoipa::ToSchema;

use crate::people::Role;

/// Result of the service's calls.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What somebody asked for and what is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    /// A case, or one that the asker may not see.
    Case,
    /// A person.
    User,
    /// A token for automation.
    Token,
    /// An import of a case.
    Import,
    /// A job.
    Job,
    /// An upload that is under way, or a file that was uploaded.
    Upload,
    /// A hunt, ready-made or saved.
    Hunt,
    /// A saved view.
    View,
    /// A note on a node.
    Note,
    /// An account or host of a case.
    Node,
    /// A finding of a case.
    Finding,
    /// An address of the API.
    Route,
}

impl Thing {
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Case => ("case", "no_such_case"),
            Self::User => ("user", "no_such_user"),
            Self::Token => ("token", "no_such_token"),
            Self::Import => ("import", "no_such_import"),
            Self::Job => ("job", "no_such_job"),
            Self::Upload => ("upload", "no_such_upload"),
            Self::Hunt => ("hunt", "no_such_hunt"),
            Self::View => ("view", "no_such_view"),
            Self::Note => ("note", "no_such_note"),
            Self::Node => ("account or host", "no_such_node"),
            Self::Finding => ("finding", "no_such_finding"),
            Self::Route => ("address", "no_such_route"),
        }
    }
}

/// Why a request is refused or fails.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Neither a session nor a token, or one that has ended.
    #[error("not signed in")]
    NotSignedIn,
    /// Wrong name or password; which of them is not said.
    #[error("wrong name or password")]
    BadSignIn,
    /// The person is suspended.
    #[error("this account is suspended")]
    Suspended,
    /// Too many tries.
    #[error("too many tries; wait {seconds} s")]
    SlowDown {
        /// When the next one is let through.
        seconds: u64,
    },
    /// A one-time password that has to be replaced first.
    #[error("the password has to be changed first")]
    PasswordChange,
    /// A write with a cookie and without the token that proves it comes from our own page.
    #[error("the header `x-csrf-token` is missing or wrong")]
    Csrf,
    /// The role does not suffice.
    #[error("this needs the role `{0}`")]
    Forbidden(Role),
    /// A rule about people that is not a matter of roles.
    #[error("{0}")]
    Refused(&'static str),
    /// It is not there, or the asker may not know that it is.
    #[error("no such {}: `{name}`", thing.words().0)]
    NoSuch {
        /// Of which kind.
        thing: Thing,
        /// Its name, shortened.
        name: String,
    },
    /// It is there already.
    #[error("{what} exists already: `{name}`")]
    Exists {
        /// Of which kind.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// The request makes no sense.
    #[error("{0}")]
    Invalid(String),
    /// The address knows no such method.
    #[error("this address does not take this method")]
    Method,
    /// A file that is no event log.
    #[error("{0}")]
    NotLogs(#[source] SourceError),
    /// A body that did not arrive to its end.
    #[error("{what}")]
    Broken {
        /// What broke off.
        what: String,
        /// What the network said.
        #[source]
        source: std::io::Error,
    },
    /// More bytes than allowed.
    #[error("more than {limit} bytes")]
    TooLarge {
        /// How many are allowed.
        limit: u64,
    },
    /// An upload is continued at another place than where it stands.
    #[error("the upload stands at byte {offset}")]
    Offset {
        /// Where to go on.
        offset: u64,
    },
    /// Something has to end first.
    #[error("{0}")]
    Busy(String),
    /// What Neo4j says of a query that somebody wrote.
    #[error("{0}")]
    Cypher(String),
    /// Not finished in the time a request may take.
    #[error("not finished within {seconds} s")]
    Timeout {
        /// The time allowed.
        seconds: u64,
    },
    /// Something that is not set up.
    #[error("{0}")]
    NotSetUp(&'static str),
    /// The graph's database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The files that were handed in.
    #[error(transparent)]
    Evidence(#[from] EvidenceError),
    /// The database of people.
    #[error("the database of people failed")]
    People(#[from] rusqlite::Error),
    /// A schema of the database of people that a newer program made.
    #[error("the database of people has schema {found}, this program knows {known}")]
    NewerPeople {
        /// Recorded there.
        found: u32,
        /// Known here.
        known: u32,
    },
    /// A file or socket of the service itself.
    #[error("{what}")]
    Io {
        /// What was tried.
        what: String,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// Something inside that should not happen.
    #[error("{0}")]
    Internal(String),
}

impl Error {
    /// That `name` is not there.
    pub fn no_such(thing: Thing, name: impl Into<String>) -> Self {
        Self::NoSuch { thing, name: name.into().chars().take(80).collect() }
    }

    /// A short name for programs; it does not change between versions.
    pub fn code(&self) -> &'static str {
        match self {
            _ if self.is_full() => "disk_full",
            Self::NotSignedIn => "not_signed_in",
            Self::BadSignIn => "bad_sign_in",
            Self::Suspended => "suspended",
            Self::SlowDown { .. } => "slow_down",
            Self::PasswordChange => "password_change_needed",
            Self::Csrf => "csrf",
            Self::Forbidden(_) => "forbidden",
            Self::Refused(_) => "refused",
            Self::NoSuch { thing, .. } => thing.words().1,
            Self::Exists { .. } => "exists",
            Self::Invalid(_) => "invalid",
            Self::Method => "method_not_allowed",
            Self::NotLogs(_) => "not_logs",
            Self::Broken { .. } => "broken_off",
            Self::TooLarge { .. } => "too_large",
            Self::Offset { .. } => "wrong_offset",
            Self::Busy(_) => "busy",
            Self::Cypher(_) => "cypher",
            Self::Timeout { .. } => "timeout",
            Self::NotSetUp(_) => "not_set_up",
            Self::Store(error) => error.code(),
            Self::Evidence(error) => error.code(),
            Self::People(_) | Self::NewerPeople { .. } => "people_unavailable",
            Self::Io { .. } => "io",
            Self::Internal(_) => "internal",
        }
    }

    /// Whether a disk has no room left.
    fn is_full(&self) -> bool {
        match self {
            Self::People(error) => error.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull),
            Self::Io { .. } | Self::Evidence(_) => evidence::is_full(self),
            _ => false,
        }
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            _ if self.is_full() => StatusCode::INSUFFICIENT_STORAGE,
            Self::NotSignedIn | Self::BadSignIn => StatusCode::UNAUTHORIZED,
            Self::Suspended | Self::PasswordChange | Self::Csrf | Self::Forbidden(_) | Self::Refused(_) => {
                StatusCode::FORBIDDEN
            }
            Self::SlowDown { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::NoSuch { .. } | Self::Evidence(EvidenceError::NotKept(_)) => StatusCode::NOT_FOUND,
            Self::Exists { .. } | Self::Offset { .. } | Self::Busy(_) => StatusCode::CONFLICT,
            Self::Invalid(_) | Self::Cypher(_) | Self::Broken { .. } | Self::Evidence(EvidenceError::BadSha(_)) => {
                StatusCode::BAD_REQUEST
            }
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotLogs(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Timeout { .. } => StatusCode::GATEWAY_TIMEOUT,
            Self::NotSetUp(_) => StatusCode::NOT_IMPLEMENTED,
            Self::Store(error) => of_store(error),
            Self::Evidence(_) | Self::People(_) | Self::NewerPeople { .. } | Self::Io { .. } | Self::Internal(_) => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
        }
    }

    /// What to try, where that is known.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            _ if self.is_full() => Some("nothing is lost: once there is room, do the same again; an upload goes on"),
            Self::NotSignedIn => Some("sign in, or send `Authorization: Bearer TOKEN`"),
            Self::PasswordChange => Some("PUT /api/v1/session/password"),
            Self::Csrf => Some("send the `csrf` that GET /api/v1/session gives"),
            Self::NotLogs(error) => error.hint(),
            Self::Offset { .. } => Some("go on there"),
            Self::Store(error) if self.status().as_u16() < 500 => error.hint(),
            _ => None,
        }
    }

    /// What the asker is told: nothing of the inside when the fault is ours.
    fn sentence(&self) -> String {
        match self {
            Self::Evidence(_) if self.is_full() => "the disk that files are kept on is full".to_owned(),
            _ if self.is_full() => "the disk of the service is full".to_owned(),
            Self::Timeout { .. } | Self::NotSetUp(_) | Self::Store(StoreError::Timeout { .. }) => self.to_string(),
            _ if self.status() == StatusCode::SERVICE_UNAVAILABLE => {
                "the database of graphs does not answer".to_owned()
            }
            _ if self.status().is_server_error() => "something failed inside; the log says what".to_owned(),
            _ => self.to_string(),
        }
    }
}

const fn of_store(error: &StoreError) -> StatusCode {
    match error {
        StoreError::NoSuchCase(_) | StoreError::NoSuchImport(_) | StoreError::NoSuchJob(_) => StatusCode::NOT_FOUND,
        StoreError::CaseExists(_) | StoreError::JobNotFailed { .. } => StatusCode::CONFLICT,
        StoreError::InvalidName { .. } | StoreError::NotReadOnly(_) => StatusCode::BAD_REQUEST,
        StoreError::Timeout { .. } => StatusCode::GATEWAY_TIMEOUT,
        StoreError::Unreachable { .. }
        | StoreError::Silent { .. }
        | StoreError::WrongPassword { .. }
        | StoreError::Tls { .. } => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// The body of every answer that is an error.
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// A short name for programs.
    #[schema(examples("no_such_case"))]
    code: &'static str,
    /// A sentence for people.
    message: String,
    /// What to try.
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'static str>,
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let status = self.status();
        if status.is_server_error() {
            tracing::error!(code = self.code(), error = %chain(&self), "request failed");
        }
        let problem = Problem { code: self.code(), message: self.sentence(), hint: self.hint() };
        let mut response = (status, Json(problem)).into_response();
        if let Self::SlowDown { seconds } = self {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// The error and its causes in one line, for the log; control characters escaped.
pub fn chain(error: &dyn std::error::Error) -> String {
    model::causes(error).escape_debug().to_string()
}
