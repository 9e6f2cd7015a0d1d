//! Events counted in the cluster give the graph that reading them one by one gives.

use std::cell::Cell;

use elastic::{Ask, Reduce};
use ingest::Loaded;
use lab::write::ndjson::{Lines, NdjsonWriter};
use model::{Account, Host, LogonGraph};
use serde_json::{Value, json};

use crate::common::{Raw, ask, client, load, logons, winlogbeat};
use crate::doors::company;

/// All that is countable, however little it is.
fn reduced(index: &str) -> Ask {
    Ask { reduce: Reduce::Always, reduce_from: 0, ..ask(index) }
}

/// The graph in words, without the order of events within days, which counting cannot tell, and
/// without nodes that no event but only a finding names.
fn essence(graph: &LogonGraph) -> Vec<String> {
    let account = |number: u32| {
        let Account { user, domain, sid, privileged, well_known, .. } = &graph.accounts[number as usize];
        format!("{user} {domain} {sid:?} {privileged} {well_known}")
    };
    let host = |number: u32| {
        let Host { key, name, addresses, controller, span } = &graph.hosts[number as usize];
        format!("{key} {name:?} {addresses:?} {controller} {span:?}")
    };
    let edges = graph.logons.iter().map(|edge| {
        let package = edge.package.map(|number| &graph.packages[number as usize]);
        let how = (edge.id, edge.logon_type, edge.status, package, edge.hour, edge.count, edge.first, edge.last);
        format!("{} -> {} -> {:?}: {how:?}", host(edge.host), account(edge.account), edge.target.map(host))
    });
    let reached = graph.reached.iter().map(|way| {
        format!("{} reached {}: {} {} {}", account(way.account), host(way.host), way.count, way.first, way.last)
    });
    let marked = graph.accounts.iter().filter(|account| !account.marks.is_empty());
    let marks = marked.map(|account| format!("{} {}: {:?}", account.user, account.domain, account.marks));
    let case = format!("{:?} {:?} {:?} {:?}", graph.clears, graph.policies, graph.domains, graph.span);
    let mut all: Vec<String> = edges.chain(reached).chain(marks).chain([case]).collect();
    all.sort();
    all
}

/// The index read and counted; both must say the same.
async fn compare(index: &str) -> Loaded {
    let (read, counted) = (load(Ask { reduce: Reduce::Never, ..ask(index) }).await, load(reduced(index)).await);
    for (id, tally) in &counted.report.events {
        assert_eq!(tally, &read.report.events[id], "{id}");
    }
    let (one, other) = (essence(&read.graph), essence(&counted.graph));
    for (a, b) in one.iter().zip(&other) {
        assert_eq!(a, b);
    }
    assert_eq!(one.len(), other.len());
    let rows = counted.report.reduced.as_ref().map_or(0, |reduced| reduced.rows);
    assert_eq!(rows > 0, counted.graph.sequences.is_empty(), "days of which only counts are known have no order");
    counted
}

