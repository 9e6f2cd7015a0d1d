//! Draws the first picture of a made-up company as SVG, to be looked at, and measures the views of a
//! large case: `picture FILE.svg [EDGES [scattered]]`. Scattered: everybody logs on from anywhere.
#![expect(clippy::print_stdout, reason = "its output is what it is for")]

use std::fmt::Write as _;
use std::time::Instant;

use model::{Account, Host, LogonEdge, LogonGraph, Span, Time};
use store::{Place, Places};
use web::view::columns::Beside;
use web::view::graph::{GraphView, graph};
use web::view::pick::By;
use web::view::{CaseView, Filter, Page, lists, search, table, timeline};

const HOUR: i64 = 3_600_000;
const START: i64 = 1_700_000_000_000;

/// Deterministic, and good enough for a drawing.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

fn account(n: u32) -> Account {
    Account {
        user: format!("user{n:06}"),
        domain: "corp".to_owned(),
        sid: Some(format!("S-1-5-21-1-2-3-{n}")),
        privileged: n.is_multiple_of(50),
        well_known: false,
        marks: Vec::new(),
        span: None,
    }
}

fn host(n: u32) -> Host {
    let key = format!("10.{}.{}.{}", n >> 16, n >> 8 & 255, n & 255);
    Host { name: Some(format!("ws{n:06}")), addresses: vec![key.clone()], key, controller: n < 2, span: None }
}

/// A company of `edges` hourly edges: everybody has a machine of their own, uses the controllers and a
/// few servers, and now and then another machine.
fn company(edges: u32, scattered: bool) -> CaseView {
    let people = (edges / 20).max(40);
    let (servers, mut dice) = (if scattered { 1 } else { 3 + people / 60 }, Dice(7));
    let mut graph = LogonGraph {
        accounts: (0..people).map(account).collect(),
        hosts: (0..people + servers).map(host).collect(),
        packages: vec!["Kerberos".to_owned(), "NTLM".to_owned()],
        ..LogonGraph::default()
    };
    for n in 0..edges {
        let account = dice.roll(u64::from(people)) as u32;
        let odd = scattered || dice.roll(60) == 0;
        let from = if odd { dice.roll(u64::from(people)) as u32 } else { account } + servers;
        let (kerberos, first) =
            (dice.roll(2) == 0, START + dice.roll(700) as i64 * HOUR + i64::from(n % 3_000) * 1_000);
        let target = if scattered {
            0
        } else if kerberos {
            dice.roll(2) as u32
        } else {
            (account * 7 + dice.roll(3) as u32) % servers
        };
        let failed = dice.roll(40) == 0;
        graph.logons.push(LogonEdge {
            host: from,
            account,
            target: Some(target),
            id: if kerberos {
                4769
            } else if failed {
                4625
            } else {
                4624
            },
            logon_type: if kerberos { 0 } else { 3 },
            status: (failed && !kerberos).then_some(0xc000_006d),
            package: Some(u32::from(!kerberos)),
            hour: (first / HOUR) as i32,
            count: 1 + dice.roll(9) as u32,
            first: Time::from_ms(first),
            last: Time::from_ms(first + 400_000),
        });
    }
    graph.logons.sort_unstable();
    graph.span = Some(Span { start: Time::from_ms(START), end: Time::from_ms(START + 701 * HOUR) });
    let place = |key: String, n: usize| Place {
        key,
        rank: 1.0 / (1.0 + n as f64 / 10.0),
        reasons: vec!["new source after a long time".to_owned(); 3],
        weights: vec![0.5, 0.3, 0.1],
        anomaly: Some(12.0),
        sequence: false,
    };
    let accounts = graph.accounts.iter().map(|a| store::account_key(&a.user, &a.domain));
    let accounts = accounts.enumerate().map(|(n, key)| place(key, n * 31 % people as usize)).collect();
    let hosts = graph.hosts.iter().map(|host| store::plain_key(&host.key)).enumerate();
    let places = Places { accounts, hosts: hosts.map(|(n, key)| place(key, n * 17 % people as usize)).collect() };
    CaseView::new("v".to_owned(), graph, places, Vec::new(), Vec::new())
}

