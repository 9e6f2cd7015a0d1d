//! LogonTracer's own sample in both rankings, and as a case of a real Neo4j.
//!
//! Run with `UPDATE_DOCS=1` to write docs/sample.md anew.

use std::fmt::Write as _;
use std::path::PathBuf;

use analysis::case::{self, Ranking, Settings};
use model::{CaseRanks, LogonGraph};
use store::{ImportStart, ImportState, Store};

use super::files;

fn sample() -> Option<LogonGraph> {
    let mut graph = files::graph(&files::load(&testkit::corpus()?.join("reference/sample-graph.json.gz")));
    for account in &mut graph.accounts {
        account.marks.sort();
    }
    Some(graph)
}

/// (user, place, rank, first reason) of every account.
fn places(graph: &LogonGraph, ranks: &CaseRanks) -> Vec<(String, usize, f64, String)> {
    let row = |(rank, place): (&model::AccountRank, usize)| {
        let reason = rank.reasons.first().map(|reason| reason.text.clone()).unwrap_or_default();
        (graph.accounts[rank.account as usize].user.clone(), place, rank.rank, reason)
    };
    let mut places: Vec<_> = ranks.accounts.iter().zip(1..).map(row).collect();
    places.sort_by(|a, b| a.0.cmp(&b.0));
    places
}

fn settings(ranking: Ranking) -> Settings {
    Settings { ranking, ..Settings::default() }
}

#[test]
fn the_page_of_the_sample_is_current() {
    let Some(graph) = sample() else { return };
    let ours = case::rank(graph.clone(), Vec::new(), settings(Ranking::Score));
    let classic = case::rank(graph.clone(), Vec::new(), settings(Ranking::Classic));
    let (ours, classic) = (places(&graph, &ours.ranks), places(&graph, &classic.ranks));
    let mut page = String::from(
        "# LogonTracer's published sample in both rankings\n\nMade by the test `reference` of crates/analysis; do not edit. \
         The sample's graph holds aggregated logons only, no records, so no detection of events can speak; what is left \
         to the score are new pairs, fan-out and odd hours.\n\n| account | place by score | place by classic | why (score) |\n\
         |---|---|---|---|\n",
    );
    let mut rows: Vec<_> = ours.iter().zip(&classic).collect();
    rows.sort_by_key(|(ours, classic)| (std::cmp::Reverse(ours.1.abs_diff(classic.1)), ours.1));
    for ((user, by_score, _, reason), (_, by_classic, _, _)) in rows {
        let _ = writeln!(page, "| {user} | {by_score} | {by_classic} | {reason} |");
    }
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/sample.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    assert!(std::fs::read_to_string(&path).unwrap_or_default() == page, "docs/sample.md is behind: UPDATE_DOCS=1");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sample_is_a_case_like_any_other() {
    let Some(graph) = sample() else { return };
    let server = testkit::neo4j();
    let settings_of =
        store::Settings { uri: server.uri, user: server.user, password: server.password, ..Default::default() };
    let store = Store::connect(&settings_of).await.unwrap();
    store.migrate().await.unwrap();
    let case = testkit::fresh_case();
    store.case_create(&case).await.unwrap();
    let start = ImportStart {
        id: format!("{case}-import"),
        source: "sample".to_owned(),
        sha256: case.clone(),
        by: "test".to_owned(),
        evidence: Vec::new(),
    };
    let ImportState::Fresh { id } = store.import_begin(&case, &start).await.unwrap() else { panic!("not fresh") };
    store.import_write(&case, &id, &graph, "{}", &|_, _| {}).await.unwrap();
    for ranking in [Ranking::Score, Ranking::Classic] {
        let stored = case::analyze(&store, &case, settings(ranking), "test").await.unwrap();
        let direct = case::rank(graph.clone(), Vec::new(), settings(ranking));
        assert_eq!(places(&stored.graph, &stored.ranks), places(&graph, &direct.ranks));
        let rows = store.ranks_read(&case).await.unwrap();
        let first = &graph.accounts[direct.ranks.accounts[0].account as usize].user;
        assert_eq!(&rows.accounts[0].user, first);
    }
    store.case_remove(&case).await.unwrap();
}