/// A company's documents, each changed.
fn documents(change: impl Fn(&mut Value)) -> Vec<String> {
    let mut text = Vec::new();
    company(&mut NdjsonWriter::new(&mut text, Lines::Documents));
    let text = String::from_utf8(text).expect("UTF-8");
    let changed = |line: &str| {
        let mut document: Value = serde_json::from_str(line).expect("JSON");
        change(&mut document);
        document.to_string()
    };
    text.lines().map(changed).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_company_counted_is_the_same_company() {
    let raw = Raw::new();
    let index = raw.index(winlogbeat(), documents(|_| {}).into_iter()).await;
    let counted = compare(&index).await;
    let report = counted.report.reduced.expect("counted");
    assert!(report.rows > 100 && report.rows < report.events && report.fallen == 0, "{report:?}");
    assert!([21, 22, 24, 1149, 4624].iter().all(|id| report.ids.contains(id)), "{report:?}");
    assert!(report.off.contains(&"password-spray"), "{report:?}");
    raw.gone(&index).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn logons_are_counted_where_the_terminal_services_values_are_not_mapped_one_by_one() {
    let raw = Raw::new();
    let mut mapping = winlogbeat();
    mapping["properties"]["winlog"] = json!({"properties": {"user_data": {"type": "flattened"}}});
    let index = raw.index(mapping, documents(|_| {}).into_iter()).await;
    let report = compare(&index).await.report.reduced.expect("counted");
    assert!(report.ids.contains(&4624) && !report.ids.contains(&21), "{report:?}");
    raw.gone(&index).await;
}

/// What the security pipeline does to a document.
fn pipeline(document: &mut Value) {
    let Some(data) = document["winlog"]["event_data"].as_object_mut() else { return };
    let mut source = json!({});
    if let Some(address) = data.remove("IpAddress").filter(|text| text.as_str().is_some_and(|text| text.len() > 1)) {
        source["ip"] = address;
    }
    if let Some(name) = data.remove("WorkstationName").filter(|text| text.as_str() != Some("-")) {
        source["domain"] = name;
    }
    document["source"] = source;
}

#[tokio::test(flavor = "multi_thread")]
async fn values_that_the_security_pipeline_moved_are_counted_too() {
    let raw = Raw::new();
    let index = raw.index(winlogbeat(), documents(pipeline).into_iter()).await;
    assert!(compare(&index).await.report.reduced.expect("counted").rows > 100);
    raw.gone(&index).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_are_counted_by_their_twins_and_winlogbeat_6_by_its_own_names() {
    let raw = Raw::new();
    let six = |document: &mut Value| {
        let winlog = document["winlog"].take();
        let (data, more) = (winlog["event_data"].clone(), winlog["user_data"].clone());
        *document = json!({"@timestamp": document["@timestamp"], "event_id": winlog["event_id"],
            "computer_name": winlog["computer_name"], "log_name": winlog["channel"], "event_data": data, "user_data": more,
            "record_number": winlog["record_id"], "source_name": winlog["provider_name"]});
    };
    let index = raw
        .index(
            json!({"date_detection": false, "properties": {"@timestamp": {"type": "date"}}}),
            documents(six).into_iter(),
        )
        .await;
    assert!(compare(&index).await.report.reduced.expect("counted").rows > 100);
    raw.gone(&index).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_counted_exactly_is_read() {
    let raw = Raw::new();
    let list = |n: usize, line: String| {
        let mut document: Value = serde_json::from_str(&line).expect("JSON");
        if n == 7 {
            document["winlog"]["event_data"]["TargetUserName"] = json!(["one", "two"]);
        }
        if n == 8 {
            document["winlog"]["event_data"]["TargetUserName"] = json!("long".repeat(400));
        }
        document.to_string()
    };
    let lines = logons(500).enumerate().map(|(n, line)| list(n, line));
    let index = raw.index(winlogbeat(), lines).await;
    assert!(compare(&index).await.report.reduced.expect("a plan").fallen > 0, "a list would count twice");
    raw.gone(&index).await;
    let twice = logons(500).chain(logons(500));
    let index = raw.index(winlogbeat(), twice).await;
    let counted = compare(&index).await;
    // The first one's record number is 0, which is none: nothing shows that it is the same.
    assert_eq!(counted.report.kept(), 501, "each event once");
    assert_eq!(counted.report.reduced.expect("a plan").fallen, 500);
    raw.gone(&index).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_columns_do_not_tell_is_read_from_documents() {
    let raw = Raw::new();
    let seen = Cell::new(0);
    let odd = |document: &mut Value| {
        let winlog = &mut document["winlog"];
        if !["4778", "4779", "4728"].iter().any(|id| winlog["event_id"] == **id) {
            return;
        }
        seen.set(seen.get() + 1);
        let name = if winlog["event_id"] == "4728" { "TargetUserName" } else { "AccountName" };
        match seen.get() % 5 {
            0 => winlog["event_data"][name] = json!([winlog["event_data"][name], "another"]),
            1 => winlog["event_data"][name] = json!("long".repeat(400)),
            _ => return,
        }
        // Documents so large that the pages behind them are asked for without.
        document["message"] = json!("An account. ".repeat(1_000));
    };
    let index = raw.index(winlogbeat(), documents(odd).into_iter()).await;
    assert!(seen.get() > 10, "{}", seen.get());
    let survey = client().await.survey(&reduced(&index)).await.expect("a survey");
    assert!(format!("{:?}", survey.reduction).contains("columns: Some"), "{survey:?}");
    compare(&index).await;
    raw.gone(&index).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mapping_that_cannot_be_counted_by_says_so_or_is_read() {
    let raw = Raw::new();
    let text = json!({"date_detection": false, "properties": {"@timestamp": {"type": "date"}}, "dynamic_templates": [
        {"strings": {"match_mapping_type": "string", "mapping": {"type": "text"}}}]});
    let index = raw.index(text, logons(30)).await;
    let client = client().await;
    let error = client.survey(&reduced(&index)).await.expect_err("texts");
    assert!(error.code() == "es_not_reducible" && error.hint().is_some(), "{error}");
    let auto = Ask { reduce: Reduce::Auto, ..reduced(&index) };
    assert!(client.survey(&auto).await.expect("a survey").unreduced.expect("a reason").contains("text"));
    assert_eq!(load(auto).await.report.kept(), 30);
    raw.gone(&index).await;
    let unindexed = json!({"dynamic": false, "properties": {"@timestamp": {"type": "date"}, "winlog": {"properties": {
        "event_id": {"type": "keyword"}, "channel": {"type": "keyword"}, "computer_name": {"type": "keyword"}}}}});
    let index = raw.index(unindexed, logons(30)).await;
    let error = client.survey(&reduced(&index)).await.expect_err("values that no index has");
    assert!(error.to_string().contains("in no index"), "{error}");
    raw.gone(&index).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn few_events_are_read_unless_counting_is_asked_for() {
    let raw = Raw::new();
    let index = raw.index(winlogbeat(), logons(100)).await;
    assert!(client().await.survey(&ask(&index)).await.expect("a survey").reduction.is_none());
    raw.gone(&index).await;
}