fn svg(view: &GraphView) -> String {
    let (nodes, edges) = (&view.columns.nodes, &view.columns.edges);
    let ends = |of: &[i32]| (of.iter().min().copied().unwrap_or(0) - 40, of.iter().max().copied().unwrap_or(0) + 40);
    let ((left, right), (top, bottom)) = (ends(&nodes.x), ends(&nodes.y));
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1600\" viewBox=\"{left} {top} {} {}\">\
         <rect x=\"{left}\" y=\"{top}\" width=\"100%\" height=\"100%\" fill=\"#111827\"/>",
        right - left,
        bottom - top
    );
    for (from, to) in edges.from.iter().zip(&edges.to) {
        let (a, b) = (*from as usize, *to as usize);
        let _ = write!(
            text,
            "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" stroke=\"#64748b\" stroke-width=\"1.5\" opacity=\"0.35\"/>",
            nodes.x[a], nodes.y[a], nodes.x[b], nodes.y[b]
        );
    }
    for n in 0..nodes.key.len() {
        let account = nodes.key[n].starts_with("a:");
        let colour = if account {
            "#38bdf8"
        } else if nodes.dc[n] {
            "#f87171"
        } else {
            "#34d399"
        };
        let _ = write!(text, "<circle cx=\"{}\" cy=\"{}\" r=\"10\" fill=\"{colour}\"/>", nodes.x[n], nodes.y[n]);
    }
    text + "</svg>"
}

/// The least of three runs, in milliseconds.
fn timed<T>(what: &str, run: impl Fn() -> T) -> T {
    let mut best = None;
    for _ in 0..3 {
        let began = Instant::now();
        let value = run();
        let took = began.elapsed();
        if best.as_ref().is_none_or(|(least, _)| took < *least) {
            best = Some((took, value));
        }
    }
    let (took, value) = best.expect("three runs");
    println!("{what:48} {:8.1} ms", took.as_secs_f64() * 1000.0);
    value
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (file, edges) = (arguments.next().unwrap_or_default(), arguments.next());
    let edges = edges.and_then(|edges| edges.parse().ok()).unwrap_or(1_000_000);
    let scattered = arguments.next().is_some_and(|shape| shape == "scattered");
    let began = Instant::now();
    let view = company(edges, scattered);
    let (accounts, hosts) = (view.graph.accounts.len(), view.graph.hosts.len());
    println!("{} edges, {accounts} accounts, {hosts} hosts, made in {:?}", view.graph.logons.len(), began.elapsed());
    let beside = Beside { reached: true, ..Beside::default() };
    let small = graph(&view, &Filter::default(), By::Rank, 2_000, beside);
    println!("first picture (2000 edges, with its places): {} nodes, {:?} in all", small.shown.nodes, began.elapsed());
    let json =
        |limit| serde_json::to_vec(&graph(&view, &Filter::default(), By::Rank, limit, beside)).unwrap_or_default();
    timed("graph, 2000 edges, as JSON", || json(2_000));
    timed("graph, 5000 edges, as JSON", || json(5_000));
    let bytes = timed("graph, 20000 edges, as JSON", || json(20_000));
    println!("20000 edges: {} bytes of JSON", bytes.len());
    let whole = graph(&view, &Filter::default(), By::Rank, 20_000, beside);
    let page = Page { limit: 100, offset: 0 };
    timed("accounts by rank", || lists::accounts(&view, lists::Sort::Rank, "", page));
    timed("accounts by name, with a text", || lists::accounts(&view, lists::Sort::Name, "7", page));
    timed("search", || search::search(&view, "ws0042", 20));
    timed("search, a text that many have", || search::search(&view, "user", 20));
    timed("table", || table::table(&view, &Filter::default(), table::Sort::Rank, page));
    let none = || std::iter::empty();
    timed("timeline", || timeline::timeline(&view, &Filter::default(), timeline::Bucket::Auto, none(), String::new()));
    if !file.is_empty()
        && let Err(error) = std::fs::write(&file, svg(&small))
            .and_then(|()| std::fs::write(format!("{file}.whole.svg"), svg(&whole)))
            .and_then(|()| std::fs::write(format!("{file}.json"), bytes))
    {
        println!("{file}: {error}");
    }
}
