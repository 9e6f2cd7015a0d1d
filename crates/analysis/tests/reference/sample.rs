//! The graph of LogonTracer's own published sample: its scores and ranks, number by number.

use std::collections::BTreeSet;

use analysis::changefinder::ChangeFinder;
use analysis::classic::{self, HOST_DAMPING, Options, account_damping};
use analysis::hmm::Model;
use analysis::pagerank::{Link, Network, ranks};
use model::{AccountRank, LogonGraph, Span, Time};
use serde_json::Value;

use super::files;

fn stored() -> Option<Value> {
    Some(files::load(&testkit::corpus()?.join("reference/sample-graph.json.gz")))
}

fn series(user: &Value, key: &str) -> Vec<f64> {
    files::text(user, key).split(',').map(|value| value.parse().unwrap()).collect()
}

/// The accounts whose order of events LogonTracer found unusual: the only set of accounts with which
/// the formula gives the stored ranks.
const FLAGGED: [&str; 6] =
    ["sysg.admin", "nagoya.aichi", "chiyoda.tokyo", "naha.okinawa", "hakata.fukuoka", "machida.kanagawa"];

#[test]
fn changefinder_gives_every_stored_score() {
    let Some(stored) = stored() else { return };
    let users = files::list(&stored, "users");
    let counts: Vec<Vec<f64>> = users.iter().map(|user| series(user, "counts")).collect();
    let mut primed = ChangeFinder::new();
    for hour in 0..counts[0].len() {
        primed.update(counts.iter().map(|series| series[hour]).sum::<f64>() / counts.len() as f64);
    }
    let mut compared = 0;
    for (user, counts) in users.iter().zip(&counts) {
        let mut finder = primed.clone();
        let scores: Vec<f64> = counts.iter().map(|&count| finder.score(count)).collect();
        assert_eq!(scores, series(user, "detect"), "{}", user["user"]);
        compared += scores.len();
    }
    assert_eq!(compared, 14_100);
}

/// One link for each distinct kind of logon, as the stored relationships have them.
fn links(graph: &LogonGraph) -> Vec<Link> {
    let kinds: BTreeSet<_> = (graph.logons.iter())
        .map(|edge| (edge.host, edge.account, edge.id, edge.logon_type, edge.status, edge.package))
        .collect();
    assert_eq!(kinds.len(), 59);
    let hosts = graph.accounts.len() as u32;
    kinds.into_iter().map(|kind| Link { from: kind.1, to: hosts + kind.0, times: 1 }).collect()
}

#[test]
fn pagerank_gives_every_stored_rank() {
    let Some(stored) = stored() else { return };
    let graph = files::graph(&stored);
    let highest = |name: &str| {
        let user = files::list(&stored, "users").iter().find(|user| user["user"] == name).unwrap();
        series(user, "detect").into_iter().fold(0.0, f64::max)
    };
    let accounts = graph.accounts.iter().map(|account| {
        account_damping(account.privileged, FLAGGED.contains(&account.user.as_str()), highest(&account.user))
    });
    let damping: Vec<f64> = accounts.chain(graph.hosts.iter().map(|_| HOST_DAMPING)).collect();
    let ranks = ranks(&Network::both_ways(damping.len(), &links(&graph)), &damping);
    let names = graph.accounts.iter().map(|account| &account.user).chain(graph.hosts.iter().map(|host| &host.key));
    let expected = files::stored_ranks(&stored);
    for (name, rank) in names.zip(&ranks) {
        assert!((rank - expected[name]).abs() < 1e-9, "{name}: {rank}, not {}", expected[name]);
    }
    assert_eq!(ranks.len(), 28);
}

#[test]
fn the_whole_ranking_agrees_but_for_the_order_of_events() {
    let Some(stored) = stored() else { return };
    let mut graph = files::graph(&stored);
    // The stored edges have UTC hours, the stored range has those of the machine's zone, Japan's.
    let zone = 9 * 3_600_000;
    let back = |time: Time| Time::from_ms(time.ms() - zone);
    graph.span = graph.span.map(|span| Span { start: back(span.start), end: back(span.end) });
    // Times within the hour are not stored, so there are no sequences and nobody is flagged.
    let case = classic::rank(&graph, &Options { model: Model::logontracer() });
    let mut equal = 0;
    for account in &case.accounts {
        let name = &graph.accounts[account.account as usize].user;
        let user = files::list(&stored, "users").iter().find(|user| user["user"] == *name).unwrap();
        let scores = series(user, "detect");
        assert_eq!(account.hourly.len(), scores.len());
        equal += account.hourly.iter().zip(&scores).filter(|(a, b)| a.total_cmp(b).is_eq()).count();
        let highest = scores.into_iter().fold(0.0, f64::max);
        assert!((account.anomaly - highest).abs() < 1e-9);
    }
    assert_eq!(equal, 14_100);
    let expected = files::stored_ranks(&stored);
    let of = |account: &AccountRank| (account.rank, expected[&graph.accounts[account.account as usize].user]);
    let pairs: Vec<(f64, f64)> = case.accounts.iter().map(of).collect();
    println!("Spearman over accounts, nobody flagged: {:.4}", files::spearman(&pairs));
    assert!(files::spearman(&pairs) > 0.85);
}
