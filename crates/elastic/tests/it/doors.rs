//! The same documents from an index and from a file give the same graph.

use std::path::Path;

use elastic::Ask;
use events::Window;
use lab::company::{Plan, simulate};
use lab::write::Sink;
use lab::write::ndjson::{Lines, NdjsonWriter};
use model::Time;
use serde_json::{Value, json};

use crate::common::{Raw, ask, from_file, load, winlogbeat};

/// A file's documents, and what both doors make of them.
async fn both(path: &Path, mappings: Value) {
    let text = std::fs::read_to_string(path).expect("readable");
    let raw = Raw::new();
    let index = raw.index(mappings, text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned)).await;
    let file = from_file(path);
    if file.report.kept() > 0 {
        let found = load(ask(&index)).await;
        assert_eq!(found.report.kept(), file.report.kept(), "{}", path.display());
        assert!(found.graph == file.graph, "another graph of {}", path.display());
        assert_eq!(found.findings.len(), file.findings.len(), "{}", path.display());
    }
    raw.gone(&index).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn published_documents_of_three_shapes_mean_the_same() {
    let Some(corpus) = testkit::corpus() else { return };
    let dynamic = json!({"numeric_detection": false});
    for (folder, mappings) in
        [("winlogbeat-8", winlogbeat()), ("winlogbeat-6", winlogbeat()), ("mordor-flat", dynamic.clone())]
    {
        let mut files: Vec<_> = std::fs::read_dir(corpus.join("es").join(folder))
            .expect("the corpus")
            .map(|entry| entry.expect("an entry").path())
            .filter(|path| path.extension().is_some_and(|end| end == "ndjson"))
            .filter(|path| path.metadata().is_ok_and(|data| data.len() < 20_000_000))
            .collect();
        files.sort();
        assert!(!files.is_empty(), "{folder}");
        for path in files.iter().take(6) {
            both(path, mappings.clone()).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_simulated_company_is_the_same_through_both_doors_however_it_is_sliced() {
    let folder = std::env::temp_dir().join(testkit::fresh_case());
    std::fs::create_dir(&folder).expect("a folder");
    let path = folder.join("events.ndjson");
    let file = std::io::BufWriter::new(std::fs::File::create(&path).expect("a file"));
    let mut out = NdjsonWriter::new(file, Lines::Documents);
    company(&mut out);
    let text = std::fs::read_to_string(&path).expect("readable");
    let raw = Raw::new();
    let index = raw.index(winlogbeat(), text.lines().map(str::to_owned)).await;
    let file = from_file(&path);
    assert!(file.report.kept() > 3_000, "{}", file.report.kept());
    for (slices, page) in [(1, 5_000), (2, 900), (5, 137)] {
        let found = load(Ask { slices, page, ..ask(&index) }).await;
        assert_eq!(found.report.kept(), file.report.kept());
        assert!(found.graph == file.graph, "{slices} slices give another graph");
        let rules = |all: &[model::Finding]| -> Vec<(String, Time, u64)> {
            all.iter().map(|finding| (finding.rule.clone(), finding.first, finding.count)).collect()
        };
        let sorted = |mut all: Vec<_>| {
            all.sort();
            all
        };
        assert_eq!(sorted(rules(&found.findings)), sorted(rules(&file.findings)), "{slices} slices");
    }
    let middle = file.graph.span.expect("events").start.ms() + 86_400_000;
    let window = Window { from: Some(Time::from_ms(middle)), to: None };
    let (sources, _) = events::expand(&[path.display().to_string()]);
    let part = ingest::load(&sources, window, &crate::common::Quiet, &false.into()).expect("read");
    let found = load(Ask { window, ..ask(&index) }).await;
    assert!(found.graph == part.graph, "a part of the time gives another graph");
    raw.gone(&index).await;
    std::fs::remove_dir_all(folder).expect("removed");
}

/// Fifty people, two days.
pub(crate) fn company(out: &mut impl Sink) {
    let plan = Plan { accounts: 50, days: 2, ..Plan::demo(7) };
    simulate(&plan, &mut |record| out.write(record)).expect("written");
    out.finish().expect("written");
}
