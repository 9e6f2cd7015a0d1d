//! The events as Windows words them: every value, in the order of its manifest.
//!
//! Spellings, blanks and codes follow real records under the corpus.

pub(crate) mod accounts;
pub(crate) mod directory;
pub(crate) mod kerberos;
pub(crate) mod logon;
pub(crate) mod ntlm;
pub(crate) mod sessions;
pub(crate) mod shares;
pub(crate) mod system;

use std::sync::Arc;

use super::world::{Account, World};
use crate::Value;

/// A fixed word, made once.
macro_rules! word {
    ($text:expr) => {{
        static WORD: std::sync::LazyLock<std::sync::Arc<str>> = std::sync::LazyLock::new(|| $text.into());
        std::sync::Arc::clone(&WORD)
    }};
}
pub(crate) use word;

/// A fixed word as a value.
macro_rules! text {
    ($text:expr) => {
        crate::Value::Text($crate::company::windows::word!($text))
    };
}
pub(crate) use text;

/// Who did something, as Windows puts it at an event's start.
#[derive(Clone, Debug)]
pub(crate) struct Subject {
    pub(crate) sid: Arc<str>,
    pub(crate) name: Arc<str>,
    pub(crate) domain: Arc<str>,
    pub(crate) logon_id: u64,
}

impl Subject {
    /// An account in one of its sessions.
    pub(crate) fn of(world: &World, account: &Account, logon_id: u64) -> Self {
        let domain = world.domain(account).name.clone();
        Self { sid: account.sid.clone(), name: account.name.clone(), domain, logon_id }
    }

    /// The system of a machine, which logs on who sits before it.
    pub(crate) fn system(world: &World, machine: &Account) -> Self {
        Self { sid: word!("S-1-5-18"), ..Self::of(world, machine, 0x3e7) }
    }

    /// No one: a logon over the network.
    pub(crate) fn nobody() -> Self {
        Self { sid: word!("S-1-0-0"), name: word!("-"), domain: word!("-"), logon_id: 0 }
    }

    /// The four values, under their usual names.
    pub(crate) fn values(&self) -> [(&'static str, Value); 4] {
        [
            ("SubjectUserSid", Value::Sid(self.sid.clone())),
            ("SubjectUserName", Value::Text(self.name.clone())),
            ("SubjectDomainName", Value::Text(self.domain.clone())),
            ("SubjectLogonId", Value::Hex64(self.logon_id)),
        ]
    }
}

/// The GUID where none is known.
pub(crate) fn no_guid() -> Arc<str> {
    word!("{00000000-0000-0000-0000-000000000000}")
}

/// A port as text, which is how Windows keeps it.
pub(crate) fn port(port: u16) -> Value {
    Value::text(port.to_string())
}
