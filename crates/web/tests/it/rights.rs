//! Who may what: every operation of the API's own description, asked by everybody.

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::{Value, json};

use crate::common::{Person, body, service};

/// Who may call an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum May {
    /// Everybody, also without signing in.
    Anybody,
    /// Whoever is signed in.
    SignedIn,
    Analysts,
    Admins,
    /// Members of the case, and admins.
    Members,
    /// Analysts among its members, and admins.
    MemberAnalysts,
}
use May::{Admins, Analysts, Anybody, MemberAnalysts, Members, SignedIn};

/// One line an operation. An operation without a line fails the test.
const TABLE: &[(&str, &str, May)] = &[
    ("get", "/health", Anybody),
    ("get", "/ready", Anybody),
    ("get", "/metrics", Anybody),
    ("post", "/api/v1/session", Anybody),
    ("get", "/api/v1/session", SignedIn),
    ("delete", "/api/v1/session", SignedIn),
    ("put", "/api/v1/session/password", SignedIn),
    ("get", "/api/v1/users", Admins),
    ("post", "/api/v1/users", Admins),
    ("patch", "/api/v1/users/{name}", Admins),
    ("delete", "/api/v1/users/{name}", Admins),
    ("get", "/api/v1/tokens", SignedIn),
    ("post", "/api/v1/tokens", SignedIn),
    ("delete", "/api/v1/tokens/{id}", SignedIn),
    ("get", "/api/v1/audit", Admins),
    ("get", "/api/v1/cases", SignedIn),
    ("post", "/api/v1/cases", Analysts),
    ("get", "/api/v1/cases/{case}", Members),
    ("delete", "/api/v1/cases/{case}", MemberAnalysts),
    ("put", "/api/v1/cases/{case}/members", MemberAnalysts),
    ("get", "/api/v1/cases/{case}/coverage", Members),
    ("put", "/api/v1/cases/{case}/uploads", MemberAnalysts),
    ("post", "/api/v1/cases/{case}/uploads", MemberAnalysts),
    ("get", "/api/v1/uploads/{id}", Analysts),
    ("patch", "/api/v1/uploads/{id}", Analysts),
    ("get", "/api/v1/cases/{case}/imports", Members),
    ("post", "/api/v1/cases/{case}/imports", MemberAnalysts),
    ("post", "/api/v1/cases/{case}/imports/elasticsearch", MemberAnalysts),
    ("get", "/api/v1/cases/{case}/imports/{id}", Members),
    ("delete", "/api/v1/cases/{case}/imports/{id}", MemberAnalysts),
    ("post", "/api/v1/cases/{case}/analysis", MemberAnalysts),
    ("post", "/api/v1/cases/{case}/export/elasticsearch", MemberAnalysts),
    ("get", "/api/v1/jobs", SignedIn),
    ("get", "/api/v1/jobs/{id}", SignedIn),
    ("post", "/api/v1/jobs/{id}/cancel", Analysts),
    ("post", "/api/v1/jobs/{id}/retry", Analysts),
    ("get", "/api/v1/jobs/{id}/events", SignedIn),
    ("get", "/api/v1/hunts", SignedIn),
    ("post", "/api/v1/cases/{case}/hunts/run", MemberAnalysts),
    ("get", "/api/v1/cases/{case}/hunts/saved", Members),
    ("post", "/api/v1/cases/{case}/hunts/saved", MemberAnalysts),
    ("delete", "/api/v1/cases/{case}/hunts/saved", MemberAnalysts),
    ("get", "/api/v1/cases/{case}/views", Members),
    ("post", "/api/v1/cases/{case}/views", MemberAnalysts),
    ("delete", "/api/v1/cases/{case}/views", MemberAnalysts),
    ("get", "/api/v1/cases/{case}/notes", Members),
    ("post", "/api/v1/cases/{case}/notes", MemberAnalysts),
    ("delete", "/api/v1/cases/{case}/notes", MemberAnalysts),
];

