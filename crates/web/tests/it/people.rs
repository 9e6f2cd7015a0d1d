//! Signing in, roles, passwords, tokens.

use serde_json::json;

use crate::common::{PASSWORD, body, refused, service, service_with};

const ME: &str = "/api/v1/session";

#[tokio::test(flavor = "multi_thread")]
async fn who_knows_the_password_is_in() {
    let service = service().await;
    let alan = service.person("ALAN").await;
    let me = body(alan.get(ME).await).await;
    assert_eq!((&me["name"], &me["role"]), (&json!("alan"), &json!("analyst")));
    assert_eq!(alan.delete(ME).await.status(), 204);
    assert_eq!(refused(alan.get(ME).await, 401).await, "not_signed_in");
}

#[tokio::test(flavor = "multi_thread")]
async fn names_and_passwords_are_not_told_apart() {
    let service = service().await;
    for (name, password) in [("alan", "wrong wrong wrong"), ("nobody", PASSWORD), ("", ""), ("' OR 1=1 --", PASSWORD)] {
        let answer = service.nobody().post(ME, json!({ "name": name, "password": password })).await;
        assert_eq!(refused(answer, 401).await, "bad_sign_in", "{name}");
    }
    let entries = body(service.person("ann").await.get("/api/v1/audit?what=sign_in_failed").await).await;
    assert_eq!(entries["entries"].as_array().unwrap().len(), 4);
    assert_eq!(entries["entries"][0]["who"], "' OR 1=1 --");
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_tries_have_to_wait() {
    let service = service_with(|settings| settings.sign_in_burst = 2).await;
    let attempt = || async { service.nobody().post(ME, json!({ "name": "alan", "password": "x" })).await };
    for _ in 0..2 {
        assert_eq!(attempt().await.status(), 401);
    }
    let answer = attempt().await;
    let wait: u64 = answer.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=7).contains(&wait), "{wait}");
    assert_eq!(refused(answer, 429).await, "slow_down");
    // Others still may, until the address has tried too often.
    let answer = service.nobody().post(ME, json!({ "name": "vera", "password": PASSWORD })).await;
    assert_eq!(answer.status(), 200);
}
