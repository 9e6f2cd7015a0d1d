//! Reading a case over HTTP.

use model::{Account, Channel, Clear, Finding, Host, LogonEdge, LogonGraph, Part, RecordRef, Severity, Span, Time};
use serde_json::Value;
use store::{ImportStart, ImportState, Origin, Store};

use crate::common::{Person, Service, body, coded, service};

const START: i64 = 1_699_920_000_000;
const HOUR: i64 = 3_600_000;
/// A name that means harm to HTML, spreadsheets, terminals and queries.
const HOSTILE: &str = "=cmd|'/c calc'!a1<img src=x onerror=alert(1)>\u{202e}\"'\\{{7*7}} $case}) detach delete n //";

fn account(user: &str) -> Account {
    Account {
        user: user.to_owned(),
        domain: "corp".to_owned(),
        sid: None,
        privileged: user == "root",
        well_known: false,
        marks: Vec::new(),
        span: Some(Span { start: Time::from_ms(START), end: Time::from_ms(START + 50 * HOUR) }),
    }
}

fn host(key: &str) -> Host {
    Host { key: key.to_owned(), name: None, addresses: vec![key.to_owned()], controller: key == "dc", span: None }
}

/// Sixty users with machines of their own, and one whose name means harm, over fifty hours.
fn graph() -> LogonGraph {
    let mut accounts: Vec<Account> = (0..60).map(|n| account(&format!("user{n:02}"))).collect();
    accounts.extend([account(HOSTILE), account("root")]);
    accounts.sort_by(|a, b| (&a.user, &a.domain).cmp(&(&b.user, &b.domain)));
    let mut hosts: Vec<Host> = (0..60).map(|n| host(&format!("ws{n:02}"))).collect();
    hosts.push(host("dc"));
    hosts.sort_by(|a, b| a.key.cmp(&b.key));
    let mut logons = Vec::new();
    for hour in 0..50_i64 {
        for n in 0..62_u32 {
            let first = Time::from_ms(START + hour * HOUR + i64::from(n) * 1_000);
            logons.push(LogonEdge {
                host: 1 + (n + u32::from(hour == 40)) % 60,
                account: n,
                target: Some(0),
                id: if n.is_multiple_of(9) { 4625 } else { 4624 },
                logon_type: 3,
                status: n.is_multiple_of(9).then_some(0xc000_006d),
                package: Some(0),
                hour: first.hour(),
                count: 1 + n,
                first,
                last: first,
            });
        }
    }
    logons.sort_unstable();
    let clear = Clear {
        time: Time::from_ms(START + HOUR),
        user: "root".to_owned(),
        domain: "corp".to_owned(),
        computer: "dc".to_owned(),
        channel: "Security".to_owned(),
    };
    let span = Some(Span { start: Time::from_ms(START), end: Time::from_ms(START + 50 * HOUR) });
    LogonGraph {
        accounts,
        hosts,
        logons,
        clears: vec![clear],
        packages: vec!["NTLM".to_owned()],
        span,
        ..LogonGraph::default()
    }
}

/// A case with the graph and one finding, ranked.
pub(crate) async fn filled(store: &Store) -> String {
    let (case, graph) = (testkit::fresh_case(), graph());
    store.case_create(&case).await.unwrap();
    let start = ImportStart {
        id: uuid::Uuid::new_v4().to_string(),
        source: "test".to_owned(),
        sha256: case.clone(),
        by: "tester".to_owned(),
        evidence: Vec::new(),
    };
    let ImportState::Fresh { id } = store.import_begin(&case, &start).await.unwrap() else { panic!("not fresh") };
    let time = Time::from_ms(START + 40 * HOUR);
    let evidence = vec![RecordRef { time, computer: "DC".to_owned(), channel: Channel::Security, record: 7, id: 4624 }];
    let finding = Finding {
        rule: "test_rule".to_owned(),
        title: "Test".to_owned(),
        severity: Severity::High,
        confidence: 0.9,
        technique: "T1550.002".to_owned(),
        first: time,
        last: time,
        count: 1,
        text: format!("{HOSTILE} did it"),
        accounts: vec![(Part::Actor, 0)],
        hosts: vec![(Part::Source, 1)],
        evidence,
    };
    store.findings_write(&case, Origin::Import(&id), &graph, &[finding]).await.unwrap();
    let report = r#"{"coverage":{"logs":[{"computer":"dc","log":"Security","largest_hole":"3 behind #9, 2023-11-14 02:00:00 to 2023-11-14 03:00:00"}]}}"#;
    store.import_write(&case, &id, &graph, report, &|_, _| {}).await.unwrap();
    analysis::case::analyze(store, &case, analysis::case::Settings::default(), "test").await.unwrap();
    case
}

