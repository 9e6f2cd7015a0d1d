//! Every format gives back what was written into it, to our reader and to those of others.

mod tools;

use std::fs::File;
use std::io::{BufWriter, Cursor};
use std::num::NonZeroU16;
use std::ops::ControlFlow;
use std::path::Path;

use events::{Read, Window};
use lab::write::evtx::{EvtxFolder, EvtxWriter};
use lab::write::ndjson::{Lines, NdjsonWriter};
use lab::write::xml::XmlWriter;
use lab::write::{Sink, WriteError};
use lab::{Record, Value};
use tools::{expected, mixed, readers};

fn write_all(mut sink: impl Sink, records: &[Record]) {
    for record in records {
        sink.write(record).expect("takes the record");
    }
    sink.finish().expect("finishes");
}

fn read_all(path: &Path) -> Vec<Read> {
    let (sources, failed) = events::expand(&[path.display().to_string()]);
    assert!(failed.is_empty());
    let mut reads = Vec::new();
    for source in &sources {
        let mut sink = |read| {
            reads.push(read);
            ControlFlow::Continue(())
        };
        events::read(source, Window::default(), &|_| {}, &mut sink).expect("reads");
    }
    reads
}

/// Every record is there, in order; those that are wanted with all their values.
fn assert_same(reads: &[Read], records: &[Record]) {
    assert_eq!(reads.len(), records.len());
    for (read, record) in reads.iter().zip(records) {
        match read {
            Read::Kept(event) => {
                assert_eq!(
                    (event.id, event.time, event.channel, event.record, event.computer()),
                    (record.id, record.time, record.channel, record.record, Some(&*record.computer))
                );
                let found: Vec<_> = event.values().map(|(field, text)| (field, expected::bare(text))).collect();
                assert_eq!(found, expected::fields(record), "{record:?}");
            }
            Read::Skipped { event_id, .. } => {
                assert_eq!(*event_id, record.id);
                assert!(!record.channel.wants(record.id), "{record:?}");
            }
            Read::Damaged { place } => panic!("{place}"),
        }
    }
}

#[test]
fn every_format_reads_back() {
    let folder = tempfile::tempdir().expect("works");
    let records = mixed::records(2000);
    let file = |name: &str| File::create(folder.path().join(name)).expect("works");
    write_all(EvtxWriter::new(file("log.evtx")), &records);
    write_all(XmlWriter::new(BufWriter::new(file("log.xml"))), &records);
    write_all(NdjsonWriter::new(BufWriter::new(file("log.json")), Lines::Documents), &records);
    write_all(NdjsonWriter::new(BufWriter::new(file("bulk.json")), Lines::Bulk), &records);
    for name in ["log.evtx", "log.xml", "log.json", "bulk.json"] {
        println!("{name}");
        assert_same(&read_all(&folder.path().join(name)), &records);
    }
}

/// All values, also of records that our reader skips, and all checksums.
#[test]
fn the_evtx_crate_finds_every_value() {
    let records = mixed::records(2000);
    let bytes = evtx_bytes(&records);
    let chunks = (bytes.len() - 4096) / 65536;
    assert!(chunks > 20, "{chunks}");
    let settings = evtx::ParserSettings::new().validate_checksums(true);
    let mut parser = evtx::EvtxParser::from_buffer(bytes).expect("opens").with_configuration(settings);
    let mut count = 0;
    for (read, record) in parser.records_json_value().zip(&records) {
        let read = read.expect("reads");
        let event = &read.data["Event"];
        let (data, attributes) = (&event["EventData"], &event["UserData"]);
        let values = data.as_object().or_else(|| attributes.as_object()?.values().next()?.as_object());
        for (name, value) in &record.data {
            let found = &values.expect("has values")[*name];
            let found = found
                .as_str()
                .map_or_else(|| if found.is_null() { String::new() } else { found.to_string() }, expected::bare);
            assert_eq!(found, expected::text(value), "{name} of {record:?}");
        }
        assert_eq!(read.event_record_id, record.record);
        count += 1;
    }
    assert_eq!(count, records.len());
}

/// libevtx misses the last record of a chunk that is full to the brim, so none is.
#[test]
fn no_chunk_is_filled_to_the_brim() {
    let mut fullest = 0;
    for length in 0..64 {
        // One record of 8 to 504 more bytes makes every later one end elsewhere.
        let mut records = mixed::records(120);
        records[0].data = vec![("TargetUserName", Value::text("x".repeat(length * 4)))];
        for chunk in evtx_bytes(&records)[4096..].chunks(65536) {
            fullest = fullest.max(u32::from_le_bytes([chunk[48], chunk[49], chunk[50], chunk[51]]));
        }
    }
    assert!((65_500..=65_520).contains(&fullest), "{fullest}");
}

fn evtx_bytes(records: &[Record]) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    let mut writer = EvtxWriter::new(&mut out);
    for record in records {
        writer.write(record).expect("takes the record");
    }
    writer.finish().expect("finishes");
    drop(writer);
    out.into_inner()
}

/// A value as XML can carry it and this reader gives it.
fn carried(reader: &str, text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept = |letter: &char| match letter {
        '\t' | '\n' => true,
        // python-evtx takes a leading one for a mark of byte order.
        '\u{feff}' | '\u{fffe}' | '\u{ffff}' => false,
        other => !other.is_control(),
    };
    // libevtx of 2018, Debian's, puts surrogate pairs together wrongly.
    let plain = |letter| if reader == "evtxexport" && letter > '\u{ffff}' { '?' } else { letter };
    let text: String = text.chars().filter(kept).map(plain).collect();
    match text.strip_prefix("0x").and_then(|digits| u64::from_str_radix(digits, 16).ok()) {
        Some(number) => format!("{number:#x}"),
        None => expected::bare(text.trim()),
    }
}

