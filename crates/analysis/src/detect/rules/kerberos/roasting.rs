//! Tickets of service accounts collected to guess their passwords offline.

use std::collections::{BTreeSet, HashMap};

use foldhash::fast::RandomState;
use model::{Channel, Field, Part, Severity};

use super::{address, from, is_aes, is_weak, person, place, user};
use crate::detect::{Cells, Detector, Draft, Known, Rule, Seen, Shared, Tally};

const ROAST: Rule = Rule {
    id: "kerberoast",
    title: "Weakly encrypted tickets of service accounts (Kerberoasting)",
    severity: Severity::High,
    technique: "T1558.003",
    events: &[(Channel::Security, 4769)],
    audit: "Kerberos Service Ticket Operations (success)",
    about: "RC4 tickets for service accounts that otherwise get AES, or that only this user asked for: High from three \
            services within 10 minutes, Medium for one that otherwise gets AES, else Low.",
    innocent: "A service that only knows RC4 (all its users then get RC4, which is left out), an old client (all its \
               tickets are RC4, which is Medium at most).",
};

const BURST: Rule = Rule {
    id: "service-ticket-burst",
    title: "One user asked for tickets of many service accounts",
    severity: Severity::Medium,
    about: "Tickets of 10 or more service accounts (no machines) for one user from one address within 10 minutes, \
            whatever the encryption.",
    innocent: "Monitoring and inventory that visit every database and web service.",
    ..ROAST
};

const MANY: usize = 3;
const BURST_SERVICES: usize = 10;
const BURST_MS: i64 = 600_000;
/// Services and clients whose habits are kept.
const MAX_KEYS: usize = 100_000;

/// How a service's tickets look.
#[derive(Default)]
struct Habit {
    weak: u64,
    strong: u64,
    /// Who got weak ones; a few are enough.
    users: BTreeSet<u32>,
}

struct Roasting {
    /// (user, address) -> services with weak tickets.
    weak: Cells<(u32, u32)>,
    /// The same with any tickets, of the ten minutes at hand only: everybody gets tickets all day long.
    any: HashMap<(u32, u32), (i64, Tally), RandomState>,
    bursts: Vec<((u32, u32), Tally)>,
    services: HashMap<u32, Habit, RandomState>,
    /// Address -> weak and strong tickets for machines: an old client shows there.
    clients: HashMap<u32, (u64, u64), RandomState>,
}

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    Box::new(Roasting {
        weak: Cells::of_minutes(5),
        any: HashMap::default(),
        bursts: Vec::new(),
        services: HashMap::default(),
        clients: HashMap::default(),
    })
}

impl Detector for Roasting {
    fn rules(&self) -> &'static [&'static Rule] {
        &[&ROAST, &BURST]
    }

    fn see(&mut self, event: &Seen<'_>, shared: &mut Shared) {
        let Some(encryption) = event.number(Field::TicketEncryptionType) else { return };
        if event.status.is_some_and(|status| status != 0) || event.is_machine(Field::TargetUserName) {
            return;
        }
        let Some(service) = event.get(Field::ServiceName).filter(|name| !name.eq_ignore_ascii_case("krbtgt")) else {
            return;
        };
        let (weak, from) = (is_weak(encryption), address(event, shared));
        if service.ends_with('$') {
            self.client(from, weak);
            return;
        }
        let (service, Some(who)) = (shared.lower(service), user(event, shared)) else { return };
        if service != who {
            self.ticket(event, (who, from), service, weak, is_aes(encryption));
        }
    }

    fn finish(self: Box<Self>, _: &dyn Known, shared: &Shared) -> Vec<Draft> {
        let mut drafts = Vec::new();
        for (key, tally) in self.weak.runs(|tally| tally.count > 0) {
            drafts.extend(self.roast(key, &tally, shared));
        }
        let last = self.any.iter().map(|(key, (_, tally))| (key, tally));
        for (key, tally) in self.bursts.iter().map(|(key, tally)| (key, tally)).chain(last) {
            if tally.names.len() >= BURST_SERVICES {
                drafts.extend(draft(&BURST, *key, tally, tally.sorted(shared).into_iter(), 0.5, shared));
            }
        }
        drafts
    }
}

impl Roasting {
    fn client(&mut self, address: u32, weak: bool) {
        if self.clients.len() < MAX_KEYS || self.clients.contains_key(&address) {
            let seen = self.clients.entry(address).or_default();
            *(if weak { &mut seen.0 } else { &mut seen.1 }) += 1;
        }
    }

    fn ticket(&mut self, event: &Seen<'_>, key: (u32, u32), service: u32, weak: bool, strong: bool) {
        self.count(event, key, service);
        if self.services.len() < MAX_KEYS || self.services.contains_key(&service) {
            let habit = self.services.entry(service).or_default();
            habit.strong += u64::from(strong);
            habit.weak += u64::from(weak);
            if weak && habit.users.len() < 20 {
                habit.users.insert(key.0);
            }
        }
        if weak {
            self.weak.add(key, event, Some(service));
        }
    }

