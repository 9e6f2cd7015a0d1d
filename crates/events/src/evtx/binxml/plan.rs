//! What a template says about where the wanted values are.

use model::Field;

/// Where a value comes from.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// Nowhere: the element is empty.
    Nothing,
    /// The record's value of this number.
    Slot(u16),
    /// The template itself.
    Text(Box<str>),
}

/// A template, read.
pub(super) enum Plan {
    /// Of a whole event.
    Record(Box<RecordPlan>),
    /// Of an `EventData` or `UserData`.
    Container(DataPlan),
    /// Of any other element. Its values count where it stands in a `UserData`.
    Member(DataPlan),
}

/// Where the parts of an event are.
pub(super) struct RecordPlan {
    pub(super) event_id: Source,
    pub(super) time: Source,
    pub(super) record: Source,
    pub(super) channel: Source,
    pub(super) computer: Source,
    pub(super) data: Data,
}

/// What stands behind `System`.
pub(super) enum Data {
    /// Nothing.
    None,
    /// A value that is BinXML itself: an `EventData` or `UserData`, or something else that nobody wants.
    Slot(u16),
    /// An `EventData` or `UserData` with such a value in it, and the value that it depends on.
    Inside(u16, Option<u16>),
    /// Part of the template.
    Here(DataPlan),
}

/// The wanted values of `EventData` or `UserData`, in their order.
#[derive(Default)]
pub(super) struct DataPlan {
    pub(super) values: Vec<Wanted>,
}

/// One of them.
pub(super) struct Wanted {
    pub(super) field: Field,
    pub(super) source: Source,
    /// The element is left out where this value of the record is null.
    pub(super) dependency: Option<u16>,
}
