//! Reading one file by its door.

use std::ops::ControlFlow;
use std::path::Path;

use events::{Read, SourceError, Window};

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
