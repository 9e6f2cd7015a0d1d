//! Single records of an EVTX file, without reading the others.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read as _, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::sync::Arc;

use evtx::{EvtxChunkData, ParserSettings};
use serde_json::Value;

use super::index::ChunkIndex;
use super::stamp::Head;
use super::texts::Texts;
use super::{CHUNK, HEADER, rendered};
use crate::find::{Raw, Take, Wanted};
use crate::{Read, SourceError, Window};

/// Hands the wanted records on, chunk by chunk.
pub(crate) fn find(
    file: &mut File,
    index: &ChunkIndex,
    wanted: &Wanted,
    take: &mut Take<'_>,
) -> Result<(), SourceError> {
    let (settings, texts) = (Arc::new(ParserSettings::new().num_threads(1)), Texts::of(&wanted.texts));
    for chunk in &index.chunks {
        // In a log of forwarded events the headers tell when and under which number each was forwarded.
        let may = wanted.reaches(|from, to| chunk.reaches(from, to)) && wanted.names(|all| chunk.has(all));
        if !may && !index.forwarded {
            continue;
        }
        if chunk_records(file, chunk.number, &settings, &texts, &mut |head, json| {
            let known = index.forwarded || (wanted.has_time(head.time().ms()) && wanted.has_record(head.record));
            if known { one(json(), head, wanted, take) } else { ControlFlow::Continue(()) }
        })?
        .is_break()
        {
            break;
        }
    }
    Ok(())
}

type Each<'a> = dyn FnMut(Head, &mut dyn FnMut() -> Option<Vec<u8>>) -> ControlFlow<()> + 'a;

/// Hands each record of a chunk on that may hold one of the texts: its header, and how to render it. What cannot be read is passed over;
/// the import has reported it.
fn chunk_records(
    file: &mut File,
    number: u32,
    settings: &Arc<ParserSettings>,
    texts: &Texts,
    each: &mut Each<'_>,
) -> Result<ControlFlow<()>, SourceError> {
    file.seek(SeekFrom::Start(HEADER + u64::from(number) * CHUNK))?;
    let mut bytes = vec![0; CHUNK as usize];
    file.read_exact(&mut bytes)?;
    let holding = texts.records_in(&bytes);
    if holding.as_ref().is_some_and(Vec::is_empty) {
        return Ok(ControlFlow::Continue(()));
    }
    let Ok(mut data) = EvtxChunkData::new(bytes, false) else { return Ok(ControlFlow::Continue(())) };
    let Ok(mut chunk) = data.parse(Arc::clone(settings)) else { return Ok(ControlFlow::Continue(())) };
    let holds = |number: u64| holding.as_ref().is_none_or(|holding| holding.contains(&number));
    for record in chunk.iter().flatten().filter(|record| holds(record.event_record_id)) {
        let head = Head::of(record.event_record_id, record.timestamp.as_millisecond());
        let mut record = Some(record);
        let mut render = || record.take()?.into_json_bytes().ok().map(|record| record.data);
        if each(head, &mut render).is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// Looks at one rendered record.
fn one(json: Option<Vec<u8>>, head: Head, wanted: &Wanted, take: &mut Take<'_>) -> ControlFlow<()> {
    let Some(json) = json else { return ControlFlow::Continue(()) };
    let Read::Kept(event) = rendered::take(json.clone(), head, Window::default()) else {
        return ControlFlow::Continue(());
    };
    if !wanted.has(&event) {
        return ControlFlow::Continue(());
    }
    take(&event, &|| raw(&event, &json))
}

/// The record with every value it has.
fn raw(event: &model::Event, json: &[u8]) -> Raw {
    let document: Value = serde_json::from_slice(json).unwrap_or_default();
    let event_of = &document["Event"];
    let mut fields = BTreeMap::new();
    for part in ["EventData", "UserData"] {
        leaves(&mut fields, "", &event_of[part]);
    }
    let log = event_of["System"]["Channel"].as_str().unwrap_or(event.channel.name()).to_owned();
    Raw { log, ..Raw::of(event, fields) }
}

/// Values by the names above them, the attributes of elements left out.
fn leaves(fields: &mut BTreeMap<String, String>, name: &str, value: &Value) {
    match value {
        Value::Object(inner) => {
            for (key, value) in inner.iter().filter(|(key, _)| *key != "#attributes") {
                leaves(fields, if key == "#text" { name } else { key }, value);
            }
        }
        Value::Array(items) => {
            for (number, item) in items.iter().enumerate() {
                leaves(fields, &format!("{name}[{number}]"), item);
            }
        }
        Value::Null => {}
        Value::String(text) => _ = fields.insert(name.to_owned(), text.clone()),
        other => _ = fields.insert(name.to_owned(), other.to_string()),
    }
}

/// Whether the file holds forwarded events, whose own number and time differ from their headers': the
/// first record of its first, middle and last chunk tells.
pub(super) fn is_forwarded(file: &mut File, index: &ChunkIndex) -> Result<bool, SourceError> {
    let chunks = &index.chunks;
    let probes = [chunks.first(), chunks.get(chunks.len() / 2), chunks.last()];
    let settings = Arc::new(ParserSettings::new().num_threads(1));
    for chunk in probes.into_iter().flatten() {
        let mut differs = false;
        let _first = chunk_records(file, chunk.number, &settings, &Texts::of(&[]), &mut |head, json| {
            let document: Value = json().and_then(|json| serde_json::from_slice(&json).ok()).unwrap_or_default();
            let own = &document["Event"]["System"]["EventRecordID"];
            let own = own.as_u64().or_else(|| own.as_str()?.parse().ok());
            differs = own.is_some_and(|own| own != head.record);
            ControlFlow::Break(())
        })?;
        if differs {
            return Ok(true);
        }
    }
    Ok(false)
}
