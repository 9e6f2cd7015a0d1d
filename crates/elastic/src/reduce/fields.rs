//! Which values the graph looks at, and where the indices keep them.

use std::collections::BTreeMap;

use model::{Channel, Field};
use serde::Deserialize;

/// Where a counted value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Source {
    pub(super) what: What,
    /// The field that is counted by.
    pub(super) path: String,
}

/// What a counted value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Computer,
    Value(Field),
}

/// What a logon says, and a failed one.
const LOGON: [Field; 8] = [
    Field::TargetUserName,
    Field::TargetDomainName,
    Field::TargetUserSid,
    Field::IpAddress,
    Field::WorkstationName,
    Field::LogonType,
    Field::AuthenticationPackageName,
    Field::Status,
];

/// What the terminal services say of a session.
const SESSION: [Field; 2] = [Field::User, Field::Address];

/// Event ids that can be counted, with every value the graph looks at: who it was, from where, how.
pub(super) const COUNTABLE: [(u32, &[Field]); 13] = [
    (21, &SESSION),
    (22, &SESSION),
    (24, &SESSION),
    (25, &SESSION),
    (1149, &[Field::Param1, Field::Param2, Field::Param3]),
    (4624, &LOGON),
    (4625, &LOGON),
    (
        4648,
        &[
            Field::TargetUserName,
            Field::TargetDomainName,
            Field::TargetServerName,
            Field::LogonType,
            Field::AuthenticationPackageName,
            Field::Status,
        ],
    ),
    (4672, &[Field::SubjectUserName, Field::SubjectDomainName, Field::SubjectUserSid]),
    (
        4768,
        &[
            Field::TargetUserName,
            Field::TargetDomainName,
            Field::TargetSid,
            Field::IpAddress,
            Field::Status,
            Field::LogonType,
            Field::AuthenticationPackageName,
        ],
    ),
    (
        4769,
        &[
            Field::TargetUserName,
            Field::TargetDomainName,
            Field::ServiceName,
            Field::IpAddress,
            Field::Status,
            Field::LogonType,
            Field::AuthenticationPackageName,
        ],
    ),
    (
        4771,
        &[
            Field::TargetUserName,
            Field::TargetDomainName,
            Field::TargetSid,
            Field::IpAddress,
            Field::Status,
            Field::LogonType,
            Field::AuthenticationPackageName,
        ],
    ),
    (
        4776,
        &[
            Field::TargetUserName,
            Field::TargetDomainName,
            Field::Workstation,
            Field::PackageName,
            Field::Status,
            Field::LogonType,
        ],
    ),
];

/// Event ids that only detections or Sigma rules read. Where they are many they are left out.
pub(super) const FOR_FINDINGS: [u32; 13] = [23, 4611, 4634, 4647, 4649, 4673, 4697, 4698, 4699, 4704, 4770, 5140, 5145];

/// Fewer events of an id are not worth counting or leaving out: they are read, and all detections see them.
pub(super) const fn few(id: u32) -> u64 {
    match id {
        // No detection reads these, or none that would not miss the logons that are counted with them.
        21..=25 | 1149 | 4634 | 4647 => 1_000,
        _ => 20_000,
    }
}

/// The name under which documents keep what only this event has.
pub(super) const fn data(id: u32) -> &'static str {
    if matches!(Channel::logging(id), Channel::Security) { "event_data" } else { "user_data" }
}

/// Where the security pipeline moves a value of an event.
pub(super) const fn moved(id: u32, field: Field) -> Option<&'static str> {
    let is_logon = !matches!(id, 4672);
    match field {
        Field::IpAddress => Some("source.ip"),
        Field::WorkstationName => Some("source.domain"),
        Field::TargetUserName if is_logon => Some("user.name"),
        Field::TargetDomainName if is_logon => Some("user.domain"),
        _ => None,
    }
}

/// What an index says of a field.
#[derive(Deserialize)]
pub(super) struct Cap {
    aggregatable: bool,
}

