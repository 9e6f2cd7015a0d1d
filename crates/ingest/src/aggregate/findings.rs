//! From what detections drafted to findings about nodes of the graph.

use analysis::detect::{Known, Person, Place};
use model::who::Name;
use model::{Finding, LogonGraph, Part, Time};

use super::domains::Names;
use super::ties::Owners;
use super::{Aggregator, RawHost, resolve, who};
use crate::sighting::Sighting;

/// What the whole of the events tells the detections.
pub(super) struct World<'a> {
    aggregator: &'a Aggregator,
    names: Names,
    owners: &'a Owners,
}

impl<'a> World<'a> {
    pub(super) fn of(aggregator: &'a Aggregator, owners: &'a Owners) -> Self {
        Self { aggregator, names: resolve::domain_names(aggregator), owners }
    }

    fn owner(&self, address: &str, time: Time) -> Option<u32> {
        self.owners.machine(self.aggregator.texts.find(address)?, time.day())
    }
}

impl Known for World<'_> {
    fn is_controller(&self, place: &Place) -> Option<bool> {
        self.aggregator.all_controllers().next()?;
        let by_address = place.address.as_deref().and_then(|address| self.owner(address, place.time));
        // What a client calls itself counts only where it shows no address.
        let by_name = place.name.as_deref().filter(|_| place.address.is_none());
        let machine = by_address.or_else(|| self.aggregator.texts.find(by_name?));
        Some(machine.is_some_and(|machine| self.aggregator.is_controller(machine)))
    }

    fn machine(&self, address: &str, time: Time) -> Option<String> {
        self.owner(address, time).map(|name| self.aggregator.texts.text(name).to_owned())
    }

    fn domain<'b>(&'b self, spelling: &'b str) -> &'b str {
        self.names.name(spelling)
    }

    fn has_controller_log(&self) -> bool {
        !self.aggregator.controllers.is_empty()
    }
}

/// An account of a sighting, until accounts are resolved.
pub(super) enum RawParty {
    /// Index into the raw accounts.
    Account(u32),
    /// Only a user name is known.
    User(String),
}

/// A sighting whose parties are known to the aggregator.
pub(super) struct Admitted {
    sighting: Sighting,
    accounts: Vec<(Part, RawParty)>,
    pub(super) hosts: Vec<(Part, RawHost, Time)>,
}

impl Aggregator {
    /// Makes sure that everybody in a sighting has a node in the graph.
    pub(super) fn admit(&mut self, sighting: Sighting) -> Admitted {
        let mut accounts = Vec::new();
        let mut hosts: Vec<_> =
            sighting.hosts.iter().map(|(part, place)| (*part, self.raw_host(place), place.time)).collect();
        for (part, person) in &sighting.accounts {
            if person.is_machine() {
                let place = Place::named(person.user.trim_end_matches('$'), sighting.first);
                hosts.push((*part, self.raw_host(&place), place.time));
            } else if !person.user.is_empty() {
                accounts.push((*part, self.party(person, sighting.first)));
            }
        }
        hosts.retain(|(_, host, _)| *host != resolve::NOWHERE);
        Admitted { sighting, accounts, hosts }
    }

    fn raw_host(&mut self, place: &Place) -> RawHost {
        let address = place.address.as_deref().map_or(0, |address| self.texts.put(address));
        RawHost { address, name: place.name.as_deref().map_or(0, |name| self.texts.put(name)) }
    }

    fn party(&mut self, person: &Person, time: Time) -> RawParty {
        if person.domain.is_empty() && person.logger.is_empty() && person.sid.is_empty() {
            return RawParty::User(person.user.clone());
        }
        let name =
            Name { user: person.user.as_str().into(), domain: person.domain.as_str().into(), sid: person.sid.as_str() };
        self.spell(&name);
        let logger = self.texts.put(&person.logger);
        let raw = who::raw(&name, &mut self.texts, logger);
        RawParty::Account(self.accounts.put(raw, time))
    }
}

/// The finding, in the graph's terms.
pub(super) fn finding(
    admitted: Admitted,
    graph: &LogonGraph,
    account: impl Fn(u32) -> u32,
    host: impl Fn(RawHost, i32) -> Option<u32>,
) -> Finding {
    let Admitted { sighting, accounts, hosts } = admitted;
    let mut accounts: Vec<(Part, u32)> = accounts
        .into_iter()
        .filter_map(|(part, party)| match party {
            RawParty::Account(raw) => Some((part, account(raw))),
            RawParty::User(user) => Some((part, by_user(graph, &user)?)),
        })
        .collect();
    let mut hosts: Vec<(Part, u32)> =
        hosts.into_iter().filter_map(|(part, raw, time)| Some((part, host(raw, time.hour())?))).collect();
    for list in [&mut accounts, &mut hosts] {
        list.sort_unstable();
        list.dedup();
    }
    Finding {
        rule: sighting.rule,
        title: sighting.title,
        severity: sighting.severity,
        confidence: sighting.confidence,
        technique: sighting.technique,
        first: sighting.first,
        last: sighting.last,
        count: sighting.count,
        text: sighting.text,
        accounts,
        hosts,
        evidence: sighting.evidence,
    }
}

/// The account of this name; of several, one that has a domain.
fn by_user(graph: &LogonGraph, user: &str) -> Option<u32> {
    let from = graph.accounts.partition_point(|account| account.user.as_str() < user);
    let same = graph.accounts[from..].iter().take_while(|account| account.user == user).count();
    let with_domain = (from..from + same).find(|&at| !graph.accounts[at].domain.is_empty());
    (same > 0).then(|| with_domain.unwrap_or(from) as u32)
}
