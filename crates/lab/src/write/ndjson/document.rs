//! The document of one record, with the fields and types that winlogbeat's index template has.

use std::borrow::Cow;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::write::catalog::{AUDIT_FAILURE, AUDIT_SUCCESS, Body, Facts};
use crate::write::text::{shown, time, until_nul};
use crate::{Record, Value};

/// A record as a document.
#[derive(Serialize)]
pub(super) struct Document<'r> {
    #[serde(rename = "@timestamp")]
    timestamp: String,
    ecs: Ecs,
    event: Event,
    host: Host<'r>,
    log: Log,
    winlog: Winlog<'r>,
}

#[derive(Serialize)]
struct Ecs {
    version: &'static str,
}

#[derive(Serialize)]
struct Event {
    code: String,
    kind: &'static str,
    provider: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    action: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<&'static str>,
}

#[derive(Serialize)]
struct Host<'r> {
    name: &'r str,
}

#[derive(Serialize)]
struct Log {
    level: &'static str,
}

#[derive(Serialize)]
struct Winlog<'r> {
    api: &'static str,
    channel: &'static str,
    computer_name: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    event_data: Option<Values<'r>>,
    event_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    keywords: Option<[&'static str; 1]>,
    opcode: &'static str,
    process: Process,
    provider_guid: &'static str,
    provider_name: &'static str,
    record_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    task: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<User>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_data: Option<Values<'r>>,
    #[serde(skip_serializing_if = "is_zero")]
    version: u8,
}

#[derive(Serialize)]
struct Process {
    pid: u32,
    thread: Thread,
}

#[derive(Serialize)]
struct Thread {
    id: u32,
}

#[derive(Serialize)]
struct User {
    identifier: &'static str,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(version: &u8) -> bool {
    *version == 0
}

impl<'r> Document<'r> {
    pub(super) fn of(record: &'r Record, facts: &Facts) -> Self {
        let computer = until_nul(&record.computer);
        Self {
            timestamp: time(record.time, 3),
            ecs: Ecs { version: "8.0.0" },
            event: Event {
                code: record.id.to_string(),
                kind: "event",
                provider: facts.provider.name,
                action: facts.task_name(),
                outcome: outcome(facts.keywords),
            },
            host: Host { name: computer },
            log: Log { level: "information" },
            winlog: Winlog::of(record, facts, computer),
        }
    }
}

impl<'r> Winlog<'r> {
    fn of(record: &'r Record, facts: &Facts, computer: &'r str) -> Self {
        let (event_data, user_data) = match facts.body {
            Body::EventData => (Some(Values { element: None, data: &record.data }), None),
            Body::UserData { element, .. } => (None, Some(Values { element: Some(element), data: &record.data })),
        };
        Self {
            api: "wineventlog",
            channel: record.channel.name(),
            computer_name: computer,
            event_data: event_data.filter(|values| !values.data.is_empty()),
            event_id: record.id.to_string(),
            keywords: keyword(facts.keywords).map(|word| [word]),
            opcode: "Info",
            process: Process { pid: facts.provider.process, thread: Thread { id: facts.thread(record) } },
            provider_guid: facts.provider.guid,
            provider_name: facts.provider.name,
            record_id: record.record.to_string(),
            task: facts.task_name(),
            user: facts.user.map(|identifier| User { identifier }),
            user_data,
            version: facts.version,
        }
    }
}

/// The bits of success and failure, without that of the log.
const SUCCESS: u64 = AUDIT_SUCCESS & !(1 << 63);
const FAILURE: u64 = AUDIT_FAILURE & !(1 << 63);

fn keyword(keywords: u64) -> Option<&'static str> {
    if keywords & FAILURE != 0 {
        Some("Audit Failure")
    } else if keywords & SUCCESS != 0 {
        Some("Audit Success")
    } else if keywords & 0x0080_0000_0000_0000 != 0 {
        Some("Classic")
    } else {
        None
    }
}

fn outcome(keywords: u64) -> Option<&'static str> {
    if keywords & FAILURE != 0 { Some("failure") } else { (keywords & SUCCESS != 0).then_some("success") }
}

/// The values by name, all as text; winlogbeat leaves empty ones out.
struct Values<'r> {
    element: Option<&'static str>,
    data: &'r [(&'static str, Value)],
}

impl Serialize for Values<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(element) = self.element {
            map.serialize_entry("xml_name", element)?;
        }
        for (name, value) in self.data {
            let text: Cow<'_, str> = shown(value);
            if !text.is_empty() {
                map.serialize_entry(name, &text)?;
            }
        }
        map.end()
    }
}
