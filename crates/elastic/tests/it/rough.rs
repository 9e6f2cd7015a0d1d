//! The test server behind somebody who turns requests away, refuses some documents and loses answers.

use std::collections::HashSet;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use elastic::{Client, Run, Settings};
use elasticsearch::http::Method;
use ingest::Reading;
use serde_json::{Value, json};

use crate::common::{Quiet, Raw, ask, load, logons, settings, winlogbeat};
use crate::export::{clean, results};
use crate::stub::Stub;

const BUSY: &str = r#"{"error":{"type":"es_rejected_execution_exception","reason":"busy"}}"#;

/// What the test server says to a request.
fn forward(head: &str, body: &str) -> (u16, String) {
    let server = settings().addresses[0].trim_start_matches("http://").to_owned();
    let drop = |line: &&str| !line.to_lowercase().starts_with("content-length") && !line.is_empty();
    let head = head.lines().filter(drop).collect::<Vec<_>>().join("\r\n");
    let mut stream = TcpStream::connect(server).expect("the test server");
    let length = body.len();
    write!(stream, "{head}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}").expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
    let chunked = head.to_lowercase().contains("transfer-encoding: chunked");
    let body = if chunked { joined(body) } else { body.to_owned() };
    (head[9..12].parse().expect("a status"), body)
}

/// A body that came in chunks.
fn joined(mut chunks: &str) -> String {
    let mut body = String::new();
    loop {
        let (length, rest) = chunks.split_once("\r\n").expect("a chunk's length");
        let length = usize::from_str_radix(length, 16).expect("a number");
        if length == 0 {
            return body;
        }
        body.push_str(&rest[..length]);
        chunks = &rest[length + 2..];
    }
}

fn split(request: &str) -> (&str, &str) {
    request.split_once("\r\n\r\n").expect("a whole request")
}

async fn client(stub: &Stub) -> Client {
    Client::connect(&Settings { addresses: vec![stub.address.clone()], ..settings() }).await.expect("connected")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_turns_every_request_away_once_gives_the_same_graph() {
    let raw = Raw::new();
    let index = raw.index(winlogbeat(), logons(3_000)).await;
    let undisturbed = load(ask(&index)).await;
    let seen = Mutex::new(HashSet::new());
    let stub = Stub::start(move |number, request| {
        if seen.lock().expect("whole").insert(request.to_owned()) {
            return ([429, 503][number % 2], BUSY.to_owned());
        }
        let (head, body) = split(request);
        forward(head, body)
    })
    .await;
    let reading = Reading::prepare(client(&stub).await, ask(&index)).await.expect("something to read");
    let stop = Arc::new(AtomicBool::new(false));
    let rough = ingest::load_elastic(None, None, &reading, &Quiet, &stop).await.expect("read");
    assert!(rough.graph == undisturbed.graph, "another graph");
    assert_eq!((rough.report.kept(), rough.report.read()), (3_000, undisturbed.report.read()));
    assert!(stub.asked().iter().filter(|request| request.contains("_search")).count() >= 4);
    raw.gone(&index).await;
}

/// Forwards a bulk request without the documents that `fate` speaks of, for which it answers itself.
fn bulk(head: &str, body: &str, fate: impl Fn(&str) -> Option<Value>) -> (u16, String) {
    let lines: Vec<&str> = body.lines().collect();
    let fates: Vec<Option<Value>> = lines.chunks(2).map(|pair| fate(pair[1])).collect();
    let passed = lines.chunks(2).zip(&fates).filter(|(_, fate)| fate.is_none());
    let passed = passed.flat_map(|(pair, _)| pair).fold(String::new(), |text, line| text + line + "\n");
    let (status, answer) = forward(head, &passed);
    let answer: Value = serde_json::from_str(&answer).expect("JSON");
    let mut told = answer["items"].as_array().expect("fates").iter().cloned();
    let items: Vec<Value> = fates.into_iter().map(|fate| fate.or_else(|| told.next()).expect("a fate")).collect();
    (status, json!({ "items": items }).to_string())
}

fn refused(status: u16) -> Value {
    let error = json!({ "type": "document_parsing_exception", "reason": "it does not fit" });
    json!({ "create": { "status": status, "error": error } })
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_bulk_refused_is_written_by_the_next_and_nothing_twice() {
    let (raw, named) = (Raw::new(), testkit::fresh_case());
    let healed = Arc::new(AtomicBool::new(false));
    let (well, once, lost) = (Arc::clone(&healed), AtomicBool::new(true), AtomicBool::new(true));
    let stub = Stub::start(move |_, request| {
        let (head, body) = split(request);
        let bulks = |kind: &str| head.lines().next().is_some_and(|line| line.contains(&format!("{kind}-index/_bulk")));
        if bulks("user") && !well.load(Ordering::SeqCst) {
            // Some do not fit; for others there is no room the first time.
            let first = once.swap(false, Ordering::SeqCst);
            return bulk(head, body, |document| match document {
                _ if document.contains("\"user1") => Some(refused(400)),
                _ if first && document.contains("\"user2") => Some(refused(429)),
                _ => None,
            });
        }
        let answer = forward(head, body);
        // What it wrote it wrote, but nobody hears of it.
        if bulks("host") && lost.swap(false, Ordering::SeqCst) { (503, BUSY.to_owned()) } else { answer }
    })
    .await;
    let client = client(&stub).await;
    let (results, run) = (results(), Run { case: "c".to_owned(), id: "r".to_owned(), at_ms: 1_000 });
    let error = client.export(&results, &run, Some(&named)).await.expect_err("some are refused");
    assert_eq!(error.code(), "es_refused");
    assert!(error.to_string().starts_with("10 of 25") && error.to_string().contains("it does not fit"), "{error}");
    assert!(error.hint().is_some());
    let count = async |kind: &str| {
        let path = format!("{named}-{kind}-index/_count");
        raw.ask(Method::Get, &path, String::new()).await["count"].as_u64().expect("a count")
    };
    assert_eq!((count("user").await, count("host").await, count("finding").await), (15, 1, 1), "the others stand");
    healed.store(true, Ordering::SeqCst);
    let again = client.export(&results, &run, Some(&named)).await.expect("all fit");
    assert_eq!((again.written, again.before), (10, 18));
    assert_eq!((count("user").await, count("host").await, count("finding").await), (25, 1, 1), "nothing twice");
    clean(&raw, &named).await;
}
