//! What can fail, with a code for programs and a hint for people.

/// Result of this room's calls.
pub type Result<T, E = ElasticError> = std::result::Result<T, E>;

type Source = Box<dyn std::error::Error + Send + Sync>;

/// Why a call failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ElasticError {
    /// The address or another setting makes no sense.
    #[error("unusable Elasticsearch setting: {0}")]
    Setting(String),
    /// No connection.
    #[error("cannot reach Elasticsearch at `{address}`")]
    Unreachable {
        /// The addresses tried.
        address: String,
        /// What the network said.
        #[source]
        source: Source,
    },
    /// No encrypted connection.
    #[error("no encrypted connection to Elasticsearch at `{address}`")]
    Tls {
        /// The addresses tried.
        address: String,
        /// What is wrong.
        #[source]
        source: Source,
    },
    /// No answer within the time allowed.
    #[error("no answer from Elasticsearch at `{address}` within {seconds} s")]
    Timeout {
        /// The addresses tried.
        address: String,
        /// The time allowed.
        seconds: u64,
    },
    /// Name and password, or the API key, are refused.
    #[error("Elasticsearch refused {who}")]
    WrongPassword {
        /// Who tried to sign in.
        who: String,
    },
    /// Signed in, yet not allowed.
    #[error("not allowed to {what}: {reason}")]
    Forbidden {
        /// What was tried.
        what: &'static str,
        /// The server's words.
        reason: String,
    },
    /// No index of that name or pattern.
    #[error("no index in Elasticsearch fits `{0}`")]
    NoSuchIndex(String),
    /// Indices, but nothing of use in them.
    #[error("no event in `{index}` is about logons{}", if *.ranged { " in the time asked for" } else { "" })]
    NoEvents {
        /// The pattern asked.
        index: String,
        /// Whether a time was asked for.
        ranged: bool,
    },
    /// A field that has to be searched is mapped so that it cannot be.
    #[error("`{field}` is mapped as `{kind}` in `{index}`, which cannot be searched by {by}")]
    Mapping {
        /// The field.
        field: String,
        /// Its type.
        kind: String,
        /// The pattern asked.
        index: String,
        /// By what it would have to be searched.
        by: &'static str,
    },
    /// The server is older than what is needed.
    #[error("Elasticsearch {0} is too old")]
    TooOld(String),
    /// The server refused or broke off a call.
    #[error("Elasticsearch could not {what}: {reason} (status {status})")]
    Server {
        /// What was tried.
        what: &'static str,
        /// The status of HTTP.
        status: u16,
        /// The kind of failure in the server's terms.
        kind: String,
        /// The server's words.
        reason: String,
    },
    /// An answer that is not what it should be.
    #[error("unexpected answer when trying to {what}: {text}")]
    Answer {
        /// What was tried.
        what: &'static str,
        /// What is odd.
        text: String,
    },
    /// Documents that were refused one by one.
    #[error("{failed} of {of} documents were refused, the first, `{id}`, because: {reason}")]
    Refused {
        /// How many.
        failed: usize,
        /// Of how many.
        of: usize,
        /// The first of them.
        id: String,
        /// Why.
        reason: String,
    },
    /// Events were to be counted in the cluster, and cannot be.
    #[error("events cannot be counted in the cluster: {0}")]
    NotReducible(String),
    /// Asked to stop.
    #[error("stopped before the end")]
    Stopped,
}

impl ElasticError {
    /// A short name for programs; it does not change between versions.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Setting(_) => "es_setting",
            Self::Unreachable { .. } => "es_unreachable",
            Self::Tls { .. } => "es_tls",
            Self::Timeout { .. } => "es_timeout",
            Self::WrongPassword { .. } => "es_wrong_password",
            Self::Forbidden { .. } => "es_forbidden",
            Self::NoSuchIndex(_) => "es_no_such_index",
            Self::NoEvents { .. } => "es_no_events",
            Self::Mapping { .. } => "es_mapping",
            Self::TooOld(_) => "es_too_old",
            Self::Server { .. } => "es_failed",
            Self::Answer { .. } => "es_answer",
            Self::Refused { .. } => "es_refused",
            Self::NotReducible(_) => "es_not_reducible",
            Self::Stopped => "stopped",
        }
    }

    /// What to try, where that is known.
    pub const fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Unreachable { .. } => {
                Some("is Elasticsearch running, is that its HTTP address, and does it want `https://`?")
            }
            Self::Tls { .. } => {
                Some("name the file of your certificate authority (--es-cafile), and a host name the certificate has")
            }
            Self::Timeout { .. } => Some("ask for a shorter time, or set elasticsearch.timeout to more seconds"),
            Self::WrongPassword { .. } => Some("check --es-user and the password, or the API key"),
            Self::Forbidden { .. } => Some(
                "reading needs `read` and `view_index_metadata` on the indices; exporting needs `write`, \
                 `create_index` and `manage_index_templates`",
            ),
            Self::NoSuchIndex(_) => Some("name the index or pattern with --es-index, e.g. winlogbeat-*"),
            Self::NoEvents { .. } => Some(
                "check the time, the index, and that the Security log is shipped; logs without `winlog.` fields \
                 need --es-prefix",
            ),
            Self::Mapping { .. } => {
                Some("load winlogbeat's index template (`winlogbeat setup --index-management`), then reindex")
            }
            Self::NotReducible(_) => Some("--es-reduce=never reads them one by one"),
            Self::TooOld(_) => Some("7.12 or newer is needed"),
            Self::Refused { .. } => Some("an index of that name with other types of fields may be there already"),
            _ => None,
        }
    }

    /// Whether the server found the answer too large to make.
    pub(crate) fn is_too_large(&self) -> bool {
        matches!(self, Self::Server { status: 413, .. })
            || matches!(self, Self::Server { kind, .. } if kind == "circuit_breaking_exception")
            || matches!(self, Self::Server { reason, .. } if reason.contains("Result window is too large"))
    }

    /// Whether the server knows no such index.
    pub(crate) fn is_no_index(&self) -> bool {
        matches!(self, Self::Server { kind, .. } if kind == "index_not_found_exception")
    }
}
