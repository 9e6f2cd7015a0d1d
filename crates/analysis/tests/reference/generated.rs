//! LogonTracer's runs over generated events and over a small real log. Its scores start from random
//! values and its nodes are matched by parts of their names, so comparisons say what they allow.

use std::collections::{BTreeMap, BTreeSet};

use analysis::classic::{self, HOST_DAMPING, Options, account_damping};
use analysis::hmm;
use analysis::pagerank::{Link, Network, ranks};
use model::{CaseRanks, LogonGraph};
use serde_json::Value;

use super::files;

const FILES: [&str; 2] = ["gen2000.expected.json.gz", "Security_with_size_t.expected.json.gz"];

fn stored(file: &str) -> Option<Value> {
    Some(files::load(&testkit::corpus()?.join("reference").join(file)))
}

/// Node names as LogonTracer has them: accounts end with `@`.
fn nodes(graph: &LogonGraph) -> Vec<String> {
    let accounts = graph.accounts.iter().map(|account| format!("{}@", account.user));
    accounts.chain(graph.hosts.iter().map(|host| host.key.clone())).collect()
}

/// Links as LogonTracer finds them: a node whose name is part of another's takes its links too.
fn partial_links(graph: &LogonGraph, nodes: &[String]) -> Vec<Link> {
    let kinds: BTreeSet<_> = (graph.logons.iter())
        .map(|edge| (edge.host, edge.account, edge.id, edge.logon_type, edge.status, edge.package))
        .collect();
    let hosts = graph.accounts.len() as u32;
    let mut links = Vec::new();
    for kind in kinds {
        let (account, host) = (kind.1, hosts + kind.0);
        for (node, name) in (0..).zip(nodes) {
            let mut link = |to| links.push(Link { from: node, to, times: 1 });
            if nodes[host as usize].contains(name.as_str()) {
                link(account);
            }
            if nodes[account as usize].contains(name.as_str()) {
                link(host);
            }
        }
    }
    links
}

fn damping(graph: &LogonGraph, run: &Value) -> Vec<f64> {
    let (flagged, privileged, scores) =
        (files::names(run, "hmm"), files::names(run, "admins"), files::numbers(run, "cf"));
    let of = |user: &String| account_damping(privileged.contains(user), flagged.contains(user), scores[user]);
    let accounts = graph.accounts.iter().map(|account| of(&account.user));
    accounts.chain(graph.hosts.iter().map(|_| HOST_DAMPING)).collect()
}

#[test]
fn pagerank_gives_every_rank_of_every_run() {
    for file in FILES {
        let Some(stored) = stored(file) else { return };
        let graph = files::graph(&stored["graph"]);
        let nodes = nodes(&graph);
        let network = Network::directed(nodes.len(), &partial_links(&graph, &nodes));
        for run in files::list(&stored, "runs") {
            let ranks = ranks(&network, &damping(&graph, run));
            let expected = files::numbers(run, "ranks");
            assert_eq!(expected.len(), ranks.len());
            for (name, rank) in nodes.iter().zip(ranks) {
                let expected = expected[name.trim_end_matches('@')];
                assert!((rank - expected).abs() < 1e-9, "{file} {name}: {rank}, not {expected}");
            }
        }
    }
}

fn ranked(file: &str) -> Option<(Value, LogonGraph, CaseRanks)> {
    let stored = stored(file)?;
    let mut graph = files::graph(&stored["graph"]);
    if file == FILES[0] {
        let xml = testkit::corpus()?.join("reference/gen2000.xml.gz");
        graph.sequences = files::sequences(&files::unpack(&xml), &graph);
    }
    let case = classic::rank(&graph, &Options::default());
    Some((stored, graph, case))
}

#[test]
fn the_same_accounts_have_an_unusual_order() {
    let Some((stored, graph, _)) = ranked(FILES[0]) else { return };
    let days = hmm::flagged_days(&graph, &hmm::Model::logontracer());
    let flagged = graph.accounts.iter().zip(days).filter(|(_, days)| *days > 0);
    let flagged: BTreeSet<String> = flagged.map(|(account, _)| account.user.clone()).collect();
    for run in files::list(&stored, "runs") {
        assert_eq!(flagged, files::names(run, "hmm"));
    }
}

/// How far a value lies outside the runs' values, and how far those lie apart.
fn outside(value: f64, runs: &[BTreeMap<String, f64>], name: &str) -> (f64, f64) {
    let values = runs.iter().map(|run| run[name]);
    let (low, high) = values.fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(value), high.max(value)));
    ((low - value).max(value - high).max(0.0), high - low)
}

#[test]
fn anomalies_lie_about_where_the_runs_do() {
    for file in FILES {
        let Some((stored, graph, case)) = ranked(file) else { return };
        let runs: Vec<_> = files::list(&stored, "runs").iter().map(|run| files::numbers(run, "cf")).collect();
        let distances = case.accounts.iter().map(|account| {
            let name = &graph.accounts[account.account as usize].user;
            outside(account.anomaly, &runs, name)
        });
        let (outside, apart): (Vec<f64>, Vec<f64>) = distances.unzip();
        let inside = outside.iter().filter(|distance| **distance < 1e-9).count();
        let furthest = outside.iter().copied().fold(0.0, f64::max);
        let widest = apart.iter().copied().fold(0.0, f64::max);
        println!("{file}: {inside} of {} within, furthest {furthest:.2}, runs {widest:.2} apart", outside.len());
        // 168 hours do not forget a random start: no further from the runs than they are from each
        // other. 500 hours do: exactly the same.
        assert!(furthest <= widest);
    }
}

#[test]
fn the_whole_ranking_has_the_same_order() {
    // The small log's series is long enough to be the same in every run.
    for (file, allowed, order) in [(FILES[0], 0.02, 0.999), (FILES[1], 1e-9, 0.999_999)] {
        let Some((stored, graph, case)) = ranked(file) else { return };
        let expected = files::stored_ranks(&stored["graph"]);
        let accounts = case.accounts.iter().map(|a| (a.rank, expected[&graph.accounts[a.account as usize].user]));
        let hosts = case.hosts.iter().map(|h| (h.rank, expected[&graph.hosts[h.host as usize].key]));
        let pairs: Vec<(f64, f64)> = accounts.chain(hosts).collect();
        assert_eq!(pairs.len(), expected.len());
        let furthest = pairs.iter().map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        let spearman = files::spearman(&pairs);
        println!("{file}: Spearman {spearman:.4}, furthest rank {furthest:.4}");
        assert!(furthest <= allowed && spearman > order);
    }
}
