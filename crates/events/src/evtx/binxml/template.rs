//! Reads a template into a plan.

use model::Field;

use super::cursor::Cursor;
use super::names::{self, Name};
use super::plan::{Data, DataPlan, Plan, RecordPlan, Source, Wanted};
use super::value;

/// Deepest nesting of elements; Windows' own have four levels. The JSON way looks eight levels into
/// `UserData`.
const DEEPEST: usize = 8;
/// Bytes in front of a template's elements: next template, GUID, size.
const HEADER: usize = 24;
/// How an element says that it depends on no value.
const INDEPENDENT: u16 = 0xffff;
const STRING: u8 = 0x01;

/// The start of an element.
struct Start {
    name: Name,
    dependency: Option<u16>,
    /// Its attribute `Name`, for `TimeCreated` its `SystemTime`.
    attribute: Source,
    /// Whether it ends here.
    closed: bool,
}

/// What an element may hold.
enum Item {
    Text(Box<str>),
    Slot(u16),
    Element(Start),
    End,
}

struct Compiler<'c> {
    chunk: &'c [u8],
    cursor: Cursor<'c>,
}

/// The size of the template at `offset` with its header.
pub(super) fn size(chunk: &[u8], offset: usize) -> Option<usize> {
    let mut cursor = Cursor::new(chunk, offset, chunk.len())?;
    cursor.skip(HEADER - 4)?;
    HEADER.checked_add(cursor.u32()? as usize)
}

/// Reads the template at `offset`; `None` when it is odd.
pub(super) fn compile(chunk: &[u8], offset: usize) -> Option<Plan> {
    let end = offset.checked_add(size(chunk, offset)?)?;
    let cursor = Cursor::new(chunk, offset + HEADER, end)?;
    Compiler { chunk, cursor }.template()
}