/// What all indices say of all fields: path -> type -> ability.
#[derive(Deserialize)]
pub(super) struct Caps {
    pub(super) fields: BTreeMap<String, BTreeMap<String, Cap>>,
}

/// What a field is good for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// It is counted by this path.
    By(String),
    /// No index has it.
    Absent,
    /// It cannot be counted by, for this reason.
    No(String),
}

impl Use {
    /// The path that is counted by.
    pub(super) fn path(self) -> Option<String> {
        match self {
            Self::By(path) => Some(path),
            Self::Absent | Self::No(_) => None,
        }
    }
}

/// Types whose values come back as they are written.
const EXACT: [&str; 8] = ["keyword", "constant_keyword", "wildcard", "ip", "long", "integer", "short", "byte"];

impl Caps {
    /// By which path a field is counted: its own, or that of its twin for exact values.
    pub(super) fn usable(&self, path: &str) -> Use {
        let Some(kinds) = self.fields.get(path) else { return Use::Absent };
        let exact = |path: &str| {
            let kinds = self.fields.get(path)?;
            let (kind, cap) = kinds.first_key_value()?;
            (kinds.len() == 1 && cap.aggregatable && EXACT.contains(&kind.as_str())).then(|| path.to_owned())
        };
        if let Some(path) = exact(path) {
            return Use::By(path);
        }
        // A twin serves only where every index has it.
        let is_text = kinds.len() == 1 && kinds.contains_key("text");
        if let Some(path) = exact(&format!("{path}.keyword")).filter(|_| is_text) {
            return Use::By(path);
        }
        let kinds: Vec<&str> = kinds.keys().map(String::as_str).collect();
        Use::No(format!("`{path}` is mapped as {}", kinds.join(" and ")))
    }

    /// Whether a usable field holds words, rather than numbers or addresses.
    pub(super) fn holds_words(&self, path: &str) -> bool {
        let words =
            |kinds: &BTreeMap<String, Cap>| kinds.keys().all(|kind| kind.ends_with("keyword") || kind == "wildcard");
        self.fields.get(path).is_some_and(words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caps(fields: &[(&str, &[(&str, bool)])]) -> Caps {
        let kinds = |kinds: &[(&str, bool)]| {
            kinds.iter().map(|&(kind, aggregatable)| (kind.to_owned(), Cap { aggregatable })).collect()
        };
        Caps { fields: fields.iter().map(|(path, all)| ((*path).to_owned(), kinds(all))).collect() }
    }

    #[test]
    fn a_text_is_counted_by_its_twin() {
        let caps = caps(&[
            ("a", &[("keyword", true)]),
            ("b", &[("text", false)]),
            ("b.keyword", &[("keyword", true)]),
            ("c", &[("text", false)]),
            ("d", &[("keyword", true), ("text", false)]),
            ("d.keyword", &[("keyword", true)]),
            ("e", &[("double", true)]),
        ]);
        assert_eq!(caps.usable("a"), Use::By("a".to_owned()));
        assert_eq!(caps.usable("b"), Use::By("b.keyword".to_owned()));
        assert_eq!(caps.usable("x"), Use::Absent);
        for path in ["c", "d", "e"] {
            assert!(matches!(caps.usable(path), Use::No(_)), "{path}");
        }
    }

    #[test]
    fn what_is_counted_and_what_is_for_findings_does_not_overlap() {
        assert!(FOR_FINDINGS.iter().all(|id| Channel::logging(*id).wants(*id)));
        for (id, fields) in COUNTABLE {
            assert!(Channel::logging(id).wants(id) && !FOR_FINDINGS.contains(&id), "{id}");
            let (address, name) = if id == 4672 { (None, None) } else { model::whence::source_fields(id) };
            let role = if id == 4672 { &model::who::SUBJECT } else { model::who::logon_role(id) };
            let wanted = [Some(role.user), role.domain, role.sid, address, name];
            assert!(wanted.into_iter().flatten().all(|field| fields.contains(&field)), "{id}");
        }
    }
}
