//! All evidence against all nodes.

use std::collections::{BTreeMap, BTreeSet};

use model::{CaseRanks, Finding, LogonGraph, Part, Time};

use super::chains::{Chain, chains};
use super::common::Common;
use super::fanout::{Burst, bursts};
use super::hint::{Family, Hint};
use super::moves::{Days, Moves};
use super::novelty::New;
use super::spread::Net;
use super::{order, present, season, weights};

/// Hints per account and host of the graph, by their indices.
pub(super) struct Evidence {
    pub(super) accounts: Vec<Vec<Hint>>,
    pub(super) hosts: Vec<Vec<Hint>>,
    pub(super) findings: Vec<Finding>,
    pub(super) baseline: bool,
}

/// Partners named in a reason.
const SHOWN: usize = 3;

/// Node -> (strength, day, partner) of its new pairs.
type Told = BTreeMap<u32, Vec<(f64, i32, u32)>>;

/// The new pairs that are more than routine, by one of their sides.
fn told(news: &[New], side: impl Fn(&New) -> (u32, f64, u32)) -> Told {
    let mut told = Told::new();
    for new in news {
        let (node, strength, partner) = side(new);
        if strength >= weights::NOVELTY_FLOOR {
            told.entry(node).or_default().push((strength, new.day, partner));
        }
    }
    told
}

impl Evidence {
    pub(super) fn of(graph: &LogonGraph, findings: &[Finding], classic: &CaseRanks) -> Self {
        let moves = Moves::of(graph);
        let mut this = Self {
            accounts: vec![Vec::new(); graph.accounts.len()],
            hosts: vec![Vec::new(); graph.hosts.len()],
            findings: Vec::new(),
            baseline: moves.judged_from.is_some(),
        };
        this.found(graph, findings);
        if let Some(from) = moves.judged_from {
            this.usual(graph, &moves, from);
            this.anomalies(graph, classic, &moves, from);
        }
        this
    }

    /// Findings: of each rule the gravest counts for a node.
    fn found(&mut self, graph: &LogonGraph, findings: &[Finding]) {
        let common = Common::of(findings, self.accounts.len(), self.hosts.len());
        let mut best: BTreeMap<(bool, u32, &str), (f64, &Finding, u32)> = BTreeMap::new();
        for finding in findings {
            let worth = weights::severity(finding.severity) * finding.confidence * common.damping(finding);
            let accounts = finding.accounts.iter().map(|entry| (true, entry));
            let hosts = finding.hosts.iter().map(|entry| (false, entry));
            for (is_account, (part, node)) in accounts.chain(hosts) {
                let weight = worth * weights::part(*part) * crowd(finding, *part);
                let entry = best.entry((is_account, *node, finding.rule.as_str())).or_insert((weight, finding, 0));
                entry.2 += 1;
                if weight > entry.0 {
                    (entry.0, entry.1) = (weight, finding);
                }
            }
        }
        for ((is_account, node, _), (weight, finding, times)) in best {
            let more = if times > 1 { format!(", and {} more", times - 1) } else { String::new() };
            let text = format!("{} ({}{more})", finding.text, finding.first);
            self.put(is_account, node, Family::Finding, weight, text);
        }
        for (number, account) in present::users(graph, findings) {
            let finding = &findings[number];
            let worth = weights::severity(finding.severity) * finding.confidence * common.damping(finding);
            let text = format!("was in use where it came from: {} ({})", finding.text, finding.first);
            self.put(true, account, Family::Finding, worth * weights::PRESENT, text);
        }
    }

    /// What is new or many, against what each node usually does.
    fn usual(&mut self, graph: &LogonGraph, moves: &Moves, from: i32) {
        let days = Days::of(moves);
        let news = days.news(graph, from);
        self.novelty(graph, &news);
        self.departures(graph, moves, &news[1]);
        let strong = |new: &&New| new.strength >= weights::NOVELTY_FLOOR;
        let new_routes: BTreeSet<(u32, u32)> = news[2].iter().filter(strong).map(|new| (new.left, new.right)).collect();
        for chain in chains(moves, &new_routes) {
            self.chain(graph, &chain);
        }
        let turned = days.sources.iter().map(|&(day, account, source)| (day, source, account)).collect();
        for burst in bursts(days.targets, from) {
            self.burst(true, &burst, "hosts");
        }
        for burst in bursts(days.routes, from) {
            self.burst(false, &burst, "hosts");
        }
        for burst in bursts(turned, from) {
            self.burst(false, &burst, "accounts");
        }
    }

