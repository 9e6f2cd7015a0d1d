//! Events in, a [`LogonGraph`] out.
//!
//! Two steps. While events stream past, [`Aggregator::add`] counts them per (source, account,
//! target, kind, hour) *as spelled*. When all are known, [`Aggregator::finish`] decides which
//! spellings mean one domain, account or machine, and adds up what falls together. Memory grows
//! with distinct sources, accounts and active hours, and by four bytes an authentication event for
//! its place in the day's order; not with the size of the log.

mod domains;
mod findings;
mod lore;
mod marks;
mod policy;
mod records;
mod resolve;
#[cfg(test)]
mod tests;
mod ties;
mod who;

use std::collections::{HashMap, HashSet};

use analysis::detect::Detect;
use foldhash::fast::RandomState;
use model::whence::{Address, source_fields, starts_here, workstation};
use model::who::{Name, logon_role};
use model::{
    Channel, Event, Field, Finding, Interner, LogonGraph, Skip, Span, Step, Symbol, Time, host_name, lower, present,
};

use crate::sighting::Sighting;
use lore::Before;
use marks::RawMark;
use records::Records;
use store::RecordSet;
use ties::{Strength, Ties};
use who::Accounts;

/// Authentication events of one pair on one day beyond this many are not kept in order: nobody
/// reads such a day as a sequence, and memory stays bounded.
const STEPS_A_DAY: usize = 20_000;

/// A machine as one event spells it: address and name, 0 (the empty text) where unknown.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct RawHost {
    address: u32,
    name: u32,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct RawEdge {
    source: RawHost,
    account: u32,
    /// 0: none.
    target: RawHost,
    id: u32,
    logon_type: u32,
    status: Option<u32>,
    /// 0: none.
    package: u32,
    hour: i32,
}

struct Cell {
    count: u32,
    span: Span,
}

/// Events that are the same but for their time, within one hour.
struct Many<'e> {
    event: &'e Event,
    count: u32,
    span: Span,
}

impl<'e> Many<'e> {
    const fn one(event: &'e Event) -> Self {
        Self { event, count: 1, span: Span::at(event.time) }
    }
}

/// Collects events. See the module's text.
pub struct Aggregator {
    texts: Interner,
    /// Computers as spelled -> short name, since nearly all events repeat a few.
    computers: HashMap<Box<str>, u32, RandomState>,
    /// Addresses as spelled -> what they mean.
    addresses: HashMap<Box<str>, Address<u32>, RandomState>,
    records: Records,
    accounts: Accounts,
    spellings: HashSet<(u32, u32), RandomState>,
    ties: Ties,
    edges: HashMap<RawEdge, Cell, RandomState>,
    steps: HashMap<(RawHost, u32, i32), Vec<Step>, RandomState>,
    controllers: HashSet<u32, RandomState>,
    /// Controller -> a DNS domain it is of, from its own full name.
    suffixes: HashMap<u32, u32, RandomState>,
    marks: Vec<RawMark>,
    clears: Vec<model::Clear>,
    policies: Vec<model::PolicyChange>,
    span: Option<Span>,
    /// Whether events were taken in that others had counted.
    counted: bool,
    /// What earlier imports of the case have learned.
    before: Before,
}

impl Default for Aggregator {
    fn default() -> Self {
        Self::new()
    }
}

impl Aggregator {
    /// An empty graph to be.
    pub fn new() -> Self {
        let mut texts = Interner::default();
        texts.put("");
        Self {
            texts,
            computers: HashMap::default(),
            addresses: HashMap::default(),
            records: Records::default(),
            accounts: Accounts::default(),
            spellings: HashSet::default(),
            ties: Ties::default(),
            edges: HashMap::default(),
            steps: HashMap::default(),
            controllers: HashSet::default(),
            suffixes: HashMap::default(),
            marks: Vec::new(),
            clears: Vec::new(),
            policies: Vec::new(),
            span: None,
            counted: false,
            before: Before::default(),
        }
    }

    /// Takes no record of `before` in, which earlier imports of the case have read, and remembers
    /// which ones this load does; see [`Self::record_sets`].
    pub fn keep_records(&mut self, before: &[RecordSet]) {
        self.records.keep(before, &mut self.texts);
    }

    /// Which records were taken in, if they are to be kept.
    pub fn record_sets(&self) -> Vec<RecordSet> {
        self.records.sets(&self.texts)
    }

