//! One simulated case, ranked in four ways.

use std::convert::Infallible;

use analysis::case::Settings;
use analysis::detect::Detect;
use analysis::score::Plain;
use analysis::{case, classic};
use ingest::aggregate::Aggregator;
use lab::company::{Attack, Plan, Technique, simulate};
use lab::measure::{AccountKey, Score};
use lab::{Truth, measure, truth};
use model::{CaseRanks, Finding, LogonGraph, Reason, Severity};

/// The rankings that are compared, ours first.
pub(super) const RANKINGS: [&str; 4] = ["score", "classic", "degree", "novelty"];

/// Alerts a day that somebody can look at.
const BUDGET: usize = 5;

/// How one ranking did on one case.
pub(super) struct Marks {
    pub(super) accounts: Score,
    pub(super) hosts: Score,
}

/// A case and its marks.
pub(super) struct Trial {
    pub(super) technique: Option<Technique>,
    pub(super) seed: u64,
    /// In the order of [`RANKINGS`].
    pub(super) marks: Vec<Marks>,
    /// The most findings of high severity or above on one day, and how many in all.
    pub(super) grave: (usize, usize),
    /// The first of our ranking and the true ones, for whoever tunes: rank, name, reasons.
    pub(super) top: Vec<String>,
}

/// Simulates a company with one attack in it, or none, and ranks it.
pub(super) fn run(seed: u64, accounts: u32, days: u32, technique: Option<Technique>) -> Trial {
    let attacks = technique.into_iter().map(Attack::new).collect();
    let plan = Plan { days, attacks, ..Plan::new(seed, accounts) };
    let (mut aggregator, mut detect) = (Aggregator::new(), Detect::default());
    let truth = simulate::<Infallible>(&plan, &mut |record| {
        let event = lab::event(record);
        // What adds nothing to the graph may still show something.
        let _ = aggregator.add(&event);
        detect.see(&event);
        Ok(())
    });
    let Ok(truth) = truth;
    let (graph, findings) = aggregator.finish_with(detect);
    marks(seed, technique, days, graph, findings, &truth)
}

fn marks(
    seed: u64,
    technique: Option<Technique>,
    days: u32,
    graph: LogonGraph,
    findings: Vec<Finding>,
    truth: &Truth,
) -> Trial {
    let analysed = case::rank(graph, findings, Settings::default());
    let graph = &analysed.graph;
    let budget = BUDGET * days as usize;
    let mark = |(accounts, hosts): (Vec<u32>, Vec<u32>)| Marks {
        accounts: measure::accounts(&account_keys(graph, &accounts), truth, budget),
        hosts: measure::hosts(&host_keys(graph, &hosts), truth, budget),
    };
    let plain = Plain::of(graph);
    let classic = classic::rank(graph, &classic::Options::default());
    let marks = vec![
        mark(order(&analysed.ranks)),
        mark(order(&classic)),
        mark((most(graph, &plain.degree_accounts), by_count(&plain.degree_hosts))),
        mark((most(graph, &plain.new_accounts), by_count(&plain.new_hosts))),
    ];
    let top = explained(graph, &analysed.ranks, truth);
    let grave = grave(&analysed.findings);
    Trial { technique, seed, marks, top: top.into_iter().chain(grave.1).collect(), grave: grave.0 }
}

/// The first of our ranking, and what the attacker used wherever it stands, with reasons.
fn explained(graph: &LogonGraph, ranks: &CaseRanks, truth: &Truth) -> Vec<String> {
    let words = |rank: f64, name: &str, reasons: &[Reason]| {
        let reasons: Vec<String> = reasons.iter().map(|r| format!("{:.2} {}", r.weight, r.text)).collect();
        format!("{rank:.3} {name}: {}", reasons.join(" | "))
    };
    let stories = || truth.attacks.iter().map(|attack| &attack.story);
    let accounts = ranks.accounts.iter().zip(1..).filter_map(|(rank, place)| {
        let account = &graph.accounts[rank.account as usize];
        let used = |known: &truth::Account| known.user == account.user && known.role == truth::Part::Attacker;
        let mark = if stories().any(|story| story.accounts.iter().any(used)) { "*" } else { "" };
        let name = format!("{mark}{place} {}\\{}", account.domain, account.user);
        (place <= 10 || !mark.is_empty()).then(|| words(rank.rank, &name, &rank.reasons))
    });
    let hosts = ranks.hosts.iter().zip(1..).filter_map(|(rank, place)| {
        let host = &graph.hosts[rank.host as usize];
        let key = host.name.as_deref().unwrap_or(&host.key);
        let used = |known: &truth::Host| known.is(key) && known.role == truth::Part::Attacker;
        let mark = if stories().any(|story| story.hosts.iter().any(used)) { "*" } else { "" };
        (place <= 8 || !mark.is_empty())
            .then(|| words(rank.rank, &format!("{mark}{place} {key} {}", host.key), &rank.reasons))
    });
    accounts.chain(hosts).collect()
}

/// (most on a day, in all), and the findings as words.
fn grave(findings: &[Finding]) -> ((usize, usize), Vec<String>) {
    let grave: Vec<&Finding> = findings.iter().filter(|finding| finding.severity >= Severity::High).collect();
    let mut days = std::collections::BTreeMap::new();
    for finding in &grave {
        *days.entry(finding.first.day()).or_insert(0_usize) += 1;
    }
    let words =
        grave.iter().map(|f| format!("{} {} {:.2}: {} {}", f.severity.name(), f.rule, f.confidence, f.first, f.text));
    ((days.into_values().max().unwrap_or(0), grave.len()), words.collect())
}

fn account_keys(graph: &LogonGraph, accounts: &[u32]) -> Vec<AccountKey> {
    let key = |account: &u32| {
        let account = &graph.accounts[*account as usize];
        (account.user.clone(), account.domain.clone())
    };
    accounts.iter().map(key).collect()
}

/// A host by its name where it has one: its address may have been another's at the time of the attack.
fn host_keys(graph: &LogonGraph, hosts: &[u32]) -> Vec<String> {
    let key = |host: &u32| {
        let host = &graph.hosts[*host as usize];
        host.name.clone().unwrap_or_else(|| host.key.clone())
    };
    hosts.iter().map(key).collect()
}

fn order(ranks: &CaseRanks) -> (Vec<u32>, Vec<u32>) {
    (ranks.accounts.iter().map(|rank| rank.account).collect(), ranks.hosts.iter().map(|rank| rank.host).collect())
}

fn most(graph: &LogonGraph, counts: &[u32]) -> Vec<u32> {
    by_count(counts).into_iter().filter(|account| !graph.accounts[*account as usize].well_known).collect()
}

fn by_count(counts: &[u32]) -> Vec<u32> {
    let mut all: Vec<u32> = (0..counts.len() as u32).collect();
    all.sort_by_key(|node| (std::cmp::Reverse(counts[*node as usize]), *node));
    all
}
