//! What the tests of this crate share.

mod read;

use events::Read;
use model::Event;

pub(crate) use read::read_file;

/// The events among them, as text that compares every value.
pub(crate) fn kept(reads: Vec<Read>) -> Vec<String> {
    reads.into_iter().filter_map(|read| if let Read::Kept(event) = read { Some(shown(&event)) } else { None }).collect()
}

/// An event with all its values.
pub(crate) fn shown(event: &Event) -> String {
    format!("{event:?}")
}