    fn novelty(&mut self, graph: &LogonGraph, [sources, targets, routes]: &[Vec<New>; 3]) {
        let host = |n: u32| host_name(graph, n);
        let user = |n: u32| graph.accounts[n as usize].user.clone();
        let left = |new: &New| (new.left, new.strength, new.right);
        let right = |new: &New| (new.right, new.back, new.left);
        self.news(true, 1.0, "first logons to", told(targets, left), host);
        self.news(true, 1.0, "first logons from", told(sources, left), host);
        self.news(false, 1.0, "first time that it reached", told(routes, left), host);
        self.news(false, 0.7, "first use by", told(sources, right), user);
        self.news(false, weights::NOVELTY_TARGET, "first logons by", told(targets, right), user);
    }

    fn news(&mut self, is_account: bool, worth: f64, words: &str, told: Told, name: impl Fn(u32) -> String) {
        for (node, mut news) in told {
            let sum: f64 = news.iter().map(|new| new.0).sum();
            let Some(first) = news.iter().map(|new| new.1).min() else { continue };
            news.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
            let partners: BTreeSet<u32> = news.iter().map(|new| new.2).collect();
            let mut shown: Vec<u32> = Vec::new();
            for new in &news {
                if shown.len() < SHOWN && !shown.contains(&new.2) {
                    shown.push(new.2);
                }
            }
            let more = partners.len() - shown.len();
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let shown: Vec<String> = shown.into_iter().map(&name).collect();
            let weight = worth * weights::cap(Family::Novelty) * weights::novelty(sum);
            let text = format!("{words} {}{more}, from {}", shown.join(", "), day(first));
            self.put(is_account, node, Family::Novelty, weight, text);
        }
    }

    /// First logons of an account also speak against the machine they came from.
    fn departures(&mut self, graph: &LogonGraph, moves: &Moves, targets: &[New]) {
        let new: BTreeMap<(i32, u32, u32), f64> =
            targets.iter().map(|new| ((new.day, new.left, new.right), new.strength)).collect();
        let (mut told, mut seen) = (Told::new(), BTreeSet::new());
        for hop in &moves.all {
            let Some(target) = hop.target else { continue };
            let strength = new.get(&(hop.day, hop.account, target)).copied().unwrap_or(0.0);
            if strength >= weights::NOVELTY_FLOOR && seen.insert((hop.source, hop.account, target)) {
                told.entry(hop.source).or_default().push((strength, hop.day, hop.account));
            }
        }
        let user = |n: u32| graph.accounts[n as usize].user.clone();
        self.news(false, weights::NOVELTY_SOURCE, "where first logons came from:", told, user);
    }

    fn burst(&mut self, is_account: bool, burst: &Burst, what: &str) {
        let text = format!("{} {what} on {}, usually {}", burst.partners, day(burst.day), burst.usual);
        let weight = burst.strength * weights::cap(Family::FanOut);
        self.put(is_account, burst.node, Family::FanOut, weight, text);
    }

    fn chain(&mut self, graph: &LogonGraph, chain: &Chain) {
        let [a, b, c] = chain.hosts.map(|host| host_name(graph, host));
        let text = format!("new hops {a} -> {b} -> {c} within five minutes, {}", chain.first);
        let weight = weights::CHAIN + if chain.switches() { weights::CHAIN_SWITCH } else { 0.0 };
        let accounts: BTreeSet<u32> = chain.accounts.into_iter().collect();
        for account in accounts {
            self.put(true, account, Family::Chain, weight, text.clone());
        }
        self.put(false, chain.hosts[0], Family::Chain, weight, text.clone());
        self.put(false, chain.hosts[1], Family::Chain, weight * 0.6, text);
        self.findings.push(super::behaviour::chain(chain, weight, [a, b, c], graph));
    }

    fn anomalies(&mut self, graph: &LogonGraph, classic: &CaseRanks, moves: &Moves, from: i32) {
        for (account, strength, anomaly) in peaks(classic, from) {
            let text = format!("activity burst: anomaly {anomaly:.1}");
            self.put(true, account, Family::Anomaly, strength * weights::cap(Family::Anomaly), text);
        }
        for odd in season::odd_hours(&hourly(graph), moves) {
            let text = format!("unusual amount of activity for the hour, {}", hour(odd.hour));
            self.put(true, odd.account, Family::Anomaly, odd.strength * weights::cap(Family::Anomaly), text);
        }
        for unlikely in order::unlikely_days(graph) {
            let text = "unusual order of events".to_owned();
            let weight = unlikely.strength * weights::cap(Family::Sequence);
            self.put(true, unlikely.account, Family::Sequence, weight, text);
        }
    }

