//! What the tests of this crate share.

use std::ops::ControlFlow;
use std::path::Path;

use events::{Read, SourceError, Window};
use model::Event;

/// All that one file says.
pub(crate) fn read_file(path: &Path, window: Window) -> Result<Vec<Read>, SourceError> {
    let (sources, mut failed) = events::expand(&[path.display().to_string()]);
    if let Some((_, error)) = failed.pop() {
        return Err(error);
    }
    let mut all = Vec::new();
    for source in &sources {
        events::read(source, window, &|_| {}, &mut |read| {
            all.push(read);
            ControlFlow::Continue(())
        })?;
    }
    Ok(all)
}

/// The events among them, as text that compares every value.
pub(crate) fn kept(reads: Vec<Read>) -> Vec<String> {
    reads.into_iter().filter_map(|read| if let Read::Kept(event) = read { Some(shown(&event)) } else { None }).collect()
}

/// An event with all its values.
pub(crate) fn shown(event: &Event) -> String {
    format!("{event:?}")
}
