//! What the templates say.

use super::binxml::{Body, Content};
use super::value::kind;
use crate::write::catalog;

/// What the values of the outer template are, by number; the order is Windows' own, `COMPUTER` and
/// `SOURCE` excepted, which Windows writes into the template.
pub(super) mod slot {
    pub(in crate::write::evtx) const LEVEL: u16 = 0;
    pub(in crate::write::evtx) const OPCODE: u16 = 1;
    pub(in crate::write::evtx) const TASK: u16 = 2;
    pub(in crate::write::evtx) const EVENT: u16 = 3;
    pub(in crate::write::evtx) const QUALIFIERS: u16 = 4;
    pub(in crate::write::evtx) const KEYWORDS: u16 = 5;
    pub(in crate::write::evtx) const TIME: u16 = 6;
    pub(in crate::write::evtx) const ACTIVITY: u16 = 7;
    pub(in crate::write::evtx) const PROCESS: u16 = 8;
    pub(in crate::write::evtx) const THREAD: u16 = 9;
    pub(in crate::write::evtx) const RECORD: u16 = 10;
    pub(in crate::write::evtx) const VERSION: u16 = 11;
    pub(in crate::write::evtx) const USER: u16 = 12;
    pub(in crate::write::evtx) const RELATED: u16 = 13;
    pub(in crate::write::evtx) const PROVIDER: u16 = 14;
    pub(in crate::write::evtx) const GUID: u16 = 15;
    pub(in crate::write::evtx) const CHANNEL: u16 = 16;
    pub(in crate::write::evtx) const BODY: u16 = 17;
    pub(in crate::write::evtx) const COMPUTER: u16 = 18;
    pub(in crate::write::evtx) const COUNT: u16 = 19;
}

/// `Event` with `System`, and a place for the values.
pub(super) fn system(body: &mut Body<'_>, source: Option<&'static str>) {
    let namespace = Content::Text("http://schemas.microsoft.com/win/2004/08/events/event");
    body.element("Event", &[("xmlns", namespace)], |body| {
        body.element("System", &[], |body| system_elements(body, source));
        body.content(Content::Optional(slot::BODY, kind::BINXML));
    });
}

fn system_elements(body: &mut Body<'_>, source: Option<&'static str>) {
    use Content::Optional;
    let mut provider = vec![("Name", Optional(slot::PROVIDER, kind::TEXT)), ("Guid", Optional(slot::GUID, kind::GUID))];
    provider.extend(source.map(|source| ("EventSourceName", Content::Text(source))));
    body.empty("Provider", &provider);
    let qualifiers = ("Qualifiers", Optional(slot::QUALIFIERS, kind::U16));
    body.leaf("EventID", &[qualifiers], Optional(slot::EVENT, kind::U16));
    body.leaf("Version", &[], Optional(slot::VERSION, kind::U8));
    body.leaf("Level", &[], Optional(slot::LEVEL, kind::U8));
    body.leaf("Task", &[], Optional(slot::TASK, kind::U16));
    body.leaf("Opcode", &[], Optional(slot::OPCODE, kind::U8));
    body.leaf("Keywords", &[], Optional(slot::KEYWORDS, kind::HEX64));
    body.empty("TimeCreated", &[("SystemTime", Optional(slot::TIME, kind::FILETIME))]);
    body.leaf("EventRecordID", &[], Optional(slot::RECORD, kind::U64));
    let related = ("RelatedActivityID", Optional(slot::RELATED, kind::GUID));
    body.empty("Correlation", &[("ActivityID", Optional(slot::ACTIVITY, kind::GUID)), related]);
    let thread = ("ThreadID", Optional(slot::THREAD, kind::U32));
    body.empty("Execution", &[("ProcessID", Optional(slot::PROCESS, kind::U32)), thread]);
    body.leaf("Channel", &[], Optional(slot::CHANNEL, kind::TEXT));
    body.leaf("Computer", &[], Content::Value(slot::COMPUTER, kind::TEXT));
    body.empty("Security", &[("UserID", Optional(slot::USER, kind::SID))]);
}

/// `EventData` or `UserData`.
pub(super) fn values(body: &mut Body<'_>, fields: &[(&'static str, u8)], shape: catalog::Body) {
    let numbered = || (0_u16..).zip(fields);
    match shape {
        catalog::Body::EventData if fields.is_empty() => body.empty("EventData", &[]),
        catalog::Body::EventData => body.element("EventData", &[], |body| {
            for (number, (name, kind)) in numbered() {
                body.leaf("Data", &[("Name", Content::Text(name))], Content::Value(number, *kind));
            }
        }),
        catalog::Body::UserData { element, namespace } => body.element("UserData", &[], |body| {
            body.element(element, &[("xmlns", Content::Text(namespace))], |body| {
                for (number, (name, kind)) in numbered() {
                    body.leaf(name, &[], Content::Value(number, *kind));
                }
            });
        }),
    }
}
