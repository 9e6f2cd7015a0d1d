//! One log record, before it is written in some format.

use std::sync::Arc;

use model::{Channel, Time};

/// A record as the machine that logs it would state it.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// The machine, with its full name as in `System/Computer`.
    pub computer: Arc<str>,
    /// The log.
    pub channel: Channel,
    /// The event id.
    pub id: u32,
    /// `EventRecordID`: counts up by one within one log of one machine.
    pub record: u64,
    /// When.
    pub time: Time,
    /// `EventData` (`UserData` for the events that have that), in Windows' order.
    pub data: Vec<(&'static str, Value)>,
}

/// A value with the type it has in Windows' manifest.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Text; empty and `-` are written as they are.
    Text(Arc<str>),
    /// `win:UInt8`.
    U8(u8),
    /// `win:UInt16`.
    U16(u16),
    /// `win:UInt32`.
    U32(u32),
    /// `win:UInt64`.
    U64(u64),
    /// `win:HexInt32`, shown as `0x1f`.
    Hex32(u32),
    /// `win:HexInt64`, shown as `0x3e7`; also for `win:Pointer`.
    Hex64(u64),
    /// `win:SID`, in its text form `S-1-5-21-…`.
    Sid(Arc<str>),
    /// `win:GUID`, in its text form with or without braces.
    Guid(Arc<str>),
}

impl Value {
    /// Text from anything that reads as one.
    pub fn text(text: impl Into<Arc<str>>) -> Self {
        Self::Text(text.into())
    }
}