    /// Adds what suspicious neighbours are worth. `own` are the scores so far, accounts first.
    pub(super) fn neighbours(&mut self, graph: &LogonGraph, net: &Net, own: &[f64]) {
        let accounts = net.accounts();
        for (node, near) in net.near(own).into_iter().enumerate() {
            let from = near.from as usize;
            let weight = near.strength * weights::cap(Family::Near);
            if weight < 0.01 {
                continue;
            }
            let (name, score) = if from < accounts {
                (graph.accounts[from].user.clone(), own[from])
            } else {
                (host_name(graph, (from - accounts) as u32), own[from])
            };
            let is_account = node < accounts;
            let index = if is_account { node } else { node - accounts };
            self.put(is_account, index as u32, Family::Near, weight, format!("near {name} ({score:.2})"));
        }
    }

    fn put(&mut self, is_account: bool, node: u32, family: Family, weight: f64, text: String) {
        let list = if is_account { &mut self.accounts } else { &mut self.hosts };
        if weight > 0.0 {
            list[node as usize].push(Hint { family, weight, text });
        }
    }
}

/// One of a hundred guessed accounts is no lead; one of three is.
fn crowd(finding: &Finding, part: Part) -> f64 {
    let victims = finding.accounts.iter().filter(|(part, _)| *part == Part::Victim).count();
    if part == Part::Victim && victims > FEW_VICTIMS { FEW_VICTIMS as f64 / victims as f64 } else { 1.0 }
}

/// So many victims of one finding are each worth a look.
const FEW_VICTIMS: usize = 3;

/// Accounts whose highest ChangeFinder score on judged days stands out among all accounts'
/// (robustly), and how far.
fn peaks(classic: &CaseRanks, from: i32) -> Vec<(u32, f64, f64)> {
    let middle = |mut values: Vec<f64>| {
        values.sort_unstable_by(f64::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or(0.0)
    };
    let skip = usize::try_from(i64::from(from) * 24 - i64::from(classic.first_hour)).unwrap_or(0);
    let peak = |hourly: &[f64]| hourly.iter().skip(skip).copied().reduce(f64::max);
    let peaks: Vec<(u32, f64)> =
        classic.accounts.iter().filter_map(|rank| Some((rank.account, peak(&rank.hourly)?))).collect();
    let median = middle(peaks.iter().map(|peak| peak.1).collect());
    let apart = middle(peaks.iter().map(|peak| (peak.1 - median).abs()).collect());
    // Part of the median: among many equals any difference would be "far".
    let spread = 1.4826 * apart + 0.15 * median.abs() + 1.0;
    let far = |peak: f64| ((peak - median) / spread / PEAK).max(1.0).log2() / 3.0;
    peaks.into_iter().map(|(account, peak)| (account, far(peak).min(1.0), peak)).filter(|peak| peak.1 > 0.0).collect()
}

/// Deviations above the median from which on a burst of activity stands out.
const PEAK: f64 = 5.0;

/// (account, hour, events), sorted, each pair once.
fn hourly(graph: &LogonGraph) -> Vec<(u32, i32, u32)> {
    let mut all: Vec<(u32, i32, u32)> = graph
        .logons
        .iter()
        .filter(|edge| !graph.accounts[edge.account as usize].well_known)
        .map(|edge| (edge.account, edge.hour, edge.count))
        .collect();
    all.sort_unstable();
    all.dedup_by(|next, kept| {
        let same = (next.0, next.1) == (kept.0, kept.1);
        if same {
            kept.2 = kept.2.saturating_add(next.2);
        }
        same
    });
    all
}

/// What people call a host: its name, else its address.
pub(super) fn host_name(graph: &LogonGraph, host: u32) -> String {
    let host = &graph.hosts[host as usize];
    host.name.clone().unwrap_or_else(|| host.key.clone())
}

fn day(day: i32) -> String {
    Time::from_ms(i64::from(day) * 86_400_000).to_string().chars().take(10).collect()
}

fn hour(hour: i32) -> String {
    Time::from_ms(i64::from(hour) * 3_600_000).to_string().chars().take(16).collect()
}