/// Name and value of everything in a record's body.
type Values = Vec<(String, String)>;

fn dumped_values(reader: &str, values: &serde_json::Value) -> Values {
    let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
    let pairs = values.as_array().expect("a list").iter();
    pairs.map(|pair| (text(&pair[0]), carried(reader, &text(&pair[1])))).collect()
}

#[test]
fn readers_of_others_agree() {
    let folder = tempfile::tempdir().expect("works");
    let path = folder.path().join("Security.evtx");
    let records = mixed::records(2000);
    write_all(EvtxWriter::new(File::create(&path).expect("works")), &records);
    for reader in ["python-evtx", "evtxexport"] {
        let Some(dumped) = readers::dump(reader, &path) else { continue };
        assert_eq!(dumped.len(), records.len(), "{reader}");
        for (found, record) in dumped.iter().zip(&records) {
            let channel = record.channel.name();
            let head = serde_json::json!([record.id, record.record, record.time.ms(), &*record.computer, channel]);
            assert_eq!(serde_json::Value::from(&found.as_array().expect("a list")[..5]), head, "{reader}");
            let values = record.data.iter();
            let expected: Values =
                values.map(|(name, value)| ((*name).to_owned(), carried(reader, &expected::text(value)))).collect();
            assert_eq!(dumped_values(reader, &found[5]), expected, "{reader}: {record:?}");
        }
    }
}

#[test]
fn a_folder_has_a_log_for_each_computer_and_channel() {
    let folder = tempfile::tempdir().expect("works");
    let records = mixed::records(3000);
    write_all(EvtxFolder::new(folder.path().join("new")).expect("works"), &records);
    let mut files = 0;
    let mut count = 0;
    for entry in std::fs::read_dir(folder.path().join("new")).expect("works") {
        let path = entry.expect("works").path();
        let name = path.file_stem().and_then(|name| name.to_str()).expect("works").to_owned();
        let own: Vec<_> = records
            .iter()
            .filter(|record| name == format!("{}-{}", record.computer, record.channel.name().replace('/', "%4")))
            .cloned()
            .collect();
        assert_same(&read_all(&path), &own);
        files += 1;
        count += own.len();
    }
    assert_eq!((files, count), (12, records.len()));
}

/// A log of one machine over several files reads as one.
#[test]
fn a_full_log_goes_on_in_another_file() {
    let folder = tempfile::tempdir().expect("works");
    let mut records = mixed::records(900);
    for record in &mut records {
        record.channel = model::Channel::Security;
        record.computer = "dc".into();
    }
    let limit = NonZeroU16::new(4).expect("is not zero");
    write_all(EvtxFolder::new(folder.path()).expect("works").chunks_a_file(limit), &records);
    let mut reads = read_all(&folder.path().join("dc-Security.evtx"));
    let mut number = 2;
    while let path = folder.path().join(format!("dc-Security.{number}.evtx"))
        && path.exists()
    {
        reads.append(&mut read_all(&path));
        number += 1;
    }
    assert!(number > 3, "{number}");
    assert_same(&reads, &records);
}

#[test]
fn the_same_records_give_the_same_bytes() {
    let records = mixed::records(500);
    assert_eq!(evtx_bytes(&records), evtx_bytes(&records.clone()));
    let xml = |records: &[Record]| {
        let mut out = Vec::new();
        write_all(XmlWriter::new(&mut out), records);
        out
    };
    let json = |records: &[Record]| {
        let mut out = Vec::new();
        write_all(NdjsonWriter::new(&mut out, Lines::Bulk), records);
        out
    };
    assert_eq!((xml(&records), json(&records)), (xml(&records.clone()), json(&records.clone())));
}

#[test]
fn what_evtx_cannot_hold_is_refused_and_leaves_no_trace() {
    let mut records = mixed::records(100);
    let good = evtx_bytes(&records);
    let mut large = records[50].clone();
    large.data = vec![("TargetUserName", Value::text("x".repeat(40_000)))];
    let mut huge = records[50].clone();
    huge.data =
        vec![("TargetUserName", Value::text("x".repeat(30_000))), ("SubjectUserName", Value::text("y".repeat(3_000)))];
    let mut numbered = records[50].clone();
    numbered.id = 70_000;
    let mut out = Cursor::new(Vec::new());
    let mut writer = EvtxWriter::new(&mut out);
    let after = records.split_off(50);
    for record in &records {
        writer.write(record).expect("takes the record");
    }
    for (record, code) in [(&large, "record_too_large"), (&numbered, "event_id_too_large")] {
        assert_eq!(writer.write(record).map_err(|error| error.code()), Err(code));
    }
    for record in &after {
        writer.write(record).expect("takes the record");
    }
    writer.finish().expect("finishes");
    drop(writer);
    assert_eq!(out.into_inner(), good);
    assert!(matches!(EvtxWriter::new(Cursor::new(Vec::new())).write(&huge), Err(WriteError::TooLarge { .. })));
}

#[test]
fn an_empty_log_is_a_log() {
    let bytes = evtx_bytes(&[]);
    assert_eq!(bytes.len(), 4096 + 65536);
    let settings = evtx::ParserSettings::new().validate_checksums(true);
    let mut parser = evtx::EvtxParser::from_buffer(bytes).expect("opens").with_configuration(settings);
    assert_eq!(parser.records_json_value().count(), 0);
}
