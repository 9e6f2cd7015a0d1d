//! Cases, members, what is saved, hunts.

use serde_json::json;

use crate::common::{Service, body, refused, service};

async fn case_of_alan(service: &Service) -> (String, crate::common::Person) {
    let (case, alan) = (testkit::fresh_case(), service.person("alan").await);
    assert_eq!(alan.post("/api/v1/cases", json!({ "name": case })).await.status(), 201);
    (case, alan)
}

#[tokio::test(flavor = "multi_thread")]
async fn members_see_a_case_and_nobody_else() {
    let service = service().await;
    let (case, alan) = case_of_alan(&service).await;
    let (vera, ann) = (service.person("vera").await, service.person("ann").await);
    let path = format!("/api/v1/cases/{case}");
    assert_eq!(refused(vera.get(&path).await, 404).await, "no_such_case");
    assert_eq!(ann.get(&path).await.status(), 200);
    let members = format!("{path}/members");
    assert_eq!(refused(alan.put(&members, json!({ "members": ["nobody"] })).await, 404).await, "no_such_user");
    assert_eq!(alan.put(&members, json!({ "members": ["vera", "ALAN", "alan"] })).await.status(), 204);
    let seen = body(vera.get(&path).await).await;
    assert_eq!(seen["members"], json!(["alan", "vera"]));
    assert_eq!((&seen["name"], &seen["accounts"], &seen["clears"]), (&json!(case), &json!(0), &json!([])));
    assert_eq!(body(vera.get("/api/v1/cases").await).await["cases"][0]["name"], json!(case));
    assert_eq!(refused(vera.put(&members, json!({ "members": ["vera"] })).await, 403).await, "forbidden");
    assert_eq!(refused(alan.post("/api/v1/cases", json!({ "name": case })).await, 409).await, "case_exists");
    for name in ["", "../x", "a b", "x'})"] {
        assert_eq!(refused(alan.post("/api/v1/cases", json!({ "name": name })).await, 400).await, "invalid_name");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_saved_is_ones_own_unless_shared() {
    let service = service().await;
    let (case, alan) = case_of_alan(&service).await;
    let vera = service.person("vera").await;
    let of = |what: &str| format!("/api/v1/cases/{case}/{what}");
    alan.put(&of("members"), json!({ "members": ["alan", "vera"] })).await;
    for (name, shared) in [("mine", false), ("ours", true)] {
        let hunt = json!({ "name": name, "text": "RETURN 1 AS one", "shared": shared });
        assert_eq!(alan.post(&of("hunts/saved"), hunt).await.status(), 201);
        let view = json!({ "name": name, "url_state": "#q=1", "shared": shared });
        assert_eq!(alan.post(&of("views"), view).await.status(), 201);
    }
    for (what, list) in [("hunts/saved", "hunts"), ("views", "views")] {
        assert_eq!(body(alan.get(&of(what)).await).await[list].as_array().unwrap().len(), 2);
        let seen = body(vera.get(&of(what)).await).await;
        assert_eq!((seen[list].as_array().unwrap().len(), &seen[list][0]["name"]), (1, &json!("ours")));
    }
    let writing = json!({ "name": "x", "text": "match (n) detach delete n" });
    assert_eq!(refused(alan.post(&of("hunts/saved"), writing).await, 400).await, "not_read_only");
    assert_eq!(alan.delete(&of("hunts/saved?name=mine")).await.status(), 204);
    assert_eq!(refused(alan.delete(&of("hunts/saved?name=mine")).await, 404).await, "no_such_hunt");
    let note = json!({ "key": "corp\\alice", "text": "<img src=x onerror=alert(1)>" });
    assert_eq!(alan.post(&of("notes"), note).await.status(), 201);
    assert_eq!(body(vera.get(&of("notes")).await).await["notes"][0]["by"], "alan");
    assert_eq!(alan.delete(&of("notes?key=corp%5Calice")).await.status(), 204);
}

#[tokio::test(flavor = "multi_thread")]
async fn hunts_read_and_do_nothing_else() {
    let service = service().await;
    let (case, alan) = case_of_alan(&service).await;
    let ann = service.person("ann").await;
    let run = format!("/api/v1/cases/{case}/hunts/run");
    let answer =
        body(ann.post(&run, json!({ "text": "UNWIND [1, 2] AS n RETURN n, $case AS c ORDER BY n" })).await).await;
    assert_eq!((&answer["columns"], &answer["rows"]), (&json!(["n", "c"]), &json!([[1, case], [2, case]])));
    // Another case cannot be asked for in a ready-made query.
    let ready = json!({ "name": "01_all_users", "params": { "case": "other" } });
    assert_eq!(body(alan.post(&run, ready).await).await["rows"], json!([]));
    for text in [
        "CREATE (n:Evil) RETURN n",
        "match (n) set n.x = 1",
        "LOAD CSV FROM 'file:///etc/passwd' AS row RETURN row",
        "CALL dbms.listConfig() YIELD name RETURN name",
        "CALL apoc.load.json('http://127.0.0.1') YIELD value RETURN value",
        "RETURN apoc.cypher.runFirstColumnSingle('RETURN 1', {})",
        "match (n) CALL (n) { RETURN 1 AS one } IN TRANSACTIONS RETURN one",
        "\\u0043REATE (n) RETURN n",
        "SHOW USERS",
    ] {
        assert_eq!(refused(ann.post(&run, json!({ "text": text })).await, 400).await, "not_read_only", "{text}");
    }
    assert_eq!(refused(ann.post(&run, json!({ "text": "RETRUN 1" })).await, 400).await, "cypher");
    assert_eq!(refused(ann.post(&run, json!({ "name": "no such" })).await, 404).await, "no_such_hunt");
    assert_eq!(refused(ann.post(&run, json!({})).await, 400).await, "invalid");
    // Its text could name other cases, whose members alan is not one of.
    assert_eq!(refused(alan.post(&run, json!({ "text": "RETURN 1 AS one" })).await, 403).await, "refused");
    let rows = json!({ "text": "UNWIND range(1, 20000) AS n RETURN n" });
    let answer = body(ann.post(&run, rows).await).await;
    assert_eq!((answer["rows"].as_array().unwrap().len(), &answer["truncated"]), (10_000, &json!(true)));
}
