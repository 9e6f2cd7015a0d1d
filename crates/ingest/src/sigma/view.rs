//! An event as the rules' engine looks at it: one flat map of names to texts.

use std::borrow::Cow;

use model::{Channel, Event, Field};
use rsigma_eval::event::{Event as Fields, EventValue};
use serde_json::Value;

/// Names of what stands in an event's `System`.
pub(super) const SYSTEM: [&str; 5] = ["EventID", "Channel", "Computer", "Provider_Name", "EventRecordID"];

/// The event.
pub(super) struct View<'e>(pub(super) &'e Event);

impl View<'_> {
    fn system(&self, name: &str) -> Option<Cow<'_, str>> {
        let event = self.0;
        match name {
            "EventID" => Some(event.id.to_string().into()),
            "EventRecordID" => Some(event.record.to_string().into()),
            "Computer" => event.computer().map(Cow::Borrowed),
            "Provider_Name" => Some(provider(event.channel, event.id).into()),
            // 104 names the cleared log by the same word; the log itself is what rules mean.
            "Channel" => Some(event.channel.name().into()),
            _ => None,
        }
    }

    fn names(&self) -> impl Iterator<Item = &'static str> {
        let logged = |field: &&Field| !self.0.raw(**field).is_empty() && **field != Field::ClearedChannel;
        SYSTEM.into_iter().chain(Field::ALL.iter().filter(logged).map(|field| field.name()))
    }

    fn value(&self, name: &str) -> Option<Cow<'_, str>> {
        self.system(name).or_else(|| {
            let text = self.0.raw(Field::named(name)?);
            (!text.is_empty()).then_some(Cow::Borrowed(text))
        })
    }
}

impl Fields for View<'_> {
    fn get_field(&self, path: &str) -> Option<EventValue<'_>> {
        self.value(path).map(EventValue::Str)
    }

    fn any_string_value(&self, pred: &dyn Fn(&str) -> bool) -> bool {
        self.names().any(|name| self.value(name).is_some_and(|value| pred(&value)))
    }

    fn all_string_values(&self) -> Vec<Cow<'_, str>> {
        self.names().filter_map(|name| self.value(name)).collect()
    }

    fn to_json(&self) -> Value {
        let pair = |name: &'static str| Some((name.to_owned(), Value::String(self.value(name)?.into_owned())));
        Value::Object(self.names().filter_map(pair).collect())
    }

    fn field_keys(&self) -> Vec<Cow<'_, str>> {
        self.names().map(Cow::Borrowed).collect()
    }

    fn top_level_keys(&self) -> Option<Vec<Cow<'_, str>>> {
        Some(self.field_keys())
    }

    fn visit_top_level_keys(&self, visit: &mut dyn FnMut(&str)) -> bool {
        self.names().for_each(visit);
        true
    }
}

/// Who logs such an event; the doors do not keep it, and it follows from the log.
const fn provider(channel: Channel, id: u32) -> &'static str {
    match (channel, id) {
        (Channel::Security | Channel::System, 104 | 1102) => "Microsoft-Windows-Eventlog",
        (Channel::System, _) => "Service Control Manager",
        (Channel::LocalSession, _) => "Microsoft-Windows-TerminalServices-LocalSessionManager",
        (Channel::RemoteConnection, _) => "Microsoft-Windows-TerminalServices-RemoteConnectionManager",
        _ => "Microsoft-Windows-Security-Auditing",
    }
}
