//! The XML that Event Viewer exports: one `<Events>` with everything in it.

use std::fmt::Write as _;
use std::io::Write;

use super::catalog::{self, Body, Facts};
use super::text::{shown, time, until_nul};
use super::{Sink, WriteError};
use crate::Record;

/// Writes records as Event Viewer's XML, in UTF-8.
pub struct XmlWriter<W: Write> {
    out: W,
    /// The event being put together; kept for its memory.
    line: String,
    begun: bool,
}

impl<W: Write> XmlWriter<W> {
    /// A writer onto `out`, which should be buffered.
    pub fn new(out: W) -> Self {
        Self { out, line: String::new(), begun: false }
    }

    fn begin(&mut self) -> Result<(), WriteError> {
        if !self.begun {
            self.begun = true;
            self.out.write_all(b"<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\n<Events>\n")?;
        }
        Ok(())
    }
}

impl<W: Write> Sink for XmlWriter<W> {
    fn write(&mut self, record: &Record) -> Result<(), WriteError> {
        self.begin()?;
        let facts = catalog::facts(record);
        self.line.clear();
        self.line.push_str("<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'>");
        system(&mut self.line, record, &facts);
        body(&mut self.line, record, facts.body);
        self.line.push_str("</Event>\n");
        Ok(self.out.write_all(self.line.as_bytes())?)
    }

    fn finish(&mut self) -> Result<(), WriteError> {
        self.begin()?;
        self.out.write_all(b"</Events>\n")?;
        Ok(self.out.flush()?)
    }
}

fn system(line: &mut String, record: &Record, facts: &Facts) {
    line.push_str("<System><Provider");
    attribute(line, "Name", facts.provider.name);
    attribute(line, "Guid", facts.provider.guid);
    if let Some(source) = facts.provider.source {
        attribute(line, "EventSourceName", source);
    }
    line.push_str("/><EventID");
    if let Some(qualifiers) = facts.qualifiers {
        attribute(line, "Qualifiers", &qualifiers.to_string());
    }
    line.push('>');
    line.push_str(&record.id.to_string());
    line.push_str("</EventID>");
    element(line, "Version", &facts.version.to_string());
    element(line, "Level", &facts.level.to_string());
    element(line, "Task", &facts.task.to_string());
    element(line, "Opcode", &facts.opcode.to_string());
    element(line, "Keywords", &format!("{:#x}", facts.keywords));
    line.push_str("<TimeCreated");
    attribute(line, "SystemTime", &time(record.time, 7));
    line.push_str("/>");
    element(line, "EventRecordID", &record.record.to_string());
    line.push_str("<Correlation/><Execution");
    attribute(line, "ProcessID", &facts.provider.process.to_string());
    attribute(line, "ThreadID", &facts.thread(record).to_string());
    line.push_str("/>");
    element(line, "Channel", record.channel.name());
    element(line, "Computer", until_nul(&record.computer));
    line.push_str("<Security");
    if let Some(user) = facts.user {
        attribute(line, "UserID", user);
    }
    line.push_str("/></System>");
}

fn body(line: &mut String, record: &Record, body: Body) {
    match body {
        Body::EventData => {
            line.push_str("<EventData>");
            for (name, value) in &record.data {
                line.push_str("<Data");
                attribute(line, "Name", name);
                line.push('>');
                escape(line, &shown(value));
                line.push_str("</Data>");
            }
            line.push_str("</EventData>");
        }
        Body::UserData { element: wrapper, namespace } => {
            line.push_str("<UserData><");
            line.push_str(wrapper);
            attribute(line, "xmlns", namespace);
            line.push('>');
            for (name, value) in &record.data {
                element(line, name, &shown(value));
            }
            line.push_str("</");
            line.push_str(wrapper);
            line.push_str("></UserData>");
        }
    }
}

fn attribute(line: &mut String, name: &str, value: &str) {
    line.push(' ');
    line.push_str(name);
    line.push_str("='");
    escape(line, value);
    line.push('\'');
}

fn element(line: &mut String, name: &str, text: &str) {
    line.push('<');
    line.push_str(name);
    line.push('>');
    escape(line, text);
    line.push_str("</");
    line.push_str(name);
    line.push('>');
}

/// Control characters become references: XML readers turn a bare carriage return into a line feed, and
/// refuse the others when they stand there as they are.
fn escape(line: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '<' => line.push_str("&lt;"),
            '>' => line.push_str("&gt;"),
            '&' => line.push_str("&amp;"),
            '"' => line.push_str("&quot;"),
            '\'' => line.push_str("&apos;"),
            '\t' | '\n' => line.push(letter),
            '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => {
                // Writing to a string does not fail.
                let _ = write!(line, "&#x{:x};", u32::from(letter));
            }
            _ => line.push(letter),
        }
    }
}
