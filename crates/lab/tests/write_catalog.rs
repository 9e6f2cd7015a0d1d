//! What the catalog says of events is what Windows wrote in the corpus.

#[path = "tools/known.rs"]
mod known;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use lab::write::catalog::{self, Body, Facts};
use lab::{Record, Value};
use model::{Channel, Time};
use serde_json::Value as Json;

/// What the records of one event in the corpus say, and how many say so.
#[derive(Default)]
struct Seen {
    counts: BTreeMap<String, usize>,
    version: u64,
}

#[test]
fn facts_are_those_of_real_logs() {
    let Some(corpus) = testkit::corpus() else { return };
    let events = known::events();
    let mut seen: BTreeMap<(Channel, u32), Seen> = BTreeMap::new();
    for path in logs(&corpus.join("evtx")) {
        let Ok(mut parser) = evtx::EvtxParser::from_path(&path) else { continue };
        for read in parser.records_json_value().flatten() {
            let event = &read.data["Event"];
            let system = &event["System"];
            let provider = system["Provider"]["#attributes"]["Name"].as_str().unwrap_or_default();
            let key = (Channel::of(system["Channel"].as_str().unwrap_or_default(), provider), id(system));
            if events.contains(&key) && key.0 != Channel::Other {
                let entry = seen.entry(key).or_default();
                *entry.counts.entry(said(event)).or_default() += 1;
                entry.version = entry.version.max(number(&system["Version"]));
                assert_keywords(key, event);
            }
        }
    }
    let records: usize = seen.values().flat_map(|seen| seen.counts.values()).sum();
    println!("{} events, {records} records", seen.len());
    assert!(seen.len() > 50 && records > 20_000, "{} events, {records} records", seen.len());
    let mut wrong = Vec::new();
    for (key, seen) in &seen {
        let facts = catalog::facts(&record(*key, Vec::new()));
        let usual = seen.counts.iter().max_by_key(|(_, count)| **count).map(|(text, _)| text.clone());
        if Some(stated(&facts)) != usual || u64::from(facts.version) != seen.version {
            wrong.push(format!("{key:?}: {} v{}, real {usual:?} v{}", stated(&facts), facts.version, seen.version));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn logs(folder: &Path) -> Vec<PathBuf> {
    let mut logs = Vec::new();
    for entry in std::fs::read_dir(folder).expect("works") {
        let path = entry.expect("works").path();
        if path.is_dir() {
            logs.append(&mut self::logs(&path));
        } else if path.extension().is_some_and(|extension| extension == "evtx") {
            logs.push(path);
        }
    }
    logs
}

fn id(system: &Json) -> u32 {
    let id = &system["EventID"];
    number(if id.is_object() { &id["#text"] } else { id }) as u32
}

fn number(value: &Json) -> u64 {
    value.as_u64().or_else(|| model::number(value.as_str()?)).unwrap_or_default()
}

fn record((channel, id): (Channel, u32), data: Vec<(&'static str, Value)>) -> Record {
    Record { computer: "x".into(), channel, id, record: 1, time: Time::from_ms(0), data }
}

fn said(event: &Json) -> String {
    let system = &event["System"];
    let provider = &system["Provider"]["#attributes"];
    let guid = provider["Guid"].as_str().unwrap_or_default().trim_matches(['{', '}']).to_lowercase();
    let (level, task, opcode) = (number(&system["Level"]), number(&system["Task"]), number(&system["Opcode"]));
    let body = event["UserData"].as_object().and_then(|body| body.iter().find(|(name, _)| *name != "#attributes"));
    let body = body.map(|(name, inner)| (name.as_str(), inner["#attributes"]["xmlns"].as_str().unwrap_or_default()));
    format!("{} {guid} {level} {task} {opcode} {body:?}", provider["Name"].as_str().unwrap_or_default())
}

fn stated(facts: &Facts) -> String {
    let guid = facts.provider.guid.trim_matches(['{', '}']);
    let body = match facts.body {
        Body::EventData => None,
        Body::UserData { element, namespace } => Some((element, namespace)),
    };
    format!("{} {guid} {} {} {} {body:?}", facts.provider.name, facts.level, facts.task, facts.opcode)
}

/// Success and failure by id and status. 4673 has no value that tells them apart.
fn assert_keywords(key: (Channel, u32), event: &Json) {
    if key == (Channel::Security, 4673) {
        return;
    }
    let status = event["EventData"]["Status"].as_str();
    let data = status.map(|status| ("Status", Value::text(status))).into_iter().collect();
    let facts = catalog::facts(&record(key, data));
    assert_eq!(facts.keywords, number(&event["System"]["Keywords"]), "{key:?} {status:?}");
}
