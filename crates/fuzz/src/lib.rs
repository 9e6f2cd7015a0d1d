//! What the fuzz targets share: bytes through a door, and what comes out through aggregation and detections.

use std::cell::OnceCell;
use std::ops::ControlFlow;

use analysis::detect::Detect;
use events::{Read, Window};
use ingest::aggregate::Aggregator;
use tempfile::NamedTempFile;

thread_local! {
    static FILE: OnceCell<NamedTempFile> = const { OnceCell::new() };
}

/// Reads the bytes as a file of this ending, which is the same each time, and takes in all that is in it.
pub fn through(ending: &'static str, bytes: &[u8]) {
    FILE.with(|file| {
        let make = || tempfile::Builder::new().suffix(ending).tempfile_in("/dev/shm").expect("a place in memory");
        let path = file.get_or_init(make).path();
        std::fs::write(path, bytes).expect("there is room");
        take_in(path);
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
