//! What the fuzz targets share: bytes through a door, and what comes out through aggregation and detections.

use std::cell::RefCell;
use std::io::Write;
use std::ops::ControlFlow;

use analysis::detect::Detect;
use events::{Read, Window};
use ingest::aggregate::Aggregator;
use tempfile::NamedTempFile;

thread_local! {
    static FILES: RefCell<Vec<(&'static str, NamedTempFile)>> = const { RefCell::new(Vec::new()) };
}

/// Reads the bytes as a file of this ending, and takes in all that is in it.
pub fn through(ending: &'static str, bytes: &[u8]) {
    FILES.with_borrow_mut(|files| {
        if !files.iter().any(|(known, _)| *known == ending) {
            let file = tempfile::Builder::new().suffix(ending).tempfile_in("/dev/shm").expect("a place in memory");
            files.push((ending, file));
        }
        let Some((_, file)) = files.iter_mut().find(|(known, _)| *known == ending) else { return };
        file.as_file().set_len(0).expect("it is ours");
        std::io::Seek::rewind(file).expect("it is ours");
        file.write_all(bytes).expect("there is room");
        take_in(file.path());
    });
}

fn take_in(path: &std::path::Path) {
    let (sources, _) = events::expand(&[path.display().to_string()]);
    let (mut aggregator, mut detect) = (Aggregator::new(), Detect::default());
    for source in &sources {
        let _ = events::read(source, Window::default(), &|_| {}, &mut |read| {
            if let Read::Kept(event) = read
                && aggregator.add(&event).is_ok()
            {
                detect.see(&event);
            }
            ControlFlow::Continue(())
        });
    }
    let (graph, _) = aggregator.finish_with(detect);
    // Whatever went in, what comes out is a graph.
    for edge in &graph.logons {
        assert!((edge.host as usize) < graph.hosts.len() && (edge.account as usize) < graph.accounts.len());
        assert!(edge.count > 0 && edge.first <= edge.last);
    }
}
