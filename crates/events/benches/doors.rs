//! How fast the EVTX door is, beside the evtx crate's own rendering without looking at the result.

use std::hint::black_box;
use std::ops::ControlFlow;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use events::{Read, Window};

/// Mostly wanted events (4625), so that nearly every record is taken apart.
const LOG: &str = "evtx/deepbluecli/smb-password-guessing-security.evtx";
/// How often the log's chunks are repeated, for a file of some size.
const TIMES: usize = 20;
const HEADER: usize = 4096;

/// The log with its chunks repeated; the header's number of chunks is a hint that readers ignore.
fn repeated(log: &Path) -> tempfile::NamedTempFile {
    let bytes = std::fs::read(log).expect("the log");
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    let (header, chunks) = bytes.split_at(HEADER);
    std::fs::write(file.path(), [header, &chunks.repeat(TIMES)].concat()).expect("room");
    file
}

fn door(path: &Path) -> (u64, u64) {
    let (sources, _) = events::expand(&[path.display().to_string()]);
    let (mut all, mut kept) = (0, 0);
    events::read(&sources[0], Window::default(), &|_| {}, &mut |read| {
        all += 1;
        kept += u64::from(matches!(black_box(read), Read::Kept(_)));
        ControlFlow::Continue(())
    })
    .expect("a readable log");
    (all, kept)
}

fn rendering(path: &Path) -> u64 {
    let parser = evtx::EvtxParser::from_path(path).expect("a readable log");
    let mut parser = parser.with_configuration(evtx::ParserSettings::new().num_threads(0));
    parser.records_json_bytes().map(|record| u64::from(black_box(record).is_ok())).sum()
}

fn doors(criterion: &mut Criterion) {
    let Some(corpus) = testkit::corpus() else { return };
    let file = repeated(&corpus.join(LOG));
    let (all, kept) = door(file.path());
    assert!(kept * 2 > all, "{kept} of {all} records are kept");
    let mut group = criterion.benchmark_group("evtx");
    group.throughput(Throughput::Elements(all)).sample_size(10);
    group.bench_function("door", |bencher| bencher.iter(|| door(file.path())));
    group.bench_function("records_json_bytes", |bencher| bencher.iter(|| rendering(file.path())));
    group.finish();
}

criterion_group!(benches, doors);
criterion_main!(benches);