    /// Takes one event in.
    ///
    /// # Errors
    /// The reason why the event adds nothing to the graph.
    pub fn add(&mut self, event: &Event) -> Result<(), Skip> {
        let computer = self.computer(event);
        if !self.records.is_new(computer, event.channel, event.record, event.time) {
            return Err(Skip::Duplicate);
        }
        match (event.channel, event.id) {
            (Channel::Security, 4624..=4625 | 4648 | 4768 | 4769 | 4771 | 4776 | 4778 | 4779)
            | (Channel::LocalSession, 21 | 22 | 24 | 25)
            | (Channel::RemoteConnection, 1149) => self.logon(&Many::one(event), computer),
            _ => self.mark(event, computer),
        }
    }

    /// Takes events in that were counted elsewhere: `count` like this one, which is the first of them,
    /// within one hour; the last was logged at `last`. They have no record numbers, so nothing shows
    /// whether they were taken in before, and their order within a day stays unknown.
    ///
    /// # Errors
    /// The reason why the events add nothing to the graph.
    pub fn add_many(&mut self, event: &Event, count: u32, last: Time) -> Result<(), Skip> {
        let computer = self.computer(event);
        let many = Many { event, count, span: Span { start: event.time, end: last } };
        // Days of which only some events are known in their order are no sequences.
        self.counted = true;
        self.steps.clear();
        match (event.channel, event.id) {
            (Channel::Security, 4624..=4625 | 4648 | 4768 | 4769 | 4771 | 4776)
            | (Channel::LocalSession, 21 | 22 | 24 | 25)
            | (Channel::RemoteConnection, 1149) => self.logon(&many, computer),
            (Channel::Security, 4672) => self.privileged(&many, computer),
            _ => Err(Skip::NotUsed),
        }
    }

    /// The computers whose events were taken in (short names, sorted).
    pub fn computers(&self) -> std::collections::BTreeSet<String> {
        self.computers.values().map(|name| self.texts.text(*name).to_owned()).filter(|name| !name.is_empty()).collect()
    }

    /// The domain controllers that the case knows.
    fn all_controllers(&self) -> impl Iterator<Item = &u32> {
        self.controllers.union(&self.before.controllers)
    }

    /// Whether it is a domain controller, as far as the case knows.
    fn is_controller(&self, name: u32) -> bool {
        self.controllers.contains(&name) || self.before.controllers.contains(&name)
    }

    /// First and last event taken in.
    pub const fn span(&self) -> Option<Span> {
        self.span
    }

    /// Resolves all spellings and adds up.
    pub fn finish(self) -> LogonGraph {
        let owners = resolve::owners(&self);
        resolve::finish(self, &owners, Vec::new()).0
    }

    /// The same, and what detections that saw the same events have found.
    pub fn finish_with(self, detect: Detect) -> (LogonGraph, Vec<Finding>) {
        self.finish_all(detect, Vec::new())
    }

    /// The same with what others have seen.
    pub(crate) fn finish_all(mut self, detect: Detect, others: Vec<Sighting>) -> (LogonGraph, Vec<Finding>) {
        // Drafts add names and hosts, but no evidence of who had which address.
        let owners = resolve::owners(&self);
        let drafts = detect.finish(&findings::World::of(&self, &owners));
        let sightings = drafts.into_iter().map(Sighting::from).chain(others);
        let admitted = sightings.map(|sighting| self.admit(sighting)).collect();
        resolve::finish(self, &owners, admitted)
    }

    fn computer(&mut self, event: &Event) -> u32 {
        let full = event.computer().unwrap_or_default();
        if let Some(&name) = self.computers.get(full) {
            return name;
        }
        let name = self.texts.put(host_name(full).as_deref().unwrap_or_default());
        self.computers.insert(full.into(), name);
        if let Some((_, suffix)) = full.split_once('.')
            && full.parse::<std::net::IpAddr>().is_err()
        {
            let suffix = self.texts.put(&lower(suffix));
            self.suffixes.entry(name).or_insert(suffix);
        }
        name
    }

    fn logon(&mut self, many: &Many<'_>, computer: u32) -> Result<(), Skip> {
        let &Many { event, count, span } = many;
        let controller = matches!(event.id, 4768 | 4769);
        if controller {
            self.controllers.insert(computer);
        }
        let name = Name::read(event, logon_role(event.id))?;
        self.spell(&name);
        let source = self.source(event, computer)?;
        self.tie(event, &name, source);
        if name.is_machine() {
            return Err(Skip::MachineAccount);
        }
        let raw = who::raw(&name, &mut self.texts, computer);
        let account = self.accounts.put_many(raw, span, u64::from(count));
        let edge = RawEdge {
            source,
            account,
            target: self.target(event, computer),
            id: event.id,
            logon_type: event.number(Field::LogonType).and_then(|n| u32::try_from(n).ok()).unwrap_or(0),
            status: status(event),
            package: event.get(package_field(event.id)).map_or(0, |text| self.texts.put(text)),
            hour: event.time.hour(),
        };
        let cell = self.edges.entry(edge).or_insert(Cell { count: 0, span });
        cell.count = cell.count.saturating_add(count);
        cell.span.cover(span);
        let symbol = Symbol::of(event.id).filter(|_| event.channel == Channel::Security);
        if let Some(symbol) = symbol.filter(|_| !self.counted) {
            let steps = self.steps.entry((source, account, event.time.day())).or_default();
            if steps.len() < STEPS_A_DAY {
                steps.push(Step::new(event.time.ms_of_day(), symbol));
            }
        }
        self.cover_span(span);
        Ok(())
    }

