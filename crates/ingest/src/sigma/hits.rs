//! Hits of the rules, one finding for each rule and the same parties.

use std::collections::{BTreeMap, HashMap};

use analysis::detect::{Person, Place, Seen};
use model::{Channel, Event, MAX_EVIDENCE, Part, RecordRef, Severity, Time};
use rsigma_parser::SigmaRule;
use rsigma_parser::ast::{Level, Status};

use crate::sighting::Sighting;

/// Parties of one rule that are told apart; what more there is counts as one without names.
const PARTIES: usize = 1000;

/// What a finding says of its rule.
pub(super) struct About {
    rule: String,
    title: String,
    author: Option<String>,
    severity: Severity,
    confidence: f64,
    technique: String,
}

impl About {
    pub(super) fn of(rule: &SigmaRule) -> Self {
        let severity = match rule.level {
            Some(Level::Informational) => Severity::Info,
            Some(Level::Low) => Severity::Low,
            Some(Level::Medium) | None => Severity::Medium,
            Some(Level::High) => Severity::High,
            Some(Level::Critical) => Severity::Critical,
        };
        let confidence = match rule.status {
            Some(Status::Stable) => 0.7,
            Some(Status::Test) => 0.6,
            _ => 0.5,
        };
        let id = rule.id.clone().unwrap_or_else(|| model::lower(&rule.title).replace(' ', "-"));
        let (title, author) = (rule.title.clone(), rule.author.clone());
        Self { rule: format!("sigma:{id}"), title, author, severity, confidence, technique: technique(&rule.tags) }
    }
}

/// The most exact ATT&CK technique among the tags: `attack.t1003.006`.
fn technique(tags: &[String]) -> String {
    let technique = |tag: &String| {
        let name = tag.to_ascii_uppercase().strip_prefix("ATTACK.T")?.to_owned();
        name.starts_with(|c: char| c.is_ascii_digit()).then(|| format!("T{name}"))
    };
    let mut best = String::new();
    for name in tags.iter().filter_map(technique) {
        if name.len() > best.len() {
            best = name;
        }
    }
    best
}

type Accounts = Vec<(Part, Person)>;
/// Address and name.
type Hosts = Vec<(Part, Option<String>, Option<String>)>;

/// Who is in a hit.
type Parties = (Accounts, Hosts);

struct Hit {
    first: Time,
    last: Time,
    count: u64,
    /// The earliest ones.
    evidence: std::collections::BTreeSet<RecordRef>,
}

/// All hits so far.
#[derive(Default)]
pub(super) struct Hits(HashMap<usize, BTreeMap<Parties, Hit>>);

impl Hits {
    pub(super) fn add(&mut self, rule: usize, event: &Event) {
        let seen = Seen::new(event);
        let of_rule = self.0.entry(rule).or_default();
        let mut parties = parties(&seen);
        if of_rule.len() >= PARTIES && !of_rule.contains_key(&parties) {
            parties = Parties::default();
        }
        let new = || Hit { first: event.time, last: event.time, count: 0, evidence: std::collections::BTreeSet::new() };
        let hit = of_rule.entry(parties).or_insert_with(new);
        hit.first = hit.first.min(event.time);
        hit.last = hit.last.max(event.time);
        hit.count += 1;
        let record = seen.record();
        if hit.evidence.len() < MAX_EVIDENCE || hit.evidence.last().is_some_and(|last| record < *last) {
            hit.evidence.insert(record);
        }
        if hit.evidence.len() > MAX_EVIDENCE {
            hit.evidence.pop_last();
        }
    }

    pub(super) fn finish(self, rules: &[About]) -> Vec<Sighting> {
        let mut all: Vec<Sighting> = Vec::new();
        for (rule, hits) in self.0 {
            let Some(about) = rules.get(rule) else { continue };
            all.extend(hits.into_iter().map(|(parties, hit)| sighting(about, parties, hit)));
        }
        all.sort_by(|a, b| (a.first, &a.rule, &a.text, &a.evidence).cmp(&(b.first, &b.rule, &b.text, &b.evidence)));
        all
    }
}

/// Whom the event names: of a logon the account, else who did it and to whom.
fn parties(seen: &Seen<'_>) -> Parties {
    let logon = seen.event.channel != Channel::Security
        || matches!(seen.id(), 4624 | 4625 | 4648 | 4768..=4771 | 4776 | 4778 | 4779);
    let named = if logon {
        [(Part::Actor, seen.target()), (Part::Victim, None)]
    } else {
        [(Part::Actor, seen.subject()), (Part::Victim, seen.object())]
    };
    let accounts = named.into_iter().filter_map(|(part, person)| Some((part, person?))).collect();
    let hosts = [(Part::Source, seen.source()), (Part::Target, Some(seen.here()))];
    let host = |(part, place): (Part, Option<Place>)| place.map(|place| (part, place.address, place.name));
    (accounts, hosts.into_iter().filter_map(host).collect())
}

fn sighting(about: &About, (accounts, hosts): Parties, hit: Hit) -> Sighting {
    let place = |(part, address, name)| (part, Place { address, name, time: hit.first });
    let hosts: Vec<(Part, Place)> = hosts.into_iter().map(place).collect();
    Sighting {
        rule: about.rule.clone(),
        title: about.title.clone(),
        technique: about.technique.clone(),
        severity: about.severity,
        confidence: about.confidence,
        first: hit.first,
        last: hit.last,
        count: hit.count,
        text: text(about, &accounts, &hosts),
        accounts,
        hosts,
        evidence: hit.evidence.into_iter().collect(),
    }
}

/// The rule's title and author, as its licence asks, and who is in it.
fn text(about: &About, accounts: &[(Part, Person)], hosts: &[(Part, Place)]) -> String {
    let author = about.author.as_deref().unwrap_or("an unnamed author");
    let mut text = format!("{} (rule by {author})", about.title);
    let account = |part| accounts.iter().find(|(of, _)| *of == part).map(|(_, person)| person.shown());
    let host = |part| hosts.iter().find(|(of, _)| *of == part).map(|(_, place)| place.shown().to_owned());
    let named = [
        (": ", account(Part::Actor)),
        (", about ", account(Part::Victim)),
        (", from ", host(Part::Source)),
        (", on ", host(Part::Target)),
    ];
    for (word, name) in named {
        if let Some(name) = name {
            text.push_str(word);
            text.push_str(&name);
        }
    }
    text
}