impl Compiler<'_> {
    fn template(&mut self) -> Option<Plan> {
        if self.cursor.peek()? == 0x0f {
            self.cursor.skip(4)?;
        }
        let Item::Element(start) = self.item()? else { return None };
        let plan = match start.name.as_str() {
            "Event" => Plan::Record(Box::new(self.event(&start)?)),
            "EventData" | "UserData" => match self.container(&start)? {
                Data::Here(plan) => Plan::Container(plan),
                _ => return None,
            },
            // In a container it would have a rule of its own.
            "Data" => return None,
            _ => {
                let mut plan = DataPlan::default();
                // The root of a template depends on nothing.
                self.member(&Start { dependency: None, ..start }, &mut plan, 1)?;
                Plan::Member(plan)
            }
        };
        self.cursor.ends().then_some(plan)
    }

    fn event(&mut self, start: &Start) -> Option<RecordPlan> {
        if start.closed {
            return None;
        }
        let (mut system, mut data) = (None, None);
        loop {
            match self.item()? {
                Item::Element(child) if child.name.as_str() == "System" && system.is_none() => {
                    system = Some(self.system(&child)?);
                }
                Item::Element(child) if system.is_some() => match child.name.as_str() {
                    "EventData" | "UserData" if data.is_none() => {
                        let content = self.container(&child)?;
                        if child.dependency.is_some() && matches!(content, Data::Here(_)) {
                            return None;
                        }
                        data = Some(content);
                    }
                    "System" | "EventData" | "UserData" => return None,
                    _ => self.ignore(&child, 1)?,
                },
                Item::Slot(slot) if system.is_some() && data.is_none() => data = Some(Data::Slot(slot)),
                Item::End => break,
                _ => return None,
            }
        }
        Some(RecordPlan { data: data.unwrap_or(Data::None), ..system? })
    }

    /// `System`; every one of its wanted elements must be there.
    fn system(&mut self, start: &Start) -> Option<RecordPlan> {
        if start.closed || start.dependency.is_some() {
            return None;
        }
        let (mut event_id, mut time, mut record, mut channel, mut computer) = (None, None, None, None, None);
        loop {
            let child = match self.item()? {
                Item::Element(child) => child,
                Item::End => break,
                Item::Text(_) | Item::Slot(_) => return None,
            };
            let place = match child.name.as_str() {
                "EventID" => &mut event_id,
                "EventRecordID" => &mut record,
                "Channel" => &mut channel,
                // The JSON way finds the computer right behind the log.
                "Computer" if channel.is_some() => &mut computer,
                "TimeCreated" => &mut time,
                "Computer" => return None,
                _ => {
                    if channel.is_some() && computer.is_none() {
                        return None;
                    }
                    self.ignore(&child, 2)?;
                    continue;
                }
            };
            let found = if child.name.as_str() == "TimeCreated" {
                self.ignore(&child, 2)?;
                child.attribute
            } else {
                self.leaf(&child)?
            };
            // An element may depend on its own value, since then it is empty at worst.
            let depends = child.dependency.is_some_and(|slot| found != Source::Slot(slot));
            if depends || place.replace(found).is_some() {
                return None;
            }
        }
        let (event_id, time, record, channel, computer) = (event_id?, time?, record?, channel?, computer?);
        Some(RecordPlan { event_id, time, record, channel, computer, data: Data::None })
    }

    /// `EventData` or `UserData`.
    fn container(&mut self, start: &Start) -> Option<Data> {
        let mut plan = DataPlan::default();
        let (mut elements, mut inside) = (false, None);
        let mut open = !start.closed;
        while open {
            match self.item()? {
                Item::Element(child) => {
                    elements = true;
                    if child.name.as_str() == "Data" {
                        self.data(&child, &mut plan)?;
                    } else {
                        self.member(&child, &mut plan, 1)?;
                    }
                }
                Item::Slot(slot) if inside.is_none() => inside = Some(slot),
                Item::End => open = false,
                Item::Text(_) | Item::Slot(_) => return None,
            }
        }
        match inside {
            None => Some(Data::Here(plan)),
            Some(_) if elements => None,
            Some(slot) => Some(Data::Inside(slot, start.dependency)),
        }
    }

    /// `<Data Name="…">value</Data>`.
    fn data(&mut self, start: &Start, plan: &mut DataPlan) -> Option<()> {
        let field = match &start.attribute {
            Source::Nothing => None,
            Source::Text(name) => Field::named(name),
            Source::Slot(_) => return None,
        };
        let source = self.leaf(start)?;
        let Some(field) = field else { return Some(()) };
        // Two of one name may mean a list.
        if plan.values.iter().any(|wanted| wanted.field == field) {
            return None;
        }
        plan.values.push(Wanted { field, source, dependency: start.dependency });
        Some(())
    }

    /// An element of another name: a value if it is called like one, else what is in it.
    fn member(&mut self, start: &Start, plan: &mut DataPlan, depth: usize) -> Option<()> {
        let name = start.name.as_str();
        if depth >= DEEPEST || matches!(name, "EventData" | "UserData") {
            return None;
        }
        if let Some(field) = Field::named(name) {
            let source = self.leaf(start)?;
            plan.values.push(Wanted { field, source, dependency: start.dependency });
            return Some(());
        }
        if start.closed {
            return Some(());
        }
        let (mut slots, mut elements) = (false, false);
        loop {
            match self.item()? {
                Item::Text(_) => {}
                // A list would repeat the element and all that is in it.
                Item::Slot(_) => slots = true,
                Item::Element(child) => {
                    elements = true;
                    if start.dependency.is_some() {
                        return None;
                    }
                    self.member(&child, plan, depth + 1)?;
                }
                Item::End => break,
            }
        }
        (!(slots && elements)).then_some(())
    }

    /// An element that is one text or one value.
    fn leaf(&mut self, start: &Start) -> Option<Source> {
        if start.closed {
            return Some(Source::Nothing);
        }
        let mut source = Source::Nothing;
        loop {
            let next = match self.item()? {
                Item::Text(text) => Source::Text(text),
                Item::Slot(slot) => Source::Slot(slot),
                Item::Element(_) => return None,
                Item::End => return Some(source),
            };
            if source != Source::Nothing {
                return None;
            }
            source = next;
        }
    }

    /// Passes over the content of an element that nobody looks at.
    fn ignore(&mut self, start: &Start, depth: usize) -> Option<()> {
        if start.closed {
            return Some(());
        }
        if depth >= DEEPEST {
            return None;
        }
        loop {
            match self.item()? {
                Item::Element(child) => self.ignore(&child, depth + 1)?,
                Item::End => return Some(()),
                Item::Text(_) | Item::Slot(_) => {}
            }
        }
    }

    fn item(&mut self) -> Option<Item> {
        match self.cursor.u8()? {
            token @ (0x01 | 0x41) => self.start(token & 0x40 != 0).map(Item::Element),
            0x04 => Some(Item::End),
            0x05 | 0x45 => self.text().map(Item::Text),
            0x0d | 0x0e => self.slot().map(Item::Slot),
            _ => None,
        }
    }

    fn start(&mut self, with_attributes: bool) -> Option<Start> {
        let dependency = Some(self.cursor.u16()?).filter(|number| *number != INDEPENDENT);
        let _size = self.cursor.u32()?;
        let name = names::read(&mut self.cursor, self.chunk)?;
        if with_attributes {
            let _size = self.cursor.u32()?;
        }
        let looked_for = if name.as_str() == "TimeCreated" { "SystemTime" } else { "Name" };
        let mut attribute = Source::Nothing;
        loop {
            match self.cursor.u8()? {
                0x02 => return Some(Start { name, dependency, attribute, closed: false }),
                0x03 => return Some(Start { name, dependency, attribute, closed: true }),
                0x06 | 0x46 => {
                    let wanted = names::read(&mut self.cursor, self.chunk)?.as_str() == looked_for;
                    let value = self.attribute_value()?;
                    if wanted && std::mem::replace(&mut attribute, value) != Source::Nothing {
                        return None;
                    }
                }
                _ => return None,
            }
        }
    }

    /// An attribute's value, if it has one.
    fn attribute_value(&mut self) -> Option<Source> {
        let value = match self.cursor.peek()? {
            0x05 | 0x45 => {
                self.cursor.skip(1)?;
                Source::Text(self.text()?)
            }
            0x0d | 0x0e => {
                self.cursor.skip(1)?;
                Source::Slot(self.slot()?)
            }
            _ => Source::Nothing,
        };
        Some(value)
    }

    fn text(&mut self) -> Option<Box<str>> {
        if self.cursor.u8()? != STRING {
            return None;
        }
        let length = usize::from(self.cursor.u16()?);
        let mut text = Vec::with_capacity(length);
        value::utf16(&mut text, self.cursor.take(length * 2)?);
        String::from_utf8(text).ok().map(String::into_boxed_str)
    }

    fn slot(&mut self) -> Option<u16> {
        let slot = self.cursor.u16()?;
        value::known(self.cursor.u8()?).then_some(slot)
    }
}
