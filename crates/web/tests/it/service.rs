//! What every answer has, and what runs the service.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::common::{PASSWORD, body, refused, service, service_with};

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_protects_whoever_looks_at_it() {
    let service = service().await;
    let nobody = service.nobody();
    for path in ["/", "/some/view", "/health", "/api/v1/session", "/api/v1/nothing", "/api/docs", "/assets/none.js"] {
        let answer = nobody.get(path).await;
        let header =
            |name: &str| answer.headers().get(name).unwrap_or_else(|| panic!("{path}: {name}")).to_str().unwrap();
        let policy = header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self';") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("x-frame-options"), "DENY");
        assert_eq!(header("x-request-id").len(), 36);
        assert!(["no-store", "no-cache"].contains(&header("cache-control")), "{path}");
    }
    let forged = nobody.request(reqwest::Method::GET, "/health").header("x-request-id", "forged").send().await.unwrap();
    assert_ne!(forged.headers()["x-request-id"], "forged");
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_have_one_form() {
    let service = service().await;
    let ann = service.person("ann").await;
    assert_eq!(refused(ann.get("/api/v1/nothing").await, 404).await, "no_such_route");
    assert_eq!(refused(ann.delete("/api/v1/cases").await, 405).await, "method_not_allowed");
    let text = ann.request(reqwest::Method::POST, "/api/v1/cases").body("{}").send().await.unwrap();
    assert_eq!(refused(text, 400).await, "invalid");
    assert_eq!(refused(ann.get("/api/v1/audit?limit=x").await, 400).await, "invalid");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_follows_a_refused_body_on_its_connection_is_answered() {
    let service = service().await;
    let ann = service.person("ann").await;
    for _ in 0..40 {
        let large = ann.post("/api/v1/cases", serde_json::json!({ "name": "x".repeat(2_000_000) })).await;
        assert_eq!(refused(large, 413).await, "too_large");
        assert_eq!(ann.get("/api/v1/session").await.status(), 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_runs_it_sees_how_it_is() {
    let service = service().await;
    let nobody = service.nobody();
    assert_eq!(body(nobody.get("/health").await).await["status"], "ok");
    assert_eq!(body(nobody.get("/ready").await).await["status"], "ok");
    let text = nobody.get("/metrics").await.text().await.unwrap();
    for name in [
        "logontracer_http_requests_total{",
        "logontracer_http_request_seconds_bucket{",
        "logontracer_jobs{state=\"queued\"}",
    ] {
        assert!(text.contains(name), "{name} in {text}");
    }
    let line = text.lines().find_map(|line| line.strip_prefix("process_resident_memory_bytes ")).unwrap();
    assert!(line.parse::<f64>().unwrap() > 1e6);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_document_is_complete() {
    let service = service().await;
    let document = body(service.nobody().get("/api/v1/openapi.json").await).await;
    assert_eq!(document["openapi"].as_str().unwrap().split('.').next(), Some("3"));
    let mut ids = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            assert!(operation["summary"].is_string(), "{method} {path}");
            let id = operation["operationId"].as_str().unwrap();
            assert!(ids.insert(id.to_owned()), "{id} names two operations");
            assert!(operation["responses"].as_object().is_some_and(|all| !all.is_empty()), "{method} {path}");
        }
    }
    let text = document.to_string();
    let names = text.split("\"$ref\":\"#").skip(1).map(|rest| rest.split('"').next().unwrap());
    for name in names {
        assert!(document.pointer(name).is_some_and(Value::is_object), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_trusted_proxy_is_believed() {
    for (trusted, address) in [(vec![], "127.0.0.1"), (vec!["127.0.0.1".parse().unwrap()], "203.0.113.9")] {
        let service = service_with(|settings| settings.trusted_proxies = trusted).await;
        // The client wrote the first address, the proxy the last.
        let sign_in = service.nobody().request(reqwest::Method::POST, "/api/v1/session");
        let sign_in = sign_in.header("x-forwarded-for", "198.51.100.1, 203.0.113.9");
        let answer = sign_in.json(&serde_json::json!({ "name": "eve", "password": "x" })).send().await.unwrap();
        assert_eq!(answer.status(), 401);
        let audit = body(service.person("ann").await.get("/api/v1/audit?what=sign_in_failed").await).await;
        assert_eq!(audit["entries"][0]["address"], address);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_speaks_tls_with_a_certificate_of_ones_own() {
    let folder = tempfile::tempdir().unwrap();
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let (cert, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
    std::fs::write(&cert, made.cert.pem()).unwrap();
    std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    let service = service_with(|settings| {
        (settings.tls_cert, settings.tls_key) = (Some(cert), Some(key));
    })
    .await;
    let authority = reqwest::Certificate::from_pem(made.cert.pem().as_bytes()).unwrap();
    let client = reqwest::Client::builder().add_root_certificate(authority).build().unwrap();
    let base = format!("https://localhost:{}", service.address.port());
    assert_eq!(client.get(format!("{base}/health")).send().await.unwrap().status(), 200);
    let sign_in = serde_json::json!({ "name": "ann", "password": PASSWORD });
    let answer = client.post(format!("{base}/api/v1/session")).json(&sign_in).send().await.unwrap();
    let cookie = answer.headers()["set-cookie"].to_str().unwrap();
    for part in ["; Secure", "; HttpOnly", "; SameSite=Strict"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(reqwest::Client::new().get(format!("{base}/health")).send().await.is_err());
}
