//! Events per hour: of the whole case, and of the accounts and hosts on the page.

use std::collections::BTreeMap;

use analysis::case::Analysed;
use model::{AccountRank, LogonGraph};
use serde_json::{Value, json};

use super::Case;
use super::nodes::{Places, clipped, with_domain};
use crate::commands::triage::is_failure;

/// Most hours told of single accounts and hosts, all together; the highest ranks come first.
const CELLS: usize = 40_000;

/// Most changes of anomaly scores that are told, all together.
const SCORES: usize = 30_000;

/// Most clearings of a log that are told.
const CLEARS: usize = 500;

/// Hour -> (all events, failed ones).
type Hours = BTreeMap<i32, (u64, u64)>;

/// Hours count from the first one of the case.
pub(super) fn of(case: &Case, places: &Places) -> Value {
    let Analysed { graph, ranks, .. } = case.analysed;
    let mut all = Hours::new();
    let mut accounts: BTreeMap<usize, Hours> = BTreeMap::new();
    let mut hosts: BTreeMap<usize, Hours> = BTreeMap::new();
    for edge in &graph.logons {
        let count = u64::from(edge.count);
        let failed = if is_failure(edge.id, edge.status) { count } else { 0 };
        let add = |hours: &mut Hours| {
            let cell = hours.entry(edge.hour).or_default();
            cell.0 += count;
            cell.1 += failed;
        };
        add(&mut all);
        if let Some(place) = places.accounts.get(&edge.account) {
            add(accounts.entry(*place).or_default());
        }
        if let Some(place) = places.hosts.get(&edge.host) {
            add(hosts.entry(*place).or_default());
        }
    }
    let (first, last) = ends(case, &all);
    json!({
        "first": first, "hours": last - first + 1, "all": flat(&all, first),
        "accounts": bounded(&accounts, first), "hosts": bounded(&hosts, first),
        "scores": scores(&ranks.accounts, ranks.first_hour - first), "clears": clears(graph),
    })
}

/// First and last hour of anything the timeline marks: findings may lie outside all logons.
fn ends(case: &Case, all: &Hours) -> (i32, i32) {
    let Analysed { graph, findings, .. } = case.analysed;
    let logons = all.keys().copied();
    let found = findings.iter().flat_map(|finding| [finding.first.hour(), finding.last.hour()]);
    let cleared = graph.clears.iter().map(|clear| clear.time.hour());
    let read = case.report.span.into_iter().flat_map(|span| [span.start.hour(), span.end.hour()]);
    let all: Vec<i32> = logons.chain(found).chain(cleared).chain(read).collect();
    (all.iter().copied().min().unwrap_or(0), all.iter().copied().max().unwrap_or(0))
}

/// hour, events, failed, hour, events, failed, ...: the shortest way to say it.
fn flat(hours: &Hours, first: i32) -> Vec<u64> {
    hours.iter().flat_map(|(hour, (count, failed))| [(hour - first) as u64, *count, *failed]).collect()
}

/// By place in the page's list, until the page has enough.
fn bounded(nodes: &BTreeMap<usize, Hours>, first: i32) -> BTreeMap<String, Vec<u64>> {
    let mut left = CELLS / 2;
    let mut told = BTreeMap::new();
    for (place, hours) in nodes {
        if hours.len() <= left {
            left -= hours.len();
            told.insert(place.to_string(), flat(hours, first));
        }
    }
    told
}

/// hour, score, hour, score, ... where the score changes.
fn scores(accounts: &[AccountRank], shift: i32) -> BTreeMap<String, Vec<f64>> {
    let mut left = SCORES;
    let mut told = BTreeMap::new();
    for (place, rank) in accounts.iter().enumerate() {
        let mut steps = Vec::new();
        let mut before = f64::NAN;
        for (hour, score) in rank.hourly.iter().enumerate() {
            let score = (score * 100.0).round() / 100.0;
            if score.is_finite() && score.to_bits() != before.to_bits() {
                steps.extend([f64::from(hour as i32 + shift), score]);
                before = score;
            }
        }
        if steps.is_empty() || steps.len() / 2 > left {
            continue;
        }
        left -= steps.len() / 2;
        told.insert(place.to_string(), steps);
    }
    told
}

fn clears(graph: &LogonGraph) -> Vec<Value> {
    let one = |clear: &model::Clear| {
        let who = with_domain(&clear.domain, &clear.user);
        json!([clear.time.ms(), clipped(&clear.computer), clipped(&who), clipped(&clear.channel)])
    };
    graph.clears.iter().take(CLEARS).map(one).collect()
}
