//! Service tickets for somebody who never got a ticket-granting ticket.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashSet};

use foldhash::fast::RandomState;
use model::{Channel, Field, Part, Severity};

use super::{LIFETIME_HOURS, Mark, address, draft_of, person, user};
use crate::detect::{Detector, Draft, Known, Rule, Seen, Shared};

const RULE: Rule = Rule {
    id: "golden-ticket",
    title: "Service tickets without a ticket-granting ticket (golden ticket)",
    severity: Severity::High,
    technique: "T1558.001",
    events: &[(Channel::Security, 4768), (Channel::Security, 4769), (Channel::Security, 4770)],
    audit: "Kerberos Authentication Service, Kerberos Service Ticket Operations (success)",
    about: "4769 of a person who got no 4768 or 4770 in the ten hours before, where the controllers' logs show tickets \
            throughout. Not reported where more than a twentieth of all people look so: then a controller's log is \
            missing. High for somebody known from other tickets, Medium otherwise.",
    innocent: "A controller whose log was not read; names that clients spell otherwise than the directory.",
};

/// (account, hour) pairs remembered. Beyond it nothing can be said about who got no ticket.
const MAX_PAIRS: usize = 1_000_000;
/// People to compare with, at least.
const PEOPLE: usize = 5;

#[derive(Default)]
struct Golden {
    /// (account, hour) with a ticket-granting ticket.
    granted: HashSet<(u32, i32), RandomState>,
    people: HashSet<u32, RandomState>,
    hours: BTreeSet<i32>,
    realms: BTreeSet<u32>,
    /// (account, realm) -> hour -> uses.
    used: BTreeMap<(u32, u32), BTreeMap<i32, Mark>>,
    pairs: usize,
}

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    Box::<Golden>::default()
}

impl Detector for Golden {
    fn rules(&self) -> &'static [&'static Rule] {
        &[&RULE]
    }

    fn see(&mut self, event: &Seen<'_>, shared: &mut Shared) {
        if event.status.is_some_and(|status| status != 0) {
            return;
        }
        let hour = event.time().hour();
        let machine = event.is_machine(Field::TargetUserName);
        if event.id() != 4769 {
            self.hours.insert(hour);
        }
        if machine || self.pairs >= MAX_PAIRS {
            return;
        }
        let Some(who) = user(event, shared) else { return };
        let realm = event.target().map_or(0, |who| shared.texts.put(&who.domain));
        if event.id() != 4769 {
            self.pairs += usize::from(self.granted.insert((who, hour)));
            self.people.insert(who);
            self.realms.insert(realm);
            return;
        }
        let from = address(event, shared);
        let hours = self.used.entry((who, realm)).or_default();
        match hours.entry(hour) {
            Entry::Occupied(mark) => mark.into_mut().add(event),
            Entry::Vacant(place) => {
                place.insert(Mark::of(event, from, shared));
                self.pairs += 1;
            }
        }
    }

    fn finish(self: Box<Self>, known: &dyn Known, shared: &Shared) -> Vec<Draft> {
        if !known.has_controller_log() || self.pairs >= MAX_PAIRS {
            return Vec::new();
        }
        let realms: BTreeSet<&str> = self.realms.iter().map(|realm| known.domain(shared.texts.text(*realm))).collect();
        let (mut judged, mut orphans) = (0, Vec::new());
        for ((who, realm), hours) in &self.used {
            if !realms.contains(known.domain(shared.texts.text(*realm))) {
                continue;
            }
            let covered: Vec<_> = hours.iter().filter(|(hour, _)| self.covered(**hour)).collect();
            judged += usize::from(!covered.is_empty());
            let orphan = covered.into_iter().filter(|(hour, _)| !self.had_ticket(*who, **hour));
            let orphan: Vec<Mark> = orphan.map(|(_, mark)| *mark).collect();
            if !orphan.is_empty() {
                orphans.push((*who, orphan));
            }
        }
        if judged < PEOPLE || orphans.len() > (judged / 20).max(1) {
            return Vec::new();
        }
        orphans.iter().filter_map(|(who, marks)| self.draft(*who, marks, shared)).collect()
    }
}

/// So many service tickets are more than a renewal that went unseen.
const FEW: u64 = 4;

impl Golden {
    /// Whether tickets were logged all through a ticket's life before this hour.
    fn covered(&self, hour: i32) -> bool {
        let before = hour - LIFETIME_HOURS;
        let shown = self.hours.range(before..=hour).count();
        self.hours.first().is_some_and(|first| *first <= before) && shown >= 8
    }

    fn had_ticket(&self, who: u32, hour: i32) -> bool {
        (hour - LIFETIME_HOURS..=hour).any(|hour| self.granted.contains(&(who, hour)))
    }

    fn draft(&self, who: u32, marks: &[Mark], shared: &Shared) -> Option<Draft> {
        let logger = marks.first().map_or("", |mark| shared.texts.text(mark.computer));
        let name = person(who, &model::host_name(logger).unwrap_or_default(), shared);
        let count: u64 = marks.iter().map(|mark| mark.count).sum();
        let text = format!("{} used {count} service tickets without having got a ticket-granting ticket", name.shown());
        let known = self.people.contains(&who);
        // A ticket or two may be renewals that a controller whose log is missing gave.
        let (severity, confidence) = match (known, count) {
            (true, FEW..) => (Severity::High, 0.6),
            (true, _) => (Severity::Medium, 0.4),
            (false, _) => (Severity::Medium, 0.5),
        };
        let draft = draft_of(&RULE, marks, 4769, text, shared)?.severity(severity);
        Some(Draft { confidence, ..draft }.account(Part::Actor, Some(name)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    fn ticket(id: u32, user: &str, hour: i64) -> model::Event {
        let user = format!("{user}@CORP.LOCAL");
        event(id, hour * 3600, &[("TargetUserName", &user), ("IpAddress", "10.0.0.9"), ("Status", "0x0")])
    }

    /// Twelve hours of ten people at work.
    fn day() -> Vec<model::Event> {
        let at = |hour| (0..10).flat_map(move |i| [4768, 4769].map(|id| ticket(id, &format!("user{i}"), hour)));
        (0..12).flat_map(at).collect()
    }

    #[test]
    fn a_person_without_a_ticket_is_found_once_the_log_covers_its_life() {
        let mut events = day();
        assert!(found(detector, &events).is_empty());
        events.insert(0, ticket(4769, "early", 3));
        assert!(found(detector, &events).is_empty(), "too early in the log to say");
        events.push(ticket(4769, "gold", 11));
        let drafts = found(detector, &events);
        assert_eq!((drafts.len(), drafts[0].accounts[0].1.user.as_str()), (1, "gold"));
    }

    #[test]
    fn many_without_tickets_mean_a_missing_log() {
        let mut events = day();
        events.extend((0..5).map(|i| ticket(4769, &format!("other{i}"), 11)));
        assert!(found(detector, &events).is_empty());
    }
}