    fn cover(&mut self, time: Time) {
        self.cover_span(Span::at(time));
    }

    fn cover_span(&mut self, span: Span) {
        self.span.get_or_insert(span).cover(span);
    }

    fn spell(&mut self, name: &Name<'_>) {
        if !name.domain.is_empty() {
            let pair =
                (self.texts.put(&name.domain), self.texts.put(domains::domain_sid(name.sid).unwrap_or_default()));
            self.spellings.insert(pair);
        }
    }

    /// An address as a number; each spelling is read once.
    fn address(&mut self, raw: Option<&str>) -> Address<u32> {
        let Some(raw) = raw else { return Address::None };
        if let Some(&known) = self.addresses.get(raw) {
            return known;
        }
        let address = match Address::read(Some(raw)) {
            Address::Remote(ip) => Address::Remote(self.texts.put(&ip)),
            Address::Local => Address::Local,
            Address::None => Address::None,
        };
        self.addresses.insert(raw.into(), address);
        address
    }

    /// Where the logon came from.
    fn source(&mut self, event: &Event, computer: u32) -> Result<RawHost, Skip> {
        let here = RawHost { address: 0, name: computer };
        let (address, name) = source_fields(event.id);
        let name = name.and_then(|field| workstation(event.get(field)));
        let address = address.map_or(Address::None, |field| self.address(event.get(field)));
        let logon_type = event.number(Field::LogonType).and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
        let source = match (address, name) {
            (Address::Local, _) => here,
            (Address::Remote(ip), name) => RawHost { address: ip, name: name.map_or(0, |name| self.texts.put(&name)) },
            (Address::None, Some(name)) => RawHost { address: 0, name: self.texts.put(&name) },
            (Address::None, None) if event.id == 4648 || starts_here(logon_type) => here,
            (Address::None, None) => return Err(Skip::NoHost),
        };
        if source == here && computer == 0 { Err(Skip::NoHost) } else { Ok(source) }
    }

    /// Remembers which name an address had, where the event tells.
    fn tie(&mut self, event: &Event, account: &Name<'_>, source: RawHost) {
        let hour = event.time.hour();
        if source.address == 0 {
            return;
        }
        if account.is_machine() && matches!(event.id, 4624 | 4768 | 4769) {
            let machine = self.texts.put(account.user.trim_end_matches('$'));
            self.ties.add(source.address, machine, hour, Strength::Machine);
        }
        if source.name != 0 {
            let strength = if matches!(event.id, 4778 | 4779) { Strength::Session } else { Strength::Claimed };
            self.ties.add(source.address, source.name, hour, strength);
        }
    }

    /// Where the logon went.
    fn target(&mut self, event: &Event, computer: u32) -> RawHost {
        let here = RawHost { address: 0, name: computer };
        let named = match event.id {
            4648 => event.get(Field::TargetServerName),
            4769 => match event.get(Field::ServiceName) {
                Some(service) if service.ends_with('$') => Some(service),
                Some(service) if service.eq_ignore_ascii_case("krbtgt") => return here,
                _ => return RawHost { address: 0, name: 0 },
            },
            _ => return here,
        };
        match self.address(named) {
            Address::Local => here,
            Address::Remote(ip) => RawHost { address: ip, name: 0 },
            Address::None => {
                let name = workstation(named).map_or(0, |name| self.texts.put(&name));
                RawHost { address: 0, name }
            }
        }
    }
}

const fn package_field(id: u32) -> Field {
    if id == 4776 { Field::PackageName } else { Field::AuthenticationPackageName }
}

/// The most telling status: a failed logon's SubStatus says "wrong password" where its Status only
/// says "logon failure", yet Status is what LogonTracer shows and people search for, so it stays.
fn status(event: &Event) -> Option<u32> {
    present(event.get(Field::Status)?)?;
    event.number(Field::Status).and_then(|n| u32::try_from(n).ok())
}