    fn count(&mut self, event: &Seen<'_>, key: (u32, u32), service: u32) {
        if self.any.len() >= MAX_KEYS && !self.any.contains_key(&key) {
            return;
        }
        let bucket = event.time().ms() / BURST_MS;
        let (then, tally) = self.any.entry(key).or_default();
        if *then != bucket {
            let done = std::mem::take(tally);
            if done.names.len() >= BURST_SERVICES && self.bursts.len() < 1_000 {
                self.bursts.push((key, done));
            }
            *then = bucket;
        }
        tally.add(event, Some(service));
    }

    fn roast(&self, key: (u32, u32), tally: &Tally, shared: &Shared) -> Option<Draft> {
        let habit = |service: &u32| self.services.get(service);
        // Otherwise AES; or nobody else was seen to get RC4 for it.
        let unlike = |service: &u32| habit(service).is_some_and(|habit| habit.strong > 0 && habit.weak <= habit.strong);
        let alone = |service: &u32| habit(service).is_none_or(|habit| habit.strong == 0 && habit.users.len() < 2);
        let unlikes = tally.names.iter().filter(|service| unlike(service)).count();
        let odd: Vec<u32> =
            tally.sorted(shared).into_iter().filter(|service| unlike(service) || alone(service)).collect();
        let old_client = self.clients.get(&key.1).is_some_and(|(weak, strong)| *weak >= 3 && weak > strong);
        let (severity, confidence) = match odd.len() {
            0 => return None,
            MANY.. if old_client => (Severity::Medium, 0.4),
            MANY.. => (Severity::High, if odd.len() > MANY { 0.85 } else { 0.7 }),
            _ if old_client => return None,
            _ if unlikes > 0 => (Severity::Medium, 0.6),
            2 => (Severity::Medium, 0.5),
            _ => (Severity::Low, 0.4),
        };
        Some(draft(&ROAST, key, tally, odd.into_iter(), confidence, shared)?.severity(severity))
    }
}

fn draft(
    rule: &'static Rule,
    (who, address): (u32, u32),
    tally: &Tally,
    services: impl Iterator<Item = u32>,
    confidence: f64,
    shared: &Shared,
) -> Option<Draft> {
    let services: Vec<u32> = services.collect();
    let kind = if rule.id == ROAST.id { "RC4 tickets" } else { "tickets" };
    let named: Vec<&str> = services.iter().take(5).map(|service| shared.texts.text(*service)).collect();
    let more = if services.len() > named.len() { ", …" } else { "" };
    let who = person(who, "", shared);
    let (shown, place_text) = (who.shown(), from(address, shared));
    let text =
        format!("{shown} got {kind} of {} service accounts{place_text}: {}{more}", services.len(), named.join(", "));
    let mut draft = tally.draft(rule, confidence, text)?;
    draft.accounts.extend(services.iter().take(200).map(|service| (Part::Victim, person(*service, "", shared))));
    let source = place(address, draft.first, shared);
    Some(draft.account(Part::Actor, Some(who)).host(Part::Source, source))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    fn ticket(user: &str, service: &str, encryption: &str, seconds: i64) -> model::Event {
        let user = format!("{user}@CORP.LOCAL");
        let fields = [
            ("TargetUserName", user.as_str()),
            ("ServiceName", service),
            ("TicketEncryptionType", encryption),
            ("IpAddress", "10.0.0.9"),
            ("Status", "0x0"),
        ];
        event(4769, seconds, &fields)
    }

    #[test]
    fn several_services_are_graver_than_one() {
        let tickets =
            |n: usize| (0..n).map(|i| ticket("eve", &format!("svc{i}"), "0x17", i as i64)).collect::<Vec<_>>();
        assert_eq!(found(detector, &tickets(3))[0].severity, Severity::High);
        assert_eq!(found(detector, &tickets(1))[0].severity, Severity::Low);
        assert!(found(detector, &tickets(10)).iter().any(|draft| draft.rule.id == BURST.id));
    }

    #[test]
    fn a_service_that_otherwise_gets_aes_is_odd_one_that_never_does_is_not() {
        let mut aes: Vec<_> = (0..5).map(|i| ticket("bob", "svc-web", "0x12", i)).collect();
        aes.push(ticket("eve", "svc-web", "0x17", 9));
        assert_eq!(found(detector, &aes)[0].severity, Severity::Medium);
        let legacy = ["alice", "bob", "carol"].map(|user| ticket(user, "svc-old", "0x17", 0));
        assert!(found(detector, &legacy).is_empty());
    }

    #[test]
    fn machines_and_strong_tickets_are_not_roasted() {
        let ordinary = [ticket("alice", "FS02$", "0x17", 0), ticket("alice", "svc-web", "0x12", 1)];
        assert!(found(detector, &ordinary).is_empty());
    }
}
