//! What every answer has, and what runs the service.

use serde_json::Value;

use crate::common::{body, refused, service};

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
    let large = ann.post("/api/v1/cases", serde_json::json!({ "name": "x".repeat(2_000_000) })).await;
    assert_eq!(refused(large, 413).await, "too_large");
    assert_eq!(refused(ann.get("/api/v1/audit?limit=x").await, 400).await, "invalid");
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
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            assert!(operation["summary"].is_string(), "{method} {path}");
            assert!(operation["responses"].as_object().is_some_and(|all| !all.is_empty()), "{method} {path}");
        }
    }
    let text = document.to_string();
    let names = text.split("\"$ref\":\"#").skip(1).map(|rest| rest.split('"').next().unwrap());
    for name in names {
        assert!(document.pointer(name).is_some_and(Value::is_object), "{name}");
    }
}
