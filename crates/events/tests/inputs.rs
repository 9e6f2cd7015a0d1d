//! What may be given, and what is refused.

mod common;

use std::fs;
use std::io::Write;
use std::path::Path;

use events::{Read, Window};
use model::{Skip, Time};

const EVENT: &str = "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><EventID>4624</EventID>\
    <TimeCreated SystemTime='2024-01-01T00:00:01.900000000Z'/><EventRecordID>7</EventRecordID><Channel>Security</Channel>\
    <Computer>dc</Computer></System><EventData><Data Name='TargetUserName'>o'brien</Data><Data>x</Data>\
    <Data Name='IpAddress'>10.0.0.1</Data></EventData></Event>";

fn packed(text: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer.write_all(text).expect("works");
    writer.finish().expect("works")
}

fn read(path: &Path, bytes: &[u8]) -> Vec<Read> {
    fs::write(path, bytes).expect("works");
    common::read_file(path, Window::default()).expect("works")
}

#[test]
fn other_files_are_refused_by_name() {
    let folder = tempfile::tempdir().expect("works");
    let path = folder.path().join("log.evtx");
    let cases: [(&[u8], &str); 7] = [
        (b"", "empty_file"),
        (b"\x89PNG\r\n\x1a\n", "not_a_log"),
        (b"just some words", "not_a_log"),
        (b"\x00\x01\x02\x03\x04\x05\x06\x07\x08", "not_a_log"),
        (b"0\0\0\0LfLe\x01\0\0\0", "old_evt"),
        (b"ElfFile\0\0\0\0\0", "truncated"),
        (b"<html><body/></html>", "not_a_log"),
    ];
    for (bytes, code) in cases {
        fs::write(&path, bytes).expect("works");
        let error = common::read_file(&path, Window::default()).unwrap_err();
        assert_eq!(error.code(), code);
        assert!(error.hint().is_some(), "{code}");
    }
}

#[test]
fn names_folders_patterns_and_archives_expand() {
    let folder = tempfile::tempdir().expect("works");
    let at = |name: &str| folder.path().join(name);
    let text = |name: &str| at(name).display().to_string();
    fs::create_dir_all(at("deep/er")).expect("works");
    fs::create_dir(at("none")).expect("works");
    fs::write(at("deep/er/b.XML"), EVENT).expect("works");
    fs::write(at("deep/a.json.gz"), packed(b"{}")).expect("works");
    fs::write(at("deep/notes.txt"), "no").expect("works");
    let mut archive = zip::ZipWriter::new(fs::File::create(at("all.zip")).expect("works"));
    archive.start_file("x/one.xml", zip::write::SimpleFileOptions::default()).expect("works");
    archive.write_all(EVENT.as_bytes()).expect("works");
    archive.finish().expect("works");

    let (sources, failed) =
        events::expand(&[text("deep"), text("deep/er/*.XML"), text("none"), text("missing"), text("*.zip")]);
    let names: Vec<_> = sources.iter().map(|source| source.name.rsplit('/').next().expect("works")).collect();
    assert_eq!(names, ["one.xml", "a.json.gz", "b.XML"]);
    assert!(sources.iter().all(|source| source.size() > 0));
    let codes: Vec<_> = failed.iter().map(|(_, error)| error.code()).collect();
    assert_eq!(codes, ["no_logs", "not_found"]);
    assert_eq!(common::kept(common::read_file(&at("all.zip"), Window::default()).expect("works")).len(), 1);
}

#[test]
fn text_reads_the_same_in_every_encoding_and_packing() {
    let folder = tempfile::tempdir().expect("works");
    let path = folder.path().join("log");
    let document = format!("<?xml version=\"1.0\"?>\n<Events>\n{EVENT}\n</Events>");
    let wide = |to: fn(u16) -> [u8; 2]| document.encode_utf16().flat_map(to).collect::<Vec<u8>>();
    let plain = common::kept(read(&path, EVENT.as_bytes()));
    assert!(plain[0].contains("o'brien") && plain[0].contains("10.0.0.1"));
    let mut forms = vec![
        document.clone().into_bytes(),
        [b"\xef\xbb\xbf", document.as_bytes()].concat(),
        [&b"\xff\xfe"[..], &wide(u16::to_le_bytes)].concat(),
        [&b"\xfe\xff"[..], &wide(u16::to_be_bytes)].concat(),
    ];
    forms.extend(forms.clone().iter().map(|form| packed(form)));
    for form in forms {
        assert_eq!(common::kept(read(&path, &form)), plain);
    }
}

#[test]
fn packed_evtx_reads_like_plain() {
    let Some(corpus) = testkit::corpus() else { return };
    let log = corpus.join("evtx/chainsaw/security_sample.evtx");
    let folder = tempfile::tempdir().expect("works");
    let path = folder.path().join("log.evtx.gz");
    let plain = common::kept(common::read_file(&log, Window::default()).expect("works"));
    assert_eq!(common::kept(read(&path, &packed(&fs::read(&log).expect("works")))), plain);
}

