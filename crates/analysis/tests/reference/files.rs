//! Reads LogonTracer's own results, and rebuilds a graph from what it left in Neo4j.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::path::Path;

use flate2::read::GzDecoder;
use model::{Account, DaySequence, Host, LogonEdge, LogonGraph, Span, Time};
use serde_json::Value;

const HOUR_MS: i64 = 3_600_000;

pub(super) fn unpack(path: &Path) -> String {
    let mut text = String::new();
    GzDecoder::new(std::fs::File::open(path).unwrap()).read_to_string(&mut text).unwrap();
    text
}

pub(super) fn load(path: &Path) -> Value {
    serde_json::from_str(&unpack(path)).unwrap()
}

pub(super) fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().unwrap_or_else(|| panic!("no list {key}"))
}

pub(super) fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("no text {key}"))
}

/// Names of a list, without the `@` that LogonTracer ends accounts with.
pub(super) fn names(value: &Value, key: &str) -> BTreeSet<String> {
    list(value, key).iter().map(|name| name.as_str().unwrap().trim_end_matches('@').to_owned()).collect()
}

/// Numbers by name, without the `@`.
pub(super) fn numbers(value: &Value, key: &str) -> BTreeMap<String, f64> {
    let map = value[key].as_object().unwrap();
    map.iter().map(|(name, number)| (name.trim_end_matches('@').to_owned(), number.as_f64().unwrap())).collect()
}

/// Stored ranks by node name.
pub(super) fn stored_ranks(graph: &Value) -> BTreeMap<String, f64> {
    let of = |list_name: &'static str, key: &'static str| {
        list(graph, list_name).iter().map(move |node| (text(node, key).to_owned(), node["rank"].as_f64().unwrap()))
    };
    of("users", "user").chain(of("hosts", "IP")).collect()
}

fn events(graph: &Value) -> impl Iterator<Item = &Value> {
    list(graph, "relationships").iter().filter(|relationship| relationship["type"] == "Event")
}

fn places(names: BTreeSet<String>) -> BTreeMap<String, u32> {
    names.into_iter().zip(0..).collect()
}

/// The stored graph as a [`LogonGraph`], without sequences.
pub(super) fn graph(stored: &Value) -> LogonGraph {
    let users = places(list(stored, "users").iter().map(|user| text(user, "user").to_owned()).collect());
    let hosts = places(list(stored, "hosts").iter().map(|host| text(host, "IP").to_owned()).collect());
    let packages = places(events(stored).map(|event| text(&event["props"], "authname").to_owned()).collect());
    let privileged = privileged(stored);
    let mut logons: Vec<LogonEdge> = events(stored).map(|event| edge(event, &users, &hosts, &packages)).collect();
    logons.sort_unstable();
    LogonGraph {
        accounts: users.keys().map(|user| account(user, privileged.contains(user))).collect(),
        hosts: hosts.into_keys().map(host).collect(),
        logons,
        packages: packages.into_keys().collect(),
        span: Some(span(stored)),
        ..LogonGraph::default()
    }
}

fn privileged(stored: &Value) -> BTreeSet<String> {
    let system = list(stored, "users").iter().filter(|user| text(user, "rights") == "system");
    system.map(|user| text(user, "user").to_owned()).collect()
}

fn span(stored: &Value) -> Span {
    let range = &list(stored, "dates")[0];
    let time = |key| Time::parse(text(range, key)).unwrap();
    Span { start: time("start"), end: time("end") }
}

fn account(user: &str, privileged: bool) -> Account {
    let (user, domain) = (user.to_owned(), String::new());
    Account { user, domain, sid: None, privileged, well_known: false, marks: Vec::new(), span: None }
}

fn host(key: String) -> Host {
    Host { key, name: None, addresses: Vec::new(), controller: false, span: None }
}

type Places = BTreeMap<String, u32>;

