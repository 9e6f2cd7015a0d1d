//! Handing files in: what they are counts, not how they are called.

use std::time::Duration;

use futures::StreamExt;
use reqwest::Method;
use serde_json::{Value, json};

use crate::common::{Person, Service, body, refused, service, service_with};

const XML: &[u8] = b"<?xml version=\"1.0\"?><Events></Events>";

async fn case(service: &Service) -> (String, Person) {
    let (case, alan) = (testkit::fresh_case(), service.person("alan").await);
    assert_eq!(alan.post("/api/v1/cases", json!({ "name": case })).await.status(), 201);
    (case, alan)
}

async fn put(person: &Person, case: &str, name: &str, bytes: impl Into<Vec<u8>>) -> reqwest::Response {
    let request = person.request(Method::PUT, &format!("/api/v1/cases/{case}/uploads"));
    request.query(&[("name", name)]).body(bytes.into()).send().await.unwrap()
}

async fn patch(person: &Person, id: &str, offset: usize, bytes: &[u8]) -> reqwest::Response {
    let request = person.request(Method::PATCH, &format!("/api/v1/uploads/{id}"));
    request.header("upload-offset", offset).body(bytes.to_vec()).send().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn content_decides_and_names_are_no_paths() {
    let service = service().await;
    let (case, alan) = case(&service).await;
    let kept = body(put(&alan, &case, "../../../etc/passwd", XML).await).await;
    assert_eq!((&kept["name"], &kept["kind"], &kept["known"]), (&json!("passwd"), &json!("xml"), &json!(false)));
    let again = body(put(&alan, &case, "C:\\x\\again.evtx", XML).await).await;
    assert_eq!(
        (&again["sha256"], &again["known"], &again["name"]),
        (&kept["sha256"], &json!(true), &json!("again.evtx"))
    );
    let answer = put(&alan, &case, "Security.evtx", *b"\x89PNG\r\n\x1a\n and more").await;
    assert_eq!(answer.status(), 415);
    let problem = body(answer).await;
    assert_eq!(
        (&problem["code"], &problem["message"]),
        (&json!("not_logs"), &json!("this is no event log but a PNG picture"))
    );
    for bytes in [&b""[..], b"hello", b"MZ\x90", b"PK\x03\x04 broken", &[0x1f, 0x8b, 8, 0, 1]] {
        assert_eq!(refused(put(&alan, &case, "Security.evtx", bytes).await, 415).await, "not_logs");
    }
    assert_eq!(refused(put(&alan, &case, "", XML).await, 400).await, "invalid");
    assert_eq!(service.app.evidence.list().await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn too_much_is_refused() {
    let service = service_with(|settings| settings.upload_limit = 10_000).await;
    let (case, alan) = case(&service).await;
    // More than fits into the socket's buffers, so that the sender is still sending when it is refused.
    for _ in 0..20 {
        let much = [XML, &vec![b' '; 8 << 20]].concat();
        assert_eq!(refused(put(&alan, &case, "a.xml", much).await, 413).await, "too_large");
    }
    // Not announced, so that it is found out while it arrives.
    let pieces = (0..20).map(|_| Ok::<_, std::io::Error>([b'<'; 1_000].to_vec()));
    let stream = reqwest::Body::wrap_stream(futures::stream::iter(pieces));
    let request = alan.request(Method::PUT, &format!("/api/v1/cases/{case}/uploads?name=a.xml")).body(stream);
    assert_eq!(refused(request.send().await.unwrap(), 413).await, "too_large");
    let begin = alan.post(&format!("/api/v1/cases/{case}/uploads"), json!({ "name": "a", "bytes": 10_001 })).await;
    assert_eq!(refused(begin, 413).await, "too_large");
    assert!(service.app.evidence.list().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_goes_on_after_a_break() {
    let service = service().await;
    let (case, alan) = case(&service).await;
    let file = [XML, &[b'\n'; 9_000]].concat();
    let order = json!({ "name": "a.xml", "bytes": file.len() });
    let begun = body(alan.post(&format!("/api/v1/cases/{case}/uploads"), order).await).await;
    let id = begun["id"].as_str().unwrap();
    assert_eq!(body(patch(&alan, id, 0, &file[..5_000]).await).await["offset"], 5_000);
    let wrong = patch(&alan, id, 4_000, &file[4_000..]).await;
    assert_eq!(refused(wrong, 409).await, "wrong_offset");
    assert_eq!(body(alan.get(&format!("/api/v1/uploads/{id}")).await).await["offset"], 5_000);
    assert_eq!(
        refused(service.person("ann").await.get(&format!("/api/v1/uploads/{id}")).await, 404).await,
        "no_such_upload"
    );
    let more = [&file[5_000..], b"too much"].concat();
    assert_eq!(refused(patch(&alan, id, 5_000, &more).await, 413).await, "too_large");
    let stands = body(alan.get(&format!("/api/v1/uploads/{id}")).await).await["offset"].as_u64().unwrap() as usize;
    let done = body(patch(&alan, id, stands, &file[stands..]).await).await;
    let whole = body(put(&alan, &case, "b.xml", file).await).await;
    assert_eq!((&done["upload"]["sha256"], &whole["known"]), (&whole["sha256"], &json!(true)));
    assert_eq!(refused(alan.get(&format!("/api/v1/uploads/{id}")).await, 404).await, "no_such_upload");
}

/// The beginning of a file, and then the end of the connection.
fn torn(beginning: &[u8]) -> reqwest::Body {
    let beginning = beginning.to_vec();
    let begin = futures::stream::once(async move { Ok::<_, std::io::Error>(beginning) });
    let end = futures::stream::once(async {
        // What was sent is to be on its way first.
        tokio::time::sleep(Duration::from_millis(200)).await;
        Err(std::io::Error::other("pulled out"))
    });
    reqwest::Body::wrap_stream(begin.chain(end))
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_connection_that_breaks_the_pieces_stay_and_a_whole_file_goes() {
    let service = service().await;
    let (case, alan) = case(&service).await;
    let file = [XML, &vec![b'\n'; 900_000]].concat();
    let whole = alan.request(Method::PUT, &format!("/api/v1/cases/{case}/uploads?name=a.xml"));
    whole.body(torn(&file[..500_000])).send().await.expect_err("torn");
    let order = json!({ "name": "a.xml", "bytes": file.len() });
    let begun = body(alan.post(&format!("/api/v1/cases/{case}/uploads"), order).await).await;
    let id = begun["id"].as_str().unwrap();
    let piece = alan.request(Method::PATCH, &format!("/api/v1/uploads/{id}")).header("upload-offset", 0);
    piece.body(torn(&file[..500_000])).send().await.expect_err("torn");
    let done = loop {
        let stands = body(alan.get(&format!("/api/v1/uploads/{id}")).await).await["offset"].as_u64().unwrap() as usize;
        let next = patch(&alan, id, stands, &file[stands..]).await;
        // It may take the service a moment to notice that nobody sends any more.
        match next.status().as_u16() {
            200 => {
                assert_eq!(stands, 500_000, "what came before the break was kept");
                break body(next).await;
            }
            409 => tokio::time::sleep(Duration::from_millis(20)).await,
            other => panic!("{other}: {}", next.text().await.unwrap()),
        }
    };
    let kept = service.app.evidence.list().await.unwrap();
    assert_eq!(kept.iter().map(|entry| entry.size).collect::<Vec<_>>(), [file.len() as u64]);
    assert_eq!(kept[0].sha256.as_str(), done["upload"]["sha256"]);
    let incoming = std::fs::read_dir(service.folder.path().join("evidence/incoming")).unwrap();
    assert_eq!(incoming.count(), 0, "of the other nothing is left");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_in_pieces_is_refused_early() {
    let service = service().await;
    let (case, alan) = case(&service).await;
    let order = json!({ "name": "Security.evtx", "bytes": 1_000_000 });
    let begun = body(alan.post(&format!("/api/v1/cases/{case}/uploads"), order).await).await;
    let picture = [b"\x89PNG".as_slice(), &[0; 8_000]].concat();
    assert_eq!(refused(patch(&alan, begun["id"].as_str().unwrap(), 0, &picture).await, 415).await, "not_logs");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_was_handed_in_for_the_case_is_imported() {
    let service = service().await;
    let (one, alan) = case(&service).await;
    let (other, _) = case(&service).await;
    let kept = body(put(&alan, &one, "a.xml", XML).await).await;
    let order = |sha: &Value| json!({ "files": [{ "sha256": sha, "name": "a.xml" }] });
    let ask = async |case: &str, order: Value| alan.post(&format!("/api/v1/cases/{case}/imports"), order).await;
    assert_eq!(refused(ask(&other, order(&kept["sha256"])).await, 404).await, "no_such_upload");
    assert_eq!(refused(ask(&one, order(&json!("../../etc/passwd"))).await, 400).await, "bad_sha256");
    assert_eq!(refused(ask(&one, order(&json!("0".repeat(64)))).await, 404).await, "no_such_upload");
    assert_eq!(refused(ask(&one, json!({ "files": [] })).await, 400).await, "invalid");
    let answer = ask(&one, order(&kept["sha256"])).await;
    assert_eq!(answer.status(), 202);
    let job = body(answer).await;
    assert_eq!(
        (&job["kind"], &job["state"], &job["case"], &job["by"]),
        (&json!("import"), &json!("queued"), &json!(one), &json!("alan"))
    );
    let id = job["id"].as_str().unwrap();
    let vera = service.person("vera").await;
    for path in [format!("/api/v1/jobs/{id}"), format!("/api/v1/jobs/{id}/events")] {
        assert_eq!(refused(vera.get(&path).await, 404).await, "no_such_job");
    }
    assert_eq!(body(alan.post(&format!("/api/v1/jobs/{id}/cancel"), json!({})).await).await["state"], "cancelled");
    let events = alan.get(&format!("/api/v1/jobs/{id}/events")).await.text().await.unwrap();
    assert!(events.starts_with("event: job\ndata: {") && events.contains("\"state\":\"cancelled\""), "{events}");
    assert_eq!(body(alan.post(&format!("/api/v1/jobs/{id}/retry"), json!({})).await).await["state"], "queued");
    assert_eq!(refused(alan.post(&format!("/api/v1/jobs/{id}/retry"), json!({})).await, 409).await, "job_not_failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reading_of_elasticsearch_is_ordered_as_asked() {
    let service = service().await;
    let (case, alan) = case(&service).await;
    let path = format!("/api/v1/cases/{case}/imports/elasticsearch");
    let asked = json!({ "index": "logs-*", "reduce": "always", "replace": false, "analyze": true, "ranking": "score", "export": false });
    let answer = alan.post(&path, asked).await;
    assert_eq!(answer.status(), 202);
    let job = body(answer).await;
    let order = service.store.job_find(job["id"].as_str().unwrap()).await.unwrap().unwrap().order;
    assert_eq!((&order["index"], &order["reduce"]), (&json!("logs-*"), &json!("always")));
    assert_eq!(refused(alan.post(&path, json!({ "reduce": "sometimes" })).await, 400).await, "invalid");
}