async fn admin(service: &Service) -> (Person, String) {
    (service.person("ann").await, filled(&service.store).await)
}

async fn json(person: &Person, path: &str) -> Value {
    let answer = person.get(path).await;
    let status = answer.status();
    let value = body(answer).await;
    assert_eq!(status, 200, "{path}: {value}");
    value
}

#[tokio::test(flavor = "multi_thread")]
async fn every_reading_answers_and_names_arrive_as_logged() {
    let service = service().await;
    let (ann, case) = admin(&service).await;
    let at = |rest: &str| format!("/api/v1/cases/{case}/{rest}");

    let graph = json(&ann, &at("graph")).await;
    assert_eq!(
        graph["shown"]["edges"],
        graph["nodes"]["x"].as_array().map_or(0, |_| graph["total"]["edges"].as_u64().unwrap())
    );
    assert!(graph["nodes"]["name"].as_array().unwrap().iter().any(|name| name == HOSTILE));
    let cut = json(&ann, &at("graph?limit=10&by=count")).await;
    assert_eq!((cut["edges"]["id"].as_array().unwrap().len() >= 10, cut["shown"]["edges"].as_u64()), (true, Some(10)));
    assert!(cut["left_out"].as_str().unwrap().starts_with("Showing 10 of"));

    let accounts = json(&ann, &at("accounts?limit=1000")).await;
    assert_eq!(accounts["total"], 62);
    let hostile = accounts["rows"].as_array().unwrap().iter().find(|row| row["name"] == HOSTILE).unwrap();
    let key = hostile["key"].as_str().unwrap();
    assert_eq!((hostile["findings"].as_u64(), hostile["worst"].as_str()), (Some(1), Some("high")));
    assert!(hostile["reasons"].as_array().unwrap().iter().any(|reason| reason["from"].is_i64()), "{hostile}");

    let node = json(&ann, &at(&format!("nodes/{}", coded(key)))).await;
    assert_eq!(node["account"]["name"], HOSTILE);
    assert!(node["anomaly"]["hours"].as_array().unwrap().len() >= 50);
    let anomalies = json(&ann, &at(&format!("anomalies/{}", coded(key)))).await;
    assert_eq!(anomalies["hour"].as_array().unwrap().len(), anomalies["score"].as_array().unwrap().len());

    assert_eq!(json(&ann, &at("hosts?q=ws07")).await["total"], 1);
    let hits = json(&ann, &at(&format!("search?q={}", coded("onerror=alert(1)>")))).await;
    assert_eq!(hits["hits"][0]["name"], HOSTILE);

    let timeline = json(&ann, &at("timeline")).await;
    let events: u64 = timeline["series"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|s| s["count"].as_array().unwrap())
        .map(|n| n.as_u64().unwrap())
        .sum();
    assert_eq!(events, graph["total"]["events"].as_u64().unwrap());
    assert_eq!((timeline["clears"].as_array().unwrap().len(), timeline["gaps"].as_array().unwrap().len()), (1, 1));
    let heat = json(&ann, &at("heatmap?limit=5")).await;
    assert_eq!((heat["rows"].as_array().unwrap().len(), heat["total"].as_u64()), (5, Some(62)));
    assert!(heat["rows"][0]["anomaly"].as_array().unwrap().iter().any(|score| score.as_f64() != Some(0.0)));

    let findings = json(&ann, &at("findings?severity=high&technique=T1550")).await;
    let found = findings["rows"].as_array().unwrap().iter().find(|row| row["rule"] == "test_rule").unwrap();
    assert_eq!((found["evidence"][0]["record"].as_u64(), found["parts"][0]["key"].as_str()), (Some(7), Some(key)));

    let table = json(&ann, &at("table?ids=4625&outcome=failure&limit=3&sort=count")).await;
    assert_eq!(table["rows"].as_array().unwrap().len(), 3);
    let middle = START + 40 * HOUR;
    let end = START + 60 * HOUR;
    let diff = json(&ann, &at(&format!("diff?a_from={START}&a_to={}&b_from={middle}&b_to={end}", middle - 1))).await;
    assert!(diff["totals"]["new_edges"].as_u64().unwrap() > 0);
    let far = json(&ann, &at(&format!("paths/forward?from=h:ws03&at={START}"))).await;
    assert_eq!(far["reached"][0]["key"], "h:dc");
    let near = json(&ann, &at("paths/shortest?from=h:ws03&to=privileged")).await;
    assert!(near["paths"][0]["steps"].as_array().unwrap().len() >= 2, "{near}");
    let back = json(&ann, &at("paths/backward?to=h:dc&limit=5")).await;
    assert_eq!(back["reached"].as_array().unwrap().len(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_sent_again_only_when_the_case_changed() {
    let service = service().await;
    let (ann, case) = admin(&service).await;
    let path = format!("/api/v1/cases/{case}/accounts");
    let first = ann.get(&path).await;
    let tag = first.headers()["etag"].clone();
    let again = |tag| ann.request(reqwest::Method::GET, &path).header("if-none-match", tag);
    assert_eq!(again(tag.clone()).send().await.unwrap().status(), 304);
    let other = ann.get(&format!("{path}?limit=3")).await;
    assert_ne!(other.headers()["etag"], tag, "another question");
    let version = body(first).await["version"].clone();

    analysis::case::analyze(&service.store, &case, analysis::case::Settings::default(), "test").await.unwrap();
    let changed = again(tag.clone()).send().await.unwrap();
    assert_eq!(changed.status(), 200);
    assert_ne!(changed.headers()["etag"], tag);
    assert_ne!(body(changed).await["version"], version);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_quoted_for_what_opens_them() {
    let service = service().await;
    let (ann, case) = admin(&service).await;
    let file = async |query: &str| {
        let answer = ann.get(&format!("/api/v1/cases/{case}/export?{query}")).await;
        assert_eq!(answer.status(), 200, "{query}");
        assert!(answer.headers()["content-disposition"].to_str().unwrap().starts_with("attachment; filename="));
        answer.text().await.unwrap()
    };
    let csv = file("kind=csv&what=accounts").await;
    assert!(csv.contains("\"'=cmd|") && !csv.contains(",=cmd") && !csv.contains("\"=cmd"));
    let graphml = file("kind=graphml&what=graph").await;
    assert!(graphml.contains("&lt;img") && !graphml.contains("<img"));
    let lines = file("kind=timesketch&what=findings").await;
    assert!(lines.lines().all(|line| serde_json::from_str::<Value>(line).unwrap()["datetime"].is_string()));
    for query in ["kind=json&what=graph", "kind=summary", "kind=detail", "kind=csv&what=timeline"] {
        assert!(!file(query).await.is_empty());
    }
    let none = ann.get(&format!("/api/v1/cases/{case}/export?kind=graphml&what=hosts")).await;
    assert_eq!(none.status(), 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_and_nonsense_are_refused() {
    let service = service().await;
    let (ann, case) = admin(&service).await;
    let vera = service.person("vera").await;
    for rest in ["graph", "accounts", "export?kind=csv", "nodes/h:dc", "timeline"] {
        let path = format!("/api/v1/cases/{case}/{rest}");
        assert_eq!(vera.get(&path).await.status(), 404, "{rest}: not a member");
        assert_eq!(service.nobody().get(&path).await.status(), 401, "{rest}");
    }
    for (rest, status) in [
        ("nodes/h:nowhere", 404),
        ("graph?account=a:nobody", 404),
        ("graph?ids=x", 400),
        ("graph?from=yesterday", 400),
        ("graph?privileged=maybe", 400),
        ("graph?relations=love", 400),
        ("findings?severity=terrible", 400),
        ("paths/shortest?from=h:dc", 400),
        ("diff?a_from=1", 400),
        ("anomalies/h:dc", 404),
        ("export?kind=exe", 400),
    ] {
        let answer = ann.get(&format!("/api/v1/cases/{case}/{rest}")).await;
        assert_eq!(answer.status(), status, "{rest}");
        assert!(body(answer).await["code"].is_string());
    }
    let missing = ann.get("/api/v1/cases/nowhere/graph").await;
    assert_eq!(missing.status(), 404);
}