fn edge(event: &Value, users: &Places, hosts: &Places, packages: &Places) -> LogonEdge {
    let props = &event["props"];
    let number = |key: &str| u32::try_from(props[key].as_i64().unwrap()).unwrap();
    let time = Time::from_ms(props["date"].as_i64().unwrap() * 1000);
    assert_eq!(time.ms() % HOUR_MS, 0);
    LogonEdge {
        host: hosts[text(event, "from")],
        account: users[text(event, "to")],
        target: None,
        id: number("id"),
        logon_type: number("logintype"),
        status: text(props, "status").strip_prefix("0x").map(|hex| u32::from_str_radix(hex, 16).unwrap()),
        package: Some(packages[text(props, "authname")]),
        hour: time.hour(),
        count: number("count"),
        first: time,
        last: time,
    }
}

/// Spearman's rank correlation of two values of each name.
pub(super) fn spearman(pairs: &[(f64, f64)]) -> f64 {
    let first = places_of(&pairs.iter().map(|pair| pair.0).collect::<Vec<_>>());
    let second = places_of(&pairs.iter().map(|pair| pair.1).collect::<Vec<_>>());
    let mean = (pairs.len() - 1) as f64 / 2.0;
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| (x - mean) * (y - mean)).sum::<f64>();
    product(&first, &second) / (product(&first, &first) * product(&second, &second)).sqrt()
}

/// Each value's place, ties sharing their mean place.
fn places_of(values: &[f64]) -> Vec<f64> {
    let below = |value: f64| values.iter().filter(|other| **other < value).count() as f64;
    let equal = |value: f64| values.iter().filter(|other| other.total_cmp(&value).is_eq()).count() as f64;
    values.iter().map(|&value| below(value) + (equal(value) - 1.0) / 2.0).collect()
}

/// Day sequences from XML with one event a line, read by LogonTracer's rules: an address that ever
/// came with a workstation name goes by the last such name.
pub(super) fn sequences(xml: &str, graph: &LogonGraph) -> Vec<DaySequence> {
    let rows: Vec<Row> = xml.lines().filter_map(Row::read).collect();
    let named: BTreeMap<String, String> =
        rows.iter().filter_map(|row| Some((row.address.clone()?, row.workstation.clone()?))).collect();
    let mut days: BTreeMap<(u32, u32, i32), Vec<model::Step>> = BTreeMap::new();
    for row in &rows {
        let Some(source) = row.address.as_ref().or(row.workstation.as_ref()) else { continue };
        let source = named.get(source).unwrap_or(source);
        let host = graph.hosts.binary_search_by(|host| host.key.as_str().cmp(source));
        let account = graph.accounts.binary_search_by(|account| account.user.as_str().cmp(&row.user));
        if let (Ok(host), Ok(account)) = (host, account) {
            let day = days.entry((host as u32, account as u32, row.time.day())).or_default();
            day.push(model::Step::new(row.time.ms_of_day(), row.symbol));
        }
    }
    days.into_iter().map(|((host, account, day), steps)| DaySequence { host, account, day, steps }).collect()
}

struct Row {
    time: Time,
    symbol: model::Symbol,
    user: String,
    address: Option<String>,
    workstation: Option<String>,
}

impl Row {
    fn read(line: &str) -> Option<Self> {
        let id = between(line, "<EventID>", "<")?.parse().ok()?;
        let time = Time::parse(between(line, "SystemTime='", "'")?).ok()?;
        let user = data(line, "TargetUserName")?.split('@').next()?.to_lowercase();
        let address = data(line, "IpAddress").or(data(line, "Workstation"));
        let address = address.map(|raw| raw.to_lowercase().replace("::ffff:", ""));
        let workstation = data(line, "WorkstationName").map(str::to_lowercase);
        let local = matches!(address.as_deref(), Some("127.0.0.1" | "::1"));
        let symbol = model::Symbol::of(id).filter(|_| !local && !user.ends_with('$'))?;
        Some(Self { time, symbol, user, address, workstation })
    }
}

fn data<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    between(line, &format!("<Data Name='{name}'>"), "<").and_then(model::present)
}

fn between<'a>(line: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = line.split_once(before)?;
    rest.split_once(after).map(|(value, _)| value)
}