#[test]
fn events_with_a_namespace_prefix_are_read() {
    let folder = tempfile::tempdir().expect("works");
    let path = folder.path().join("log.xml");
    let plain = common::kept(read(&path, EVENT.as_bytes()));
    let prefixed =
        EVENT.replace("</", "</e:").replace('<', "<e:").replace("<e:/e:", "</e:").replace("xmlns=", "xmlns:e=");
    assert!(prefixed.starts_with("<e:Event ") && prefixed.ends_with("</e:EventData></e:Event>"), "{prefixed}");
    assert_eq!(common::kept(read(&path, prefixed.as_bytes())), plain);
    let unended = prefixed.replace("</e:Event>", "");
    let envelope = format!("<w:Events><w:Event Action='x'>{EVENT}</w:Event></w:Events>");
    let text = format!("<e:Events>{prefixed}\n{unended}{prefixed}</e:Events>{EVENT}{envelope}");
    let reads = read(&path, text.as_bytes());
    let damaged = reads.iter().filter(|read| matches!(read, Read::Damaged { .. })).count();
    assert_eq!((reads.len(), damaged), (5, 1), "{reads:?}");
    assert!(common::kept(reads).iter().all(|event| *event == plain[0]));
}

#[test]
fn broken_elements_cost_only_themselves() {
    let folder = tempfile::tempdir().expect("works");
    let broken = EVENT.replace("</System>", "");
    let unended = EVENT.replace("</Event>", "");
    let undefined = EVENT.replace("o'brien", "&lol;&lt;b&gt;");
    let text = format!("<!DOCTYPE x [<!ENTITY lol 'ha'>]><Events>{EVENT}{broken}{unended}{EVENT}{undefined}</Events>");
    let reads = read(&folder.path().join("log.xml"), text.as_bytes());
    let damaged = reads.iter().filter(|read| matches!(read, Read::Damaged { .. })).count();
    assert_eq!((reads.len(), damaged), (5, 2));
    let events = common::kept(reads);
    assert!(events[2].contains("&lol;<b>"), "{}", events[2]);
}

#[test]
fn starts_without_ends_are_walked_once() {
    let folder = tempfile::tempdir().expect("works");
    let reads = read(&folder.path().join("log.xml"), "<Event >".repeat(300_000).as_bytes());
    assert_eq!(reads.len(), 300_000);
    let reads = read(&folder.path().join("log.xml"), "<e:Event >".repeat(300_000).as_bytes());
    assert_eq!(reads.len(), 300_000);
}

#[test]
fn the_last_second_of_the_window_counts() {
    let folder = tempfile::tempdir().expect("works");
    let path = folder.path().join("log.xml");
    fs::write(&path, EVENT).expect("works");
    let second = |text| Some(Time::parse(text).expect("works"));
    let window = |from, to| common::read_file(&path, Window { from, to }).expect("works");
    assert_eq!(common::kept(window(second("2024-01-01 00:00:01"), second("2024-01-01 00:00:01"))).len(), 1);
    for outside in [window(second("2024-01-01 00:00:02"), None), window(None, second("2024-01-01 00:00:00"))] {
        assert!(matches!(outside[..], [Read::Skipped { event_id: 4624, why: Skip::OutOfRange, .. }]));
    }
}

#[test]
fn exports_that_trip_others_are_read() {
    let Some(corpus) = testkit::corpus() else { return };
    for (name, count) in
        [("apostrophe", 2), ("badlogon", 2), ("nomember", 2), ("pretty", 2), ("unnamed", 2), ("utf16", 1)]
    {
        let path = corpus.join(format!("reference/edge-{name}.xml"));
        assert_eq!(common::kept(common::read_file(&path, Window::default()).expect("works")).len(), count, "{name}");
    }
    let generated = common::read_file(&corpus.join("reference/gen2000.xml.gz"), Window::default()).expect("works");
    assert_eq!(generated.len(), 2000);
}

/// A document that begins like an export and then unpacks to this many blanks.
fn bomb(megabytes: usize) -> impl std::io::Read {
    let blanks = std::io::Read::take(std::io::repeat(b' '), megabytes as u64 * 1_000_000);
    std::io::Read::chain(EVENT.as_bytes(), blanks)
}

