//! Events that are not counted but many, made of the columns that the cluster keeps beside its documents.
//!
//! A document out of the middle of an index costs the cluster the unpacking of those around it; its values alone
//! do not.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use events::{Read, Window};
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::document;
use crate::page::{Hits, Page};
use crate::settings::DEFAULT_PREFIX;

/// Where a value is, and where a document would have it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Column {
    /// The objects around it in a document of winlogbeat's form, and its name in the last one.
    pub(super) place: Vec<String>,
    /// The field that has the column.
    pub(super) path: String,
}

/// Which events are read from columns, and which columns.
#[derive(Clone, Debug)]
pub(crate) struct Columns {
    /// Which events: those whose values all have columns.
    pub(super) clause: Value,
    /// In the order of their places, so that what shares an object stands together.
    all: Vec<Column>,
    /// Numbers in that order, by field.
    numbers: HashMap<String, usize>,
}

impl Columns {
    pub(super) fn new(mut all: Vec<Column>) -> Self {
        all.sort();
        let numbers = all.iter().enumerate().map(|(number, column)| (column.path.clone(), number)).collect();
        Self { clause: Value::Null, all, numbers }
    }

    /// Asks a search for columns beside what else it gives.
    pub(super) fn ask_too(&self, body: &mut Value) {
        body["docvalue_fields"] = json!(self.all.iter().map(|column| &column.path).collect::<Vec<_>>());
    }

    /// Asks a search for columns instead of documents.
    pub(crate) fn ask(&self, body: &mut Value) {
        body["stored_fields"] = json!("_none_");
        // Which parts of a document are wanted may stand there already; with both the cluster refuses.
        body["_source"] = json!(false);
        self.ask_too(body);
    }

    /// Reads an answer. `None` where a value is a list: a column does not say in which order.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn read(&self, body: &[u8], window: Window) -> Result<Option<Hits>, serde_json::Error> {
        let page: Page<'_> = serde_json::from_slice(body)?;
        let mut reads = Vec::with_capacity(page.len());
        for fields in page.columns() {
            let Some(read) = self.event(fields, window)? else { return Ok(None) };
            reads.push(read);
        }
        let pit = page.pit().map(str::to_owned);
        Ok(Some(Hits { pit, timed_out: page.timed_out, reads, last: page.last() }))
    }

    /// The event of these values by their fields; `None` where one is a list.
    pub(super) fn event(&self, fields: &str, window: Window) -> Result<Option<Read>, serde_json::Error> {
        let values = serde_json::Deserializer::from_str(fields).deserialize_map(Values(self))?;
        let Some(values) = values else { return Ok(None) };
        Ok(Some(document::event(&self.document(&values), DEFAULT_PREFIX, window)))
    }

    /// The document that would have these values.
    fn document(&self, values: &[Option<&RawValue>]) -> String {
        let (mut text, mut open): (String, &[String]) = (String::from("{"), &[]);
        for (column, value) in self.all.iter().zip(values) {
            let (Some(value), [within @ .., name]) = (value, column.place.as_slice()) else { continue };
            let shared = open.iter().zip(within).take_while(|(one, other)| one == other).count();
            text.extend(std::iter::repeat_n('}', open.len() - shared));
            for object in &within[shared..] {
                separate(&mut text);
                text.extend(["\"", object, "\":{"]);
            }
            open = within;
            separate(&mut text);
            text.extend(["\"", name, "\":", value.get()]);
        }
        text.extend(std::iter::repeat_n('}', open.len() + 1));
        text
    }
}

fn separate(text: &mut String) {
    if !text.ends_with('{') {
        text.push(',');
    }
}

/// Takes the values of a hit, by the numbers of their columns.
struct Values<'c>(&'c Columns);

impl<'de> Visitor<'de> for Values<'_> {
    type Value = Option<Vec<Option<&'de RawValue>>>;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a list of values for each field")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
        let (mut values, mut lists) = (vec![None; self.0.all.len()], false);
        while let Some(field) = fields.next_key::<Cow<'de, str>>()? {
            let Only(value) = fields.next_value()?;
            lists |= value.is_none();
            if let Some(number) = self.0.numbers.get(&*field) {
                values[*number] = value;
            }
        }
        Ok((!lists).then_some(values))
    }
}

/// The one value of a list of one.
struct Only<'a>(Option<&'a RawValue>);

impl<'de> Deserialize<'de> for Only<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_seq(First)
    }
}

struct First;

impl<'de> Visitor<'de> for First {
    type Value = Only<'de>;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Self::Value, A::Error> {
        let first = values.next_element()?;
        let mut more = false;
        while values.next_element::<IgnoredAny>()?.is_some() {
            more = true;
        }
        Ok(Only(first.filter(|_| !more)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Field;

    fn columns() -> Columns {
        let column = |place: &[&str], path: &str| Column {
            place: place.iter().map(|name| (*name).to_owned()).collect(),
            path: path.to_owned(),
        };
        let own = |name: &str| column(&["winlog", name], &format!("w.{name}"));
        let data = |name: &str| column(&["winlog", "event_data", name], &format!("w.event_data.{name}.keyword"));
        let all = [
            column(&["source", "ip"], "source.ip"),
            column(&["@timestamp"], "@timestamp"),
            own("event_id"),
            data("ObjectName"),
        ];
        let more = [own("channel"), data("AccessMask"), own("computer_name"), own("record_id")];
        Columns::new(all.into_iter().chain(more).collect())
    }

    fn page(fields: &Value) -> String {
        json!({"pit_id": "p", "timed_out": false, "hits": {"hits": [{"_index": "i", "sort": [7], "fields": fields}]}})
            .to_string()
    }

    #[test]
    fn columns_become_an_event_and_lists_do_not() {
        let mut fields = json!({"@timestamp": ["2026-03-01T23:01:02.123Z"], "w.event_id": ["4662"], "w.channel": ["Security"],
            "w.computer_name": ["dc01"], "w.record_id": [99], "w.event_data.ObjectName.keyword": ["dc=\"corp\""],
            "source.ip": ["10.0.0.1"], "w.event_data.AccessMask.keyword": ["0x100"], "other": ["x"]});
        let read = |fields: &Value| columns().read(page(fields).as_bytes(), Window::default()).expect("a page");
        let found = read(&fields).expect("no list");
        assert_eq!((found.last.expect("a place").get(), found.pit.as_deref()), ("[7]", Some("p")));
        let [Read::Kept(event)] = found.reads.as_slice() else { panic!("{:?}", found.reads) };
        assert_eq!((event.id, event.record, event.time.ms()), (4662, 99, 1_772_406_062_123));
        assert_eq!((event.get(Field::ObjectName), event.computer()), (Some("dc=\"corp\""), Some("dc01")));
        assert_eq!((event.get(Field::IpAddress), event.get(Field::AccessMask)), (Some("10.0.0.1"), Some("0x100")));
        fields["w.event_data.ObjectName.keyword"] = json!(["a", "b"]);
        assert!(read(&fields).is_none());
        let found = read(&json!({})).expect("no list");
        assert!(matches!(found.reads.as_slice(), [Read::Damaged { .. }]));
    }

    #[test]
    fn documents_are_not_asked_for() {
        let mut body = json!({"size": 1, "_source": {"excludes": ["message"]}});
        columns().ask(&mut body);
        assert_eq!((&body["stored_fields"], &body["_source"]), (&json!("_none_"), &json!(false)));
        assert_eq!(body["docvalue_fields"][0], "@timestamp");
    }
}
