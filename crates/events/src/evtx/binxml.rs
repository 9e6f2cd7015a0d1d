//! Records read straight from their BinXML, without rendering them first.
//!
//! Windows stores a record as the number of a template and a list of values. A template is read once per
//! chunk into a plan that says which value is the event id, which the time, which `TargetUserName`;
//! with it only the values that are wanted are decoded. Everything here answers `None` on whatever
//! it was not made for (an unknown token, a shape that no Windows log has, an offset that
//! leads nowhere): such a record is *odd* and goes the long way through the evtx crate, which
//! decides what it means. So what is read here is what the long way would have read.
//!
//! The format is described in MS-EVEN6 section 2.2.12 and, as stored in files, in libevtx's
//! documentation of the Windows XML Event Log.

mod cursor;
mod instance;
mod names;
mod plan;
mod record;
mod template;
mod value;

pub(super) use names::sound_table;
pub(super) use record::Reader;
