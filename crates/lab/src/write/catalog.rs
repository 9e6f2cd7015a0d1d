//! What Windows knows about an event besides its values.
//!
//! Checked against the records of the EVTX corpus (Windows 7 to Server 2019): providers, versions,
//! tasks and keywords are those of the newest system there. 7045 has no sample and follows Microsoft's
//! documentation.

mod provider;
mod task;

use model::Channel;

pub use provider::Provider;

use provider::{AUDITING, EVENTLOG, LOCAL_SESSION, OTHER, REMOTE_CONNECTION, SERVICES};

use crate::{Record, Value};

/// Keywords of an audited success.
pub const AUDIT_SUCCESS: u64 = 0x8020_0000_0000_0000;
/// Keywords of an audited failure.
pub const AUDIT_FAILURE: u64 = 0x8010_0000_0000_0000;

/// How the values are wrapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// `<EventData><Data Name="…">`.
    EventData,
    /// `<UserData><element xmlns="namespace">` with one element a value.
    UserData {
        /// The element.
        element: &'static str,
        /// Its namespace.
        namespace: &'static str,
    },
}

/// What stands in `System`, and the body's form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Who writes it.
    pub provider: &'static Provider,
    /// The version of the event's form.
    pub version: u8,
    /// 0 and 4 are informational.
    pub level: u8,
    /// The category.
    pub task: u16,
    /// What about it; 0 is "Info".
    pub opcode: u8,
    /// Success, failure and kind of log.
    pub keywords: u64,
    /// The upper half of an old event's id.
    pub qualifiers: Option<u16>,
    /// The account of the process that writes it, where the event states one.
    pub user: Option<&'static str>,
    /// The form of the values.
    pub body: Body,
}

impl Facts {
    /// The task's name, as winlogbeat has it.
    pub fn task_name(&self) -> Option<&'static str> {
        task::name(self.task)
    }

    /// A thread of the writing process, one of eight.
    pub fn thread(&self, record: &Record) -> u32 {
        self.provider.process + 4 + (record.record % 8) as u32 * 4
    }
}

const CLEARED: Body = Body::UserData {
    element: "LogFileCleared",
    namespace: "http://manifests.microsoft.com/win/2004/08/windows/eventlog",
};
const SESSION: Body = Body::UserData { element: "EventXML", namespace: "Event_NS" };

/// The facts of a record's event; ids that are not known get their log's usual ones.
pub fn facts(record: &Record) -> Facts {
    match (record.channel, record.id) {
        (Channel::Security, 1102) => cleared(0x4020_0000_0000_0000),
        (Channel::System, 104) => cleared(0x8000_0000_0000_0000),
        (Channel::Security, id) => Facts {
            version: task::version(id),
            task: task::of(id),
            keywords: if failed(record) { AUDIT_FAILURE } else { AUDIT_SUCCESS },
            ..plain(&AUDITING, 0)
        },
        (Channel::System, id) => Facts {
            qualifiers: Some(0x4000),
            user: (id == 7045).then_some("S-1-5-18"),
            keywords: 0x8080_0000_0000_0000,
            ..plain(&SERVICES, 4)
        },
        (Channel::LocalSession, _) => session(&LOCAL_SESSION, "S-1-5-18"),
        (Channel::RemoteConnection, _) => session(&REMOTE_CONNECTION, "S-1-5-20"),
        (Channel::Other, _) => plain(&OTHER, 4),
    }
}

fn plain(provider: &'static Provider, level: u8) -> Facts {
    Facts {
        provider,
        version: 0,
        level,
        task: 0,
        opcode: 0,
        keywords: 0x8000_0000_0000_0000,
        qualifiers: None,
        user: None,
        body: Body::EventData,
    }
}

fn cleared(keywords: u64) -> Facts {
    Facts { task: 104, keywords, body: CLEARED, ..plain(&EVENTLOG, 4) }
}

fn session(provider: &'static Provider, user: &'static str) -> Facts {
    Facts { keywords: 0x1000_0000_0000_0000, user: Some(user), body: SESSION, ..plain(provider, 4) }
}

/// Whether the record is an audited failure: some ids always are, some by their status.
fn failed(record: &Record) -> bool {
    match record.id {
        4625 | 4766 | 4771 | 4772 | 4777 | 4825 => true,
        4768 | 4769 | 4776 => record.data.iter().any(|(name, value)| *name == "Status" && !is_zero(value)),
        _ => false,
    }
}

fn is_zero(value: &Value) -> bool {
    match value {
        Value::U8(number) => *number == 0,
        Value::U16(number) => *number == 0,
        Value::U32(number) | Value::Hex32(number) => *number == 0,
        Value::U64(number) | Value::Hex64(number) => *number == 0,
        Value::Text(text) => model::number(text).is_none_or(|number| number == 0),
        Value::Sid(_) | Value::Guid(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(id: u32, data: Vec<(&'static str, Value)>) -> Record {
        Record { computer: "x".into(), channel: Channel::Security, id, record: 1, time: model::Time::default(), data }
    }

    #[test]
    fn failures_are_told_by_id_and_status() {
        let keywords = |id, status| facts(&record(id, vec![("Status", status)])).keywords;
        assert_eq!(keywords(4768, Value::Hex32(0)), AUDIT_SUCCESS);
        assert_eq!(keywords(4768, Value::Hex32(6)), AUDIT_FAILURE);
        assert_eq!(keywords(4776, Value::text("0xc0000064")), AUDIT_FAILURE);
        assert_eq!(keywords(4624, Value::Hex32(6)), AUDIT_SUCCESS);
        assert_eq!(facts(&record(4625, Vec::new())).keywords, AUDIT_FAILURE);
    }

    #[test]
    fn every_wanted_event_has_a_named_task() {
        // Ids below are those of Windows 2003, which wrote no EVTX.
        for id in (1000..10_000).filter(|id| Channel::Security.wants(*id)) {
            assert!(facts(&record(id, Vec::new())).task_name().is_some(), "{id}");
        }
    }
}
