//! Pages and slices: nothing is lost or doubled at their edges.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use elastic::{Ask, Client, Settings};
use elasticsearch::http::Method;
use events::Window;
use ingest::Reading;
use model::Time;

use crate::common::{Quiet, Raw, ask, client, load, logons, winlogbeat};
use crate::stub::Stub;

#[tokio::test(flavor = "multi_thread")]
async fn every_document_is_read_once_whatever_the_page() {
    let raw = Raw::new();
    let index = raw.index(winlogbeat(), logons(300)).await;
    for (slices, page) in [(1, 100), (1, 99), (1, 300), (1, 301), (2, 7), (4, 50), (1, 1_000_000)] {
        let found = load(Ask { slices, page, ..ask(&index) }).await;
        assert_eq!((found.report.read(), found.report.kept()), (300, 300), "{slices} slices, {page} a page");
    }
    raw.gone(&index).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn both_ends_of_the_time_count_to_the_second() {
    let raw = Raw::new();
    let index = raw.index(winlogbeat(), logons(100)).await;
    let second = |n: i64| Some(Time::from_ms(1_706_745_600_000 + n * 1000));
    let found = load(Ask { window: Window { from: second(10), to: second(19) }, ..ask(&index) }).await;
    assert_eq!(found.report.read(), 10);
    raw.gone(&index).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_point_in_time_stays_open() {
    let raw = Raw::new();
    let index = raw.index(winlogbeat(), logons(50)).await;
    load(ask(&index)).await;
    let path = format!("{index}/_stats/search?filter_path=_all.total.search.open_contexts");
    let open = raw.ask(Method::Get, &path, String::new()).await;
    assert_eq!(open["_all"]["total"]["search"]["open_contexts"], 0);
    raw.gone(&index).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reading_can_be_stopped() {
    let raw = Raw::new();
    let index = raw.index(winlogbeat(), logons(50)).await;
    let reading = Reading::prepare(client().await, ask(&index)).await.expect("something to read");
    let stop = Arc::new(AtomicBool::new(true));
    let error = ingest::load_elastic(None, None, &reading, &Quiet, &stop).await.err().expect("stopped");
    assert_eq!(error.code(), "stopped");
    stop.store(false, Ordering::Relaxed);
    assert!(ingest::load_elastic(None, None, &reading, &Quiet, &stop).await.is_ok());
    raw.gone(&index).await;
}

/// A server that finds six answers too large to make.
fn narrow(line: &str, size: &std::sync::Mutex<Vec<usize>>) -> (u16, String) {
    let hit = r#"{"_index":"i","_id":"1","_source":{"event_id":1},"sort":[1]}"#;
    match line {
        line if line.contains("_field_caps") => (200, caps()),
        line if line.contains("_pit") => (200, r#"{"id":"p"}"#.to_owned()),
        line if line.contains("i/_search") => {
            (200, r#"{"hits":{"total":{"value":20}},"aggregations":null}"#.to_owned())
        }
        line if line.contains("\"aggs\"") => (200, aggregations()),
        line if line.contains("_search") => {
            let mut tries = size.lock().expect("whole");
            tries.push(0);
            match tries.len() {
                // Six answers are too large.
                1..=6 => {
                    let breaker = r#"{"error":{"type":"circuit_breaking_exception","reason":"Data too large"}}"#;
                    (413, breaker.to_owned())
                }
                7 => (200, format!("{{\"hits\":{{\"hits\":[{}]}}}}", [hit; 3].join(","))),
                _ => (200, r#"{"hits":{"hits":[]}}"#.to_owned()),
            }
        }
        _ => (200, r#"{"version":{"number":"8.19.0"}}"#.to_owned()),
    }
}

fn aggregations() -> String {
    let over_time = r#"{"buckets":[{"key":0,"doc_count":20}]}"#;
    format!(
        r#"{{"aggregations":{{"first":{{"value":0}},"last":{{"value":9}},"untimed":{{"doc_count":0}},"over_time":{over_time}}}}}"#
    )
}

fn caps() -> String {
    r#"{"indices":["i"],"fields":{"event_id":{"long":{"searchable":true}},"@timestamp":{"date":{"searchable":true}}}}"#
        .to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_too_large_is_asked_for_in_smaller_pages() {
    let sizes = std::sync::Mutex::new(Vec::new());
    let stub = Stub::start(move |_, line| narrow(line, &sizes)).await;
    let settings = Settings { addresses: vec![stub.address.clone()], ..Settings::default() };
    let client = Client::connect(&settings).await.expect("connected");
    let reading = Reading::prepare(client, Ask { slices: 1, page: 640, ..ask("i") }).await.expect("something");
    let found = ingest::load_elastic(None, None, &reading, &Quiet, &Arc::new(AtomicBool::new(false))).await;
    assert_eq!(found.expect("read in the end").report.read(), 3);
    let asked = stub.asked();
    let searches = asked.iter().filter(|line| line.contains("POST /_search") && !line.contains("\"aggs\"")).count();
    assert_eq!(searches, 7, "640, then halved six times to 10, which fits");
}
