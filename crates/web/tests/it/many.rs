//! Many people at once.

use std::sync::Arc;

use futures::future::join_all;
use serde_json::{Value, json};
use web::Role;

use crate::common::{PASSWORD, Person, Service, body, service_with};

const PEOPLE: usize = 100;

/// Signs in, makes a case with a note in it, and gives both.
async fn comes(service: Arc<Service>, name: String) -> (Person, String, String) {
    let person = service.signed_in(&name, PASSWORD).await;
    let case = testkit::fresh_case();
    assert_eq!(person.post("/api/v1/cases", json!({ "name": case })).await.status(), 201);
    let note = json!({ "key": "corp\\alice", "text": format!("seen by {name}") });
    assert_eq!(person.post(&format!("/api/v1/cases/{case}/notes"), note).await.status(), 201);
    (person, name, case)
}

/// Looks around, also where others are.
async fn looks((person, name, case): &(Person, String, String), other: &str) {
    assert_eq!(body(person.get("/api/v1/session").await).await["name"], json!(name));
    let cases = body(person.get("/api/v1/cases").await).await;
    let names: Vec<&Value> = cases["cases"].as_array().unwrap().iter().map(|case| &case["name"]).collect();
    assert_eq!(names, [&json!(case)], "{name} sees its own case");
    let notes = body(person.get(&format!("/api/v1/cases/{case}/notes")).await).await;
    assert_eq!(notes["notes"][0]["text"], json!(format!("seen by {name}")));
    assert_eq!(body(person.get(&format!("/api/v1/cases/{case}")).await).await["members"], json!([name]));
    for path in ["", "/notes", "/accounts"] {
        assert_eq!(person.get(&format!("/api/v1/cases/{other}{path}")).await.status(), 404, "{name} at another's");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_sessions_at_once_are_not_mixed_up() {
    let service = Arc::new(service_with(|settings| settings.sign_in_burst = 1_000).await);
    let names: Vec<String> = (0..PEOPLE).map(|n| format!("person{n:03}")).collect();
    for name in &names {
        service.app.people.user_create(name, Role::Analyst, Some(PASSWORD)).await.unwrap();
    }
    let coming = names.into_iter().map(|name| tokio::spawn(comes(Arc::clone(&service), name)));
    let here: Vec<_> = join_all(coming).await.into_iter().map(Result::unwrap).collect();
    let here = Arc::new(here);
    for round in 1..4 {
        let looking = (0..PEOPLE).map(|n| {
            let here = Arc::clone(&here);
            tokio::spawn(async move { looks(&here[n], &here[(n + round) % PEOPLE].2).await })
        });
        for looked in join_all(looking).await {
            looked.unwrap();
        }
    }
    let secrets: std::collections::BTreeSet<&str> = here.iter().map(|(person, ..)| person.secret()).collect();
    assert_eq!(secrets.len(), PEOPLE);
}
