//! How long the rankings take on a large synthetic graph: 50,000 accounts, 50,000 hosts,
//! 5,000,000 edges.

use std::hint::black_box;

use analysis::classic::{self, Options};
use analysis::pagerank::{self, Link, Network};
use analysis::score;
use criterion::{Criterion, criterion_group, criterion_main};
use model::{Account, Host, LogonEdge, LogonGraph, Span, Time};

const SIDE: u32 = 50_000;
const EDGES: usize = 5_000_000;
const HOURS: u64 = 24 * 30;

/// Numbers that look random and are the same each time (splitmix64).
fn noise(index: u64) -> u64 {
    let mut z = index.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn edge(index: u64) -> LogonEdge {
    let random = noise(index);
    let hour = (noise(random) % HOURS) as i32;
    let time = Time::from_ms(i64::from(hour) * 3_600_000);
    LogonEdge {
        host: (random as u32) % SIDE,
        account: ((random >> 32) as u32) % SIDE,
        target: random.is_multiple_of(5).then(|| (noise(random ^ 7) as u32) % SIDE),
        id: [4624, 4625, 4768, 4769, 4776][(random % 5) as usize],
        logon_type: 3,
        status: None,
        package: None,
        hour,
        count: 1 + (hour as u32) % 3,
        first: time,
        last: time,
    }
}

fn account(index: u32) -> Account {
    Account {
        user: format!("user{index:06}"),
        domain: "corp".to_owned(),
        sid: None,
        privileged: index.is_multiple_of(100),
        well_known: false,
        marks: Vec::new(),
        span: None,
    }
}

fn host(index: u32) -> Host {
    Host { key: format!("host{index:06}"), name: None, addresses: Vec::new(), controller: false, span: None }
}

fn graph() -> LogonGraph {
    let mut logons: Vec<LogonEdge> = (0..EDGES as u64).map(edge).collect();
    logons.sort_unstable();
    let end = Time::from_ms((HOURS as i64 - 1) * 3_600_000);
    LogonGraph {
        accounts: (0..SIDE).map(account).collect(),
        hosts: (0..SIDE).map(host).collect(),
        logons,
        span: Some(Span { start: Time::from_ms(0), end }),
        ..LogonGraph::default()
    }
}

fn ranking(criterion: &mut Criterion) {
    let graph = graph();
    let links: Vec<Link> =
        graph.logons.iter().map(|edge| Link { from: edge.account, to: SIDE + edge.host, times: 1 }).collect();
    let damping = vec![0.8; 2 * SIDE as usize];
    let mut group = criterion.benchmark_group("ranking");
    group.sample_size(10);
    group.bench_function("pagerank 100k nodes 5M edges", |bencher| {
        bencher.iter(|| {
            let network = Network::both_ways(damping.len(), black_box(&links));
            pagerank::ranks(&network, &damping)
        });
    });
    let options = Options::default();
    group.bench_function("classic 50k accounts 5M edges 720 hours", |bencher| {
        bencher.iter(|| classic::rank(black_box(&graph), &options));
    });
    group.bench_function("score 50k accounts 5M edges 720 hours", |bencher| {
        bencher.iter(|| score::rank(black_box(&graph), &[], classic::rank(&graph, &options)));
    });
    group.finish();
}

criterion_group!(benches, ranking);
criterion_main!(benches);