/// Somebody who asks: role and whether it is a member of the case.
const ASKERS: [(&str, &str, bool); 6] = [
    ("nobody", "", false),
    ("vera", "viewer", true),
    ("victor", "viewer", false),
    ("alan", "analyst", true),
    ("alice", "analyst", false),
    ("ann", "admin", false),
];

/// The answer where the asker is stopped; none where it gets through.
fn stopped(may: May, role: &str, member: bool) -> Option<u16> {
    let analyst = matches!(role, "analyst" | "admin");
    let sees = member || role == "admin";
    match may {
        Anybody => None,
        _ if role.is_empty() => Some(401),
        Members | MemberAnalysts if !sees => Some(404),
        SignedIn | Members => None,
        Analysts | MemberAnalysts => (!analyst).then_some(403),
        Admins => (role != "admin").then_some(403),
    }
}

/// The codes of an asker who is stopped; a request that gets through may be refused for what it says.
const STOPS: [&str; 4] = ["not_signed_in", "forbidden", "no_such_case", "csrf"];

async fn ask(person: &Person, method: &str, path: &str) -> (u16, String) {
    let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
    // Nothing that is asked here makes sense, so that whoever gets through changes nothing.
    let request = person.request(method.clone(), path);
    let request = if method == Method::GET { request } else { request.json(&json!({ "nonsense": true })) };
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    let text = answer.text().await.unwrap();
    let code = serde_json::from_str::<Value>(&text).ok().and_then(|body| Some(body["code"].as_str()?.to_owned()));
    (status, code.unwrap_or_default())
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_may_what_the_table_says() {
    let service = service().await;
    let people = &service.app.people;
    for (name, role) in [("victor", "viewer"), ("alice", "analyst")] {
        people.user_create(name, role.parse().unwrap(), Some(crate::common::PASSWORD)).await.unwrap();
    }
    let document = body(service.nobody().get("/api/v1/openapi.json").await).await;
    let mut expected: BTreeMap<(&str, &str), May> =
        TABLE.iter().map(|(method, path, may)| ((*method, *path), *may)).collect();
    let mut asked = 0;
    let ann = service.person("ann").await;
    let mut signed_in = BTreeMap::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            let line = expected.remove(&(method.as_str(), path.as_str()));
            let may = line.or_else(|| reads(method, path)).unwrap_or_else(|| panic!("no line for {method} {path}"));
            for (name, role, member) in ASKERS {
                asked += 1;
                let case = testkit::fresh_case();
                service.store.case_create(&case).await.unwrap();
                if !signed_in.contains_key(name) {
                    let person = if role.is_empty() { service.nobody() } else { service.person(name).await };
                    signed_in.insert(name, person);
                }
                let person = &signed_in[name];
                if member {
                    let set = json!({ "members": [name] });
                    assert_eq!(ann.put(&format!("/api/v1/cases/{case}/members"), set).await.status(), 204);
                }
                let filled = path.replace("{case}", &case).replace("{name}", "no-one").replace("{id}", "none");
                let filled = filled.replace("{key}", "none");
                let (status, code) = ask(person, method, &filled).await;
                let what = format!("{method} {path} as {name} (member: {member}): {status} {code}");
                match stopped(may, role, member) {
                    Some(stop) => assert!(status == stop && STOPS.contains(&code.as_str()), "{what}"),
                    None => assert!(!STOPS.contains(&code.as_str()) && status < 500, "{what}"),
                }
                if (method.as_str(), path.as_str()) == ("delete", "/api/v1/session") {
                    signed_in.remove(name);
                }
            }
        }
    }
    assert!(expected.is_empty(), "no longer there: {expected:?}");
    assert!(asked >= TABLE.len() * ASKERS.len());
}

/// Every way to read a case is for its members; whatever else is new needs a line.
fn reads(method: &str, path: &str) -> Option<May> {
    (method == "get" && path.starts_with("/api/v1/cases/{case}/")).then_some(Members)
}
