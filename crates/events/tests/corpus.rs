//! Every log of the corpus, counted against two other parsers.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;

use events::{Read, Window};
use serde_json::Value;

/// Records per event id, and how many places were damaged.
fn count(path: &Path) -> (BTreeMap<u32, u64>, u64) {
    let (sources, failed) = events::expand(&[path.display().to_string()]);
    assert!(failed.is_empty(), "{failed:?}");
    let (mut ids, mut damaged) = (BTreeMap::new(), 0);
    for source in &sources {
        events::read(source, Window::default(), &|_| {}, &mut |read| {
            match read {
                Read::Kept(event) => *ids.entry(event.id).or_default() += 1,
                Read::Skipped { event_id, .. } => *ids.entry(event_id).or_default() += 1,
                Read::Damaged { .. } => damaged += 1,
            }
            ControlFlow::Continue(())
        })
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
    (ids, damaged)
}

fn refusal(path: &Path) -> &'static str {
    let (sources, _) = events::expand(&[path.display().to_string()]);
    let outcome = events::read(&sources[0], Window::default(), &|_| {}, &mut |_| ControlFlow::Continue(()));
    outcome.expect_err("refused").code()
}

fn ids(value: &Value) -> BTreeMap<u32, u64> {
    let object = value.as_object().expect("event ids");
    object.iter().map(|(id, count)| (id.parse().expect("id"), count.as_u64().expect("count"))).collect()
}

#[test]
fn evtx_files_have_the_counts_of_other_parsers() {
    let Some(corpus) = testkit::corpus() else { return };
    let expected: Value = serde_json::from_slice(&std::fs::read(corpus.join("expected-counts.json")).unwrap()).unwrap();
    let mut wrong = Vec::new();
    let files = expected["evtx"].as_object().unwrap();
    for (name, others) in files {
        if ids(&others["pyevtx"]["event_ids"]).is_empty() {
            let code = refusal(&corpus.join(name));
            assert!(["old_evt", "not_a_log", "empty_file", "truncated"].contains(&code), "{name}: {code}");
            continue;
        }
        let (found, damaged) = count(&corpus.join(name));
        let parsers = [ids(&others["pyevtx"]["event_ids"]), ids(&others["libevtx"]["event_ids"])];
        if others["agree"] == true {
            if found != parsers[0] {
                wrong.push(format!("{name}: {found:?}, not {:?}", parsers[0]));
            }
            continue;
        }
        // Where they disagree: at least as complete as the better one, for every id.
        for (id, count) in parsers.iter().flatten() {
            if found.get(id).unwrap_or(&0) < count {
                wrong.push(format!("{name}: {id}: {:?} of {count}, {damaged} damaged", found.get(id)));
            }
        }
    }
    assert!(files.len() > 150);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn ndjson_files_have_their_lines_and_wanted_events() {
    let Some(corpus) = testkit::corpus() else { return };
    let expected: Value = serde_json::from_slice(&std::fs::read(corpus.join("expected-counts.json")).unwrap()).unwrap();
    let files = expected["es"].as_object().unwrap();
    for (name, others) in files {
        let (found, damaged) = count(&corpus.join(name));
        assert_eq!(damaged, 0, "{name}");
        assert_eq!(found.values().sum::<u64>(), others["lines"].as_u64().unwrap(), "{name}");
        for (id, count) in ids(&others["wanted_event_ids"]) {
            assert_eq!(found.get(&id), Some(&count), "{name}: {id}");
        }
    }
    assert!(files.len() > 50);
}
