//! A case of many imports, as a watch makes it: names that earlier imports learned are known to later ones.

use std::collections::BTreeMap;
use std::path::Path;

use events::Window;
use ingest::{Before, Loaded};
use lab::company::{Plan, simulate};
use lab::write::Sink;
use lab::write::ndjson::{Lines, NdjsonWriter};
use model::{LogonGraph, Time};

use crate::common::Quiet;

/// Host, account, domain, target, event id, logon type, status, hour.
type Key = (String, String, String, Option<String>, u32, u32, Option<u32>, i32);

/// How often what happened, by names.
fn counted(graph: &LogonGraph, counts: &mut BTreeMap<Key, u32>) {
    let host = |at: u32| graph.hosts[at as usize].key.clone();
    for edge in &graph.logons {
        let account = &graph.accounts[edge.account as usize];
        let key = (
            host(edge.host),
            account.user.clone(),
            account.domain.clone(),
            edge.target.map(host),
            edge.id,
            edge.logon_type,
            edge.status,
            edge.hour,
        );
        *counts.entry(key).or_default() += edge.count;
    }
}

fn load(path: &Path, before: &Before, window: Window) -> Loaded {
    let (sources, _) = events::expand(&[path.display().to_string()]);
    ingest::load_beside(before, None, &sources, window, &Quiet, &false.into()).expect("read")
}

/// How many of the keys are not the same when the time from `first` on is imported in steps.
fn differing(path: &Path, (first, last, step): (i64, i64, i64), whole: &BTreeMap<Key, u32>, teaches: bool) -> usize {
    let (mut before, mut parts) = (Before::default(), BTreeMap::new());
    for from in (first..=last).step_by(step as usize) {
        let time = |ms| Some(Time::from_ms(ms));
        let loaded = load(path, &before, Window { from: time(from), to: time(from + step - 1_000) });
        counted(&loaded.graph, &mut parts);
        if teaches {
            before.lore.push(loaded.lore);
        }
    }
    let other = |key: &&Key| whole.get(*key) != parts.get(*key);
    whole.keys().chain(parts.keys().filter(|key| !whole.contains_key(*key))).filter(other).count()
}

#[test]
fn names_that_earlier_imports_learned_are_known_to_later_ones() {
    let path = std::env::temp_dir().join(format!("{}.ndjson", testkit::fresh_case()));
    let mut out = NdjsonWriter::new(std::fs::File::create(&path).expect("a file"), Lines::Documents);
    let plan = Plan { accounts: 50, days: 4, ..Plan::demo(7) };
    simulate(&plan, &mut |record| out.write(record)).expect("written");
    out.finish().expect("written");
    let graph = load(&path, &Before::default(), Window::default()).graph;
    let mut whole = BTreeMap::new();
    counted(&graph, &mut whole);
    let span = graph.span.expect("events");
    let day = 86_400_000;
    let first = span.start.ms().div_euclid(day) * day;
    let times = (first, span.end.ms(), day);
    let (alone, taught) = (differing(&path, times, &whole, false), differing(&path, times, &whole, true));
    println!("{alone} of {} keys differ, taught {taught}", whole.len());
    assert!(taught < alone, "{taught}, {alone} of {}", whole.len());
    std::fs::remove_file(&path).expect("removed");
}
