//! A Kerberos logon at a member server for which no controller gave a ticket.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashSet};

use foldhash::fast::RandomState;
use model::{Channel, Field, Part, Severity};

use super::{LIFETIME_HOURS, Mark, draft_of, person, user};
use crate::detect::{Detector, Draft, Known, Place, Rule, Seen, Shared};

const RULE: Rule = Rule {
    id: "silver-ticket",
    title: "Kerberos logon without a service ticket (silver ticket)",
    severity: Severity::Medium,
    technique: "T1558.002",
    events: &[(Channel::Security, 4624), (Channel::Security, 4769)],
    audit: "Logon at members, Kerberos Service Ticket Operations at controllers (success)",
    about: "4624 of type 3 by Kerberos at a member for which no 4769 of that account and machine was logged in the ten \
            hours before, where the controllers' logs cover them. Not reported where more than a tenth of the people \
            at that machine look so.",
    innocent: "A controller whose log was not read; services that run under an account of their own, whose tickets name \
               that account.",
};

/// (account, machine, hour) triples remembered. Beyond it nothing can be said.
const MAX_TRIPLES: usize = 1_000_000;
/// People at one machine to compare with, at least.
const PEOPLE: usize = 5;

/// Account -> hour -> logons.
type Logons = BTreeMap<u32, BTreeMap<i32, Mark>>;

#[derive(Default)]
struct Silver {
    /// (account, machine, hour) with a ticket.
    tickets: HashSet<(u32, u32, i32), RandomState>,
    hours: BTreeSet<i32>,
    /// By machine.
    logons: BTreeMap<u32, Logons>,
    triples: usize,
}

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    Box::<Silver>::default()
}

impl Detector for Silver {
    fn rules(&self) -> &'static [&'static Rule] {
        &[&RULE]
    }

    fn see(&mut self, event: &Seen<'_>, shared: &mut Shared) {
        if self.triples >= MAX_TRIPLES || event.is_machine(Field::TargetUserName) {
            return;
        }
        let hour = event.time().hour();
        if event.id() == 4769 {
            self.hours.insert(hour);
            let Some(machine) = event.get(Field::ServiceName).and_then(model::host_name) else { return };
            let (machine, Some(who)) = (shared.texts.put(&machine), user(event, shared)) else { return };
            self.triples += usize::from(self.tickets.insert((who, machine, hour)));
        } else if event.logon_type == 3 && event.is(Field::LogonProcessName, "Kerberos") {
            let Some(address) = event.remote().map(|address| shared.texts.put(address)) else { return };
            let (machine, Some(who)) = (shared.texts.put(event.computer()), user(event, shared)) else { return };
            let hours = self.logons.entry(machine).or_default().entry(who).or_default();
            match hours.entry(hour) {
                Entry::Occupied(mark) => mark.into_mut().add(event),
                Entry::Vacant(place) => {
                    place.insert(Mark::of(event, address, shared));
                    self.triples += 1;
                }
            }
        }
    }

    fn finish(self: Box<Self>, known: &dyn Known, shared: &Shared) -> Vec<Draft> {
        if !known.has_controller_log() || self.triples >= MAX_TRIPLES {
            return Vec::new();
        }
        self.logons.iter().flat_map(|(machine, people)| self.at(*machine, people, known, shared)).collect()
    }
}

impl Silver {
    fn at(&self, machine: u32, people: &Logons, known: &dyn Known, shared: &Shared) -> Vec<Draft> {
        let (mut judged, mut orphans) = (0, Vec::new());
        for (who, hours) in people {
            let covered: Vec<_> = hours.iter().filter(|(hour, _)| self.covered(**hour)).collect();
            judged += usize::from(!covered.is_empty());
            let orphan = covered.into_iter().filter(|(hour, _)| !self.had_ticket(*who, machine, **hour));
            let orphan: Vec<Mark> = orphan.map(|(_, mark)| *mark).collect();
            if !orphan.is_empty() {
                orphans.push((*who, orphan));
            }
        }
        let first = people.values().flat_map(BTreeMap::values).map(|mark| mark.first).min();
        let place = first.map(|first| Place::named(shared.texts.text(machine), first));
        let member = place.is_some_and(|place| known.is_controller(&place) == Some(false));
        if !member || judged < PEOPLE || orphans.len() > (judged / 10).max(1) {
            return Vec::new();
        }
        orphans.iter().filter_map(|(who, marks)| draft(*who, machine, marks, shared)).collect()
    }

    fn covered(&self, hour: i32) -> bool {
        let before = hour - LIFETIME_HOURS;
        self.hours.first().is_some_and(|first| *first <= before) && self.hours.range(before..=hour).count() >= 8
    }

    fn had_ticket(&self, who: u32, machine: u32, hour: i32) -> bool {
        (hour - LIFETIME_HOURS..=hour).any(|hour| self.tickets.contains(&(who, machine, hour)))
    }
}

fn draft(who: u32, machine: u32, marks: &[Mark], shared: &Shared) -> Option<Draft> {
    let machine = shared.texts.text(machine);
    let who = person(who, machine, shared);
    let text = format!("{} logged on to {machine} by Kerberos without a ticket from a controller", who.shown());
    let draft = draft_of(&RULE, marks, 4624, text, shared)?;
    let target = Place::named(machine, draft.first);
    Some(Draft { confidence: 0.4, ..draft }.account(Part::Actor, Some(who)).host(Part::Target, Some(target)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found, on};

    fn day(ticketless: &[&str]) -> Vec<model::Event> {
        let mut events = Vec::new();
        for (hour, i) in (0..12).flat_map(|hour| (0..6).map(move |i| (hour, i))) {
            let user = format!("user{i}");
            let ticket = [("TargetUserName", user.as_str()), ("ServiceName", "SRV01$"), ("IpAddress", "10.0.0.9")];
            events.push(event(4769, hour * 3600, &ticket));
            events.push(logon(&user, hour));
        }
        events.extend(ticketless.iter().map(|user| logon(user, 11)));
        events
    }

    fn logon(user: &str, hour: i64) -> model::Event {
        let fields =
            [("TargetUserName", user), ("LogonType", "3"), ("LogonProcessName", "Kerberos"), ("IpAddress", "10.0.0.9")];
        on("srv01", 4624, hour * 3600, &fields)
    }

    #[test]
    fn one_without_a_ticket_is_found_many_are_not() {
        assert!(found(detector, &day(&[])).is_empty());
        assert_eq!(found(detector, &day(&["silver"]))[0].accounts[0].1.user, "silver");
        assert!(found(detector, &day(&["a", "b", "c"])).is_empty());
    }
}
