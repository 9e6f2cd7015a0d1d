//! Slices of time, read apart and in any order, give the graph that reading at once gives.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use elastic::{Ask, Reduce};
use ingest::Reading;
use ingest::slices::{Counted, Slice, load_spools};
use ingest::sum::Sum;
use lab::write::ndjson::{Lines, NdjsonWriter};

use crate::common::{Quiet, Raw, ask, client, load, winlogbeat};
use crate::doors::company;

fn company_documents() -> Vec<String> {
    let mut text = Vec::new();
    company(&mut NdjsonWriter::new(&mut text, Lines::Documents));
    String::from_utf8(text).expect("UTF-8").lines().map(str::to_owned).collect()
}

/// The reading, slice by slice, the last one first.
async fn sliced(ask: Ask, counted: Option<Counted>) -> ingest::Loaded {
    let reading = Reading::prepare(client().await, ask).await.expect("something to read");
    let slices = reading.slices(2_000).await.expect("slices");
    assert!(slices.len() > 3, "{slices:?}");
    assert!(slices.iter().all(|slice| slice.documents < 4_000), "{slices:?}");
    let (client, stop) = (client().await, Arc::new(AtomicBool::new(false)));
    let mut spools = Vec::new();
    for slice in slices.iter().rev() {
        let order = serde_json::to_string(slice).expect("JSON");
        let slice: Slice = serde_json::from_str(&order).expect("a slice");
        let read = slice.read(&client, &stop).await.expect("read");
        spools.push(Ok((read.spool, read.done)));
    }
    spools.reverse();
    let name = reading.name();
    load_spools(None, None, (&name, counted.as_ref()), spools.into_iter(), &Quiet, &stop).expect("a graph")
}

#[tokio::test(flavor = "multi_thread")]
async fn slices_read_apart_are_the_whole() {
    let raw = Raw::new();
    let index = raw.index(winlogbeat(), company_documents().into_iter()).await;
    let whole = load(ask(&index)).await;
    let parts = sliced(ask(&index), None).await;
    assert!(parts.graph == whole.graph, "another graph");
    assert_eq!(parts.report.events, whole.report.events);
    let rules = |all: &[model::Finding]| -> Vec<(String, u64)> {
        all.iter().map(|finding| (finding.rule.clone(), finding.count)).collect()
    };
    assert_eq!(rules(&parts.findings), rules(&whole.findings));
    let counting = Ask { reduce: Reduce::Always, reduce_from: 0, ..ask(&index) };
    let whole = load(counting.clone()).await;
    let ids = whole.report.reduced.as_ref().expect("counted").ids.clone();
    let parts = sliced(counting, Some((ids, Vec::new()))).await;
    assert!(parts.graph == whole.graph, "another graph of counted events");
    assert_eq!(parts.report.events, whole.report.events);
    raw.gone(&index).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_slices_hold_does_not_depend_on_who_reads_them() {
    let raw = Raw::new();
    let index = raw.index(winlogbeat(), company_documents().into_iter()).await;
    let mut sums = Vec::new();
    for (page, slices, documents) in [(5_000, 2, 2_000), (77, 1, 2_000), (400, 5, 5_000)] {
        for reduce in [Reduce::Never, Reduce::Always] {
            let ask = Ask { page, slices, reduce, reduce_from: 0, ..ask(&index) };
            let reading = Reading::prepare(client().await, ask).await.expect("something to read");
            let mut sum = Sum::default();
            for slice in reading.slices(documents).await.expect("slices") {
                sum.join(slice.read(&client().await, &Arc::default()).await.expect("read").sum);
            }
            sums.push(sum);
        }
    }
    assert!(sums.iter().step_by(2).all(|sum| *sum == sums[0]), "read: {sums:?}");
    assert!(sums.iter().skip(1).step_by(2).all(|sum| *sum == sums[1]), "counted: {sums:?}");
    assert_ne!(sums[0], sums[1]);
    raw.gone(&index).await;
}
