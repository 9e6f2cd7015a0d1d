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

#[tokio::test(flavor = "multi_thread")]
async fn a_write_needs_the_token_of_its_session() {
    let service = service().await;
    let ann = service.person("ann").await.without_csrf();
    assert_eq!(ann.get("/api/v1/users").await.status(), 200);
    let answer = ann.post("/api/v1/users", json!({ "name": "eve", "role": "admin" })).await;
    assert_eq!(refused(answer, 403).await, "csrf");
    let forged = ann.request(reqwest::Method::DELETE, "/api/v1/users/vera").header("x-csrf-token", "0".repeat(64));
    assert_eq!(refused(forged.send().await.unwrap(), 403).await, "csrf");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_one_time_password_has_to_be_changed() {
    let service = service().await;
    let ann = service.person("ann").await;
    let made = body(ann.post("/api/v1/users", json!({ "name": "eve", "role": "analyst" })).await).await;
    let once = made["one_time_password"].as_str().unwrap().to_owned();
    let eve = service.signed_in("eve", &once).await;
    assert_eq!(body(eve.get(ME).await).await["must_change_password"], true);
    assert_eq!(refused(eve.get("/api/v1/cases").await, 403).await, "password_change_needed");
    let short = eve.put("/api/v1/session/password", json!({ "old": once, "new": "short" })).await;
    assert_eq!(refused(short, 400).await, "invalid");
    let wrong = eve.put("/api/v1/session/password", json!({ "old": "wrong", "new": PASSWORD })).await;
    assert_eq!(refused(wrong, 401).await, "bad_sign_in");
    let changed = eve.put("/api/v1/session/password", json!({ "old": once, "new": PASSWORD })).await;
    assert_eq!(changed.status(), 204);
    assert_eq!(refused(eve.get(ME).await, 401).await, "not_signed_in");
    assert_eq!(service.person("eve").await.get("/api/v1/cases").await.status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_suspended_is_out_at_once() {
    let service = service().await;
    let (ann, vera) = (service.person("ann").await, service.person("vera").await);
    let token = body(vera.post("/api/v1/tokens", json!({ "name": "script", "role": "viewer" })).await).await;
    let script = service.holder(token["secret"].as_str().unwrap());
    assert_eq!(script.get("/api/v1/cases").await.status(), 200);
    assert_eq!(ann.patch("/api/v1/users/vera", json!({ "suspended": true })).await.status(), 204);
    for person in [&vera, &script] {
        assert_eq!(refused(person.get("/api/v1/cases").await, 401).await, "not_signed_in");
    }
    let answer = service.nobody().post(ME, json!({ "name": "vera", "password": PASSWORD })).await;
    assert_eq!(refused(answer, 403).await, "suspended");
    // That it is suspended is told to who knows the password only.
    let answer = service.nobody().post(ME, json!({ "name": "vera", "password": "guessed guessed" })).await;
    assert_eq!(refused(answer, 401).await, "bad_sign_in");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_may_no_more_than_its_role() {
    let service = service().await;
    let ann = service.person("ann").await;
    let made =
        body(ann.post("/api/v1/tokens", json!({ "name": "read", "role": "viewer", "expires_days": 1 })).await).await;
    let script = service.holder(made["secret"].as_str().unwrap());
    assert_eq!(script.get("/api/v1/cases").await.status(), 200);
    assert_eq!(refused(script.get("/api/v1/users").await, 403).await, "forbidden");
    let more = script.post("/api/v1/tokens", json!({ "name": "more", "role": "admin" })).await;
    assert_eq!(refused(more, 403).await, "forbidden");
    let same = script.post("/api/v1/tokens", json!({ "name": "more", "role": "viewer" })).await;
    assert_eq!(refused(same, 403).await, "refused");
    let alan = service.person("alan").await;
    let path = format!("/api/v1/tokens/{}", made["id"].as_str().unwrap());
    assert_eq!(refused(alan.delete(&path).await, 404).await, "no_such_token");
    assert_eq!(ann.delete(&path).await.status(), 204);
    assert_eq!(refused(script.get("/api/v1/cases").await, 401).await, "not_signed_in");
    assert_eq!(refused(service.holder("no token").get("/api/v1/cases").await, 401).await, "not_signed_in");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_is_always_left() {
    let service = service().await;
    let ann = service.person("ann").await;
    assert_eq!(refused(ann.delete("/api/v1/users/ann").await, 403).await, "refused");
    for change in [json!({ "suspended": true }), json!({ "role": "viewer" })] {
        assert_eq!(refused(ann.patch("/api/v1/users/ANN", change).await, 403).await, "refused");
    }
    assert_eq!(
        refused(ann.post("/api/v1/users", json!({ "name": "ALAN", "role": "admin" })).await, 409).await,
        "exists"
    );
    assert_eq!(ann.delete("/api/v1/users/alan").await.status(), 204);
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_are_kept_as_hashes_only() {
    let service = service().await;
    let ann = service.person("ann").await;
    let made = body(ann.post("/api/v1/tokens", json!({ "name": "x", "role": "viewer" })).await).await;
    let copy = service.folder.path().join("copy.sqlite");
    service.app.people.backup(&copy).await.unwrap();
    let bytes = std::fs::read(copy).unwrap();
    let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds("$argon2id$") && holds("ann"));
    assert!(!holds(PASSWORD) && !holds(made["secret"].as_str().unwrap()) && !holds(ann.secret()));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_admin_is_made_once() {
    let folder = tempfile::tempdir().unwrap();
    let people = web::People::open(folder.path()).await.unwrap();
    let password = people.first_admin().await.unwrap().unwrap();
    assert!(password.len() >= 16);
    assert_eq!(people.first_admin().await.unwrap(), None);
}