#[test]
fn packed_bombs_are_stopped() {
    let folder = tempfile::tempdir().expect("works");
    let gz = folder.path().join("log.xml.gz");
    let mut packer = flate2::write::GzEncoder::new(fs::File::create(&gz).expect("works"), flate2::Compression::best());
    std::io::copy(&mut bomb(300), &mut packer).expect("works");
    packer.finish().expect("works");
    let zip = folder.path().join("log.zip");
    let mut archive = zip::ZipWriter::new(fs::File::create(&zip).expect("works"));
    archive.start_file("log.xml", zip::write::SimpleFileOptions::default()).expect("works");
    std::io::copy(&mut bomb(300), &mut archive).expect("works");
    archive.finish().expect("works");
    for path in [gz, zip] {
        let error = common::read_file(&path, Window::default()).expect_err("it is a bomb");
        assert_eq!(error.code(), "too_big", "{}: {error}", path.display());
    }
}

#[test]
fn what_packs_well_is_no_bomb() {
    let folder = tempfile::tempdir().expect("works");
    let gz = folder.path().join("log.xml.gz");
    let mut packer = flate2::write::GzEncoder::new(fs::File::create(&gz).expect("works"), flate2::Compression::best());
    std::io::copy(&mut bomb(50), &mut packer).expect("works");
    packer.finish().expect("works");
    assert_eq!(common::kept(common::read_file(&gz, Window::default()).expect("works")).len(), 1);
}

/// An archive whose one member is in its directory so many times, each under another name.
fn overlapping(times: u16, megabytes: usize) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file("000.xml", zip::write::SimpleFileOptions::default()).expect("works");
    std::io::copy(&mut bomb(megabytes), &mut archive).expect("works");
    let one = archive.finish().expect("works").into_inner();
    let directory = memchr::memmem::rfind(&one, b"PK\x01\x02").expect("a directory");
    let end = memchr::memmem::rfind(&one, b"PK\x05\x06").expect("its end");
    let mut many = one[..directory].to_vec();
    for number in 0..times {
        let mut entry = one[directory..end].to_vec();
        entry[46..49].copy_from_slice(format!("{number:03}").as_bytes());
        many.extend(entry);
    }
    let length = (many.len() - directory) as u32;
    let mut end = one[end..].to_vec();
    end[8..10].copy_from_slice(&times.to_le_bytes());
    end[10..12].copy_from_slice(&times.to_le_bytes());
    end[12..16].copy_from_slice(&length.to_le_bytes());
    many.extend(end);
    many
}

#[test]
fn members_that_are_harmless_one_by_one_are_no_way_around() {
    let folder = tempfile::tempdir().expect("works");
    let zip = folder.path().join("log.zip");
    let codes = |bytes: &[u8]| -> (usize, Vec<&'static str>) {
        fs::write(&zip, bytes).expect("works");
        let (sources, failed) = events::expand(&[zip.display().to_string()]);
        (sources.len(), failed.iter().map(|(_, error)| error.code()).collect())
    };
    assert_eq!(codes(&overlapping(1, 50)), (1, vec![]), "one alone is harmless");
    assert_eq!(codes(&overlapping(100, 50)), (0, vec!["too_big"]));
    // The directory tells less than is there.
    let mut lying = overlapping(1, 50);
    let directory = memchr::memmem::rfind(&lying, b"PK\x01\x02").expect("a directory");
    lying[directory + 24..directory + 28].copy_from_slice(&1_000_u32.to_le_bytes());
    fs::write(&zip, lying).expect("works");
    let error = common::read_file(&zip, Window::default()).expect_err("more than it says");
    assert_eq!(error.code(), "too_big", "{error}");
}

#[test]
fn elements_within_each_other_cost_their_event_and_no_time() {
    let folder = tempfile::tempdir().expect("works");
    let (open, close) = ("<a>".repeat(2_000_000), "</a>".repeat(2_000_000));
    let deep = EVENT.replace("</EventData>", &format!("</EventData><UserData>{open}{close}</UserData>"));
    let reads = read(&folder.path().join("log.xml"), format!("<Events>{deep}{EVENT}</Events>").as_bytes());
    let [Read::Damaged { place }, Read::Kept(_)] = &reads[..] else { panic!("{reads:?}") };
    assert!(place.contains("within each other"), "{place}");
}

#[test]
fn a_document_of_a_list_has_a_largest_size_too() {
    let folder = tempfile::tempdir().expect("works");
    let path = folder.path().join("log.json");
    let small = r#"{"event_id":4624}"#;
    let long = format!(r#"[{small},{{"message":"{}"}},{small}]"#, "x".repeat(70 << 20));
    let reads = read(&path, long.as_bytes());
    let [_, Read::Damaged { place }] = &reads[..] else { panic!("{} records", reads.len()) };
    assert!(place.contains("behind document 1: a document of more than 67108864 bytes"), "{place}");
    let large = format!(r#"{{"message":"{}"}}"#, "x".repeat(10 << 20));
    let many = format!("[{}]", [large.as_str(); 7].join(","));
    assert_eq!(read(&path, many.as_bytes()).len(), 7, "of documents there may be many");
}
