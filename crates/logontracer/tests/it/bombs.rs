//! Files made to take memory or time, handed in over HTTP and given to a worker.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;
use zip::write::SimpleFileOptions;

use crate::common::logon;
use crate::serve::{Page, Running, Site, hand_in, order};

/// What either process may have in memory at most, in kB. The bombs unpack to 150 MB and more.
const MEMORY: u64 = 250_000;

/// Ends like an export and is blanks before.
fn blanks() -> impl Read {
    std::io::repeat(b' ').take(150_000_000).chain(&b"<Events/>"[..])
}

fn gzip(from: &mut impl Read) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(one().as_bytes()).unwrap();
    std::io::copy(from, &mut packer).unwrap();
    packer.finish().unwrap()
}

fn zip(from: &mut impl Read) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file("Security.xml", SimpleFileOptions::default()).unwrap();
    archive.write_all(one().as_bytes()).unwrap();
    std::io::copy(from, &mut archive).unwrap();
    archive.finish().unwrap().into_inner()
}

/// A good event, as no other file has it.
fn one() -> String {
    static RECORD: AtomicU64 = AtomicU64::new(1);
    logon(RECORD.fetch_add(1, Ordering::Relaxed), 0, "alice", "10.0.0.1", "-")
}

/// A list with one document that is a text of 150 MB.
fn long_text() -> impl Read {
    br#"[{"message":""#.chain(std::io::repeat(b'x').take(150_000_000)).chain(&br#""}]"#[..])
}

/// An event with so many elements within each other, beside a good one.
fn nested(deep: usize) -> String {
    let (open, close) = ("<a>".repeat(deep), "</a>".repeat(deep));
    let bad = one().replace("</EventData>", &format!("</EventData><UserData>{open}{close}</UserData>"));
    format!("<Events>{bad}{}</Events>", one())
}

/// Entities that would grow to 10^20 letters.
fn entities() -> String {
    let mut kind = String::from("<?xml version=\"1.0\"?><!DOCTYPE Events [<!ENTITY e0 \"ha\">");
    for n in 1..=20 {
        let inner = format!("&e{};", n - 1).repeat(10);
        write!(kind, "<!ENTITY e{n} \"{inner}\">").unwrap();
    }
    format!("{kind}]><Events>{}</Events>", one().replace("alice", "&e20;"))
}

/// The most a process has had in memory, in kB.
fn most_memory(process: &Running) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", process.0.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim_end_matches("kB").trim().parse().unwrap()
}

fn ended(page: &Page, job: &str) -> Value {
    let begun = Instant::now();
    loop {
        let job = page.get(&format!("/jobs/{job}"));
        if job["finished"].is_u64() {
            return job;
        }
        assert!(begun.elapsed() < Duration::from_mins(1), "still {job:#}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn bombs_fail_with_code_sentence_and_hint_in_little_memory_and_the_next_job_is_done() {
    let site = Site::new();
    let (service, _, address) = site.serve();
    let page = site.analyst(&address);
    let case = testkit::fresh_case();
    assert_eq!(page.post("/cases", &serde_json::json!({ "name": case })).status(), 201);
    let put = |file: Vec<u8>| {
        let answer = hand_in(&page, &case, file);
        assert_eq!(answer.status(), 201);
        order(&page, &case, &answer.json().unwrap())
    };
    // An archive says itself how much is in it: it is refused before anybody unpacks it.
    let refused = hand_in(&page, &case, zip(&mut blanks()));
    assert_eq!(refused.status(), 415);
    let refused: Value = refused.json().unwrap();
    assert_eq!(refused["code"], "not_logs");
    assert!(refused["message"].as_str().unwrap().contains("unpacks to more than"), "{refused:#}");
    assert!(refused["hint"].is_string(), "{refused:#}");

    let packed = put(gzip(&mut blanks()));
    let mut gz = GzEncoder::new(Vec::new(), Compression::best());
    std::io::copy(&mut long_text(), &mut gz).unwrap();
    let text = put(gz.finish().unwrap());
    let (deep, kinds, good) =
        (put(nested(1_000_000).into()), put(entities().into()), put(format!("<Events>{}</Events>", one()).into()));
    let worker = site.worker(&[]);
    let good = ended(&page, &good);
    assert_eq!(good["state"], "done", "{good:#}");

    let packed = ended(&page, &packed);
    assert_eq!((&packed["state"], &packed["error"]["code"]), (&"failed".into(), &"too_big".into()), "{packed:#}");
    assert!(packed["error"]["message"].as_str().unwrap().contains("unpacks to more than"), "{packed:#}");
    assert!(packed["error"]["hint"].is_string(), "{packed:#}");
    // Damage costs a file no more than the record it is in, and is told.
    for (job, kept, why) in [(text, 0, "67108864 bytes"), (deep, 1, "elements within each other")] {
        let job = ended(&page, &job);
        let report = &job["result"]["report"];
        assert_eq!((&job["state"], &report["kept"]), (&"done".into(), &kept.into()), "{job:#}");
        assert!(report["damaged"].to_string().contains(why), "{report:#}");
    }
    let kinds = ended(&page, &kinds);
    assert_eq!(kinds["state"], "done", "{kinds:#}");
    let accounts = page.get(&format!("/cases/{case}/accounts")).to_string();
    assert!(accounts.contains("&e20;") && !accounts.contains("haha"), "{accounts}");
    for (name, process) in [("worker", &worker), ("service", &service)] {
        let memory = most_memory(process);
        println!("{name}: {} MB at most", memory / 1000);
        assert!(memory < MEMORY, "{name}: {memory} kB");
    }
}
