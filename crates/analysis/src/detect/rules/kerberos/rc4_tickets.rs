//! RC4 where an account or machine otherwise uses AES: a stolen hash is enough for RC4.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use model::{Channel, Field, Part, Severity};

use super::{address, from, is_aes, is_weak, person, place, user};
use crate::detect::{Cells, Detector, Draft, Known, Rule, Seen, Shared, Tally};

const LOGON: Rule = Rule {
    id: "rc4-logon",
    title: "RC4 ticket-granting ticket for an account that otherwise gets AES (overpass the hash)",
    severity: Severity::Medium,
    technique: "T1550.002",
    events: &[(Channel::Security, 4768)],
    audit: "Kerberos Authentication Service (success)",
    about: "4768 with RC4 for an account that got AES in most of its tickets; Low for accounts of whom only RC4 is seen \
            where nearly everybody else gets AES.",
    innocent: "An old client, or a keytab without AES keys: then it does so every day from the same address.",
};

const HOST: Rule = Rule {
    id: "rc4-machine-ticket",
    title: "RC4 ticket for a machine that otherwise gets AES",
    severity: Severity::Low,
    technique: "T1558.002",
    events: &[(Channel::Security, 4769)],
    audit: "Kerberos Service Ticket Operations (success)",
    about: "4769 with RC4 for a machine's service where at least nine of ten tickets for it are AES.",
    innocent: "Old clients; machines just after an upgrade.",
};

/// Accounts and machines whose habits are kept.
const MAX_KEYS: usize = 100_000;
const DAY: i64 = 24 * 60;

struct Rc4 {
    /// (account or machine, as service) -> weak and strong tickets.
    habits: HashMap<(u32, bool), (u64, u64), RandomState>,
    /// (account, address) and (account, address) with the machine as name.
    logons: Cells<(u32, u32)>,
    tickets: Cells<(u32, u32, u32)>,
}

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    Box::new(Rc4 { habits: HashMap::default(), logons: Cells::of_minutes(DAY), tickets: Cells::of_minutes(DAY) })
}

impl Detector for Rc4 {
    fn rules(&self) -> &'static [&'static Rule] {
        &[&LOGON, &HOST]
    }

    fn see(&mut self, event: &Seen<'_>, shared: &mut Shared) {
        let Some(encryption) = event.number(Field::TicketEncryptionType).filter(|_| event.status == Some(0)) else {
            return;
        };
        let (weak, service) = (is_weak(encryption), event.id() == 4769);
        let machine = if service { Field::ServiceName } else { Field::TargetUserName };
        if !(weak || is_aes(encryption)) || event.is_machine(machine) != service {
            return;
        }
        let Some(who) = user(event, shared) else { return };
        let about = if service { shared.lower(event.text(Field::ServiceName)) } else { who };
        if self.habits.len() >= MAX_KEYS && !self.habits.contains_key(&(about, service)) {
            return;
        }
        let habit = self.habits.entry((about, service)).or_default();
        *(if weak { &mut habit.0 } else { &mut habit.1 }) += 1;
        let from = if weak { address(event, shared) } else { return };
        if service {
            self.tickets.add((who, about, from), event, None);
        } else {
            self.logons.add((who, from), event, None);
        }
    }

    fn finish(self: Box<Self>, _: &dyn Known, shared: &Shared) -> Vec<Draft> {
        let habit = |about, service| self.habits.get(&(about, service)).copied().unwrap_or_default();
        let accounts = || self.habits.iter().filter(|((_, service), _)| !service);
        let old = accounts().filter(|(_, (weak, strong))| weak > strong).count();
        let rare = old * 20 < accounts().count();
        let mut drafts = Vec::new();
        for ((who, from), tally) in self.logons.runs(|tally| tally.count > 0) {
            let (weak, strong) = habit(who, false);
            let weight = match strong {
                0 if rare => (Severity::Low, 0.3),
                _ if strong > weak => (Severity::Medium, 0.5),
                _ => continue,
            };
            drafts.extend(draft(&LOGON, (who, from), "a ticket-granting ticket", weight, &tally, shared));
        }
        for ((who, machine, from), tally) in self.tickets.runs(|tally| tally.count > 0) {
            let (weak, strong) = habit(machine, true);
            if strong >= 9 * weak {
                let what = format!("a ticket for {}", shared.texts.text(machine));
                drafts.extend(draft(&HOST, (who, from), &what, (Severity::Low, 0.3), &tally, shared));
            }
        }
        drafts
    }
}

fn draft(
    rule: &'static Rule,
    (who, address): (u32, u32),
    what: &str,
    (severity, confidence): (Severity, f64),
    tally: &Tally,
    shared: &Shared,
) -> Option<Draft> {
    let first = tally.span?.0;
    let who = person(who, "", shared);
    let text = format!("{} got {what} with RC4{}, unlike others", who.shown(), from(address, shared));
    let draft = tally.draft(rule, confidence, text)?.severity(severity);
    Some(draft.account(Part::Actor, Some(who)).host(Part::Source, place(address, first, shared)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    fn ticket(id: u32, service: &str, encryption: &str) -> model::Event {
        let fields = [
            ("TargetUserName", "alice"),
            ("ServiceName", service),
            ("TicketEncryptionType", encryption),
            ("IpAddress", "10.0.0.9"),
            ("Status", "0x0"),
        ];
        event(id, 0, &fields)
    }

    fn tickets(id: u32, service: &str, strong: usize, weak: usize) -> Vec<Draft> {
        let mut events = vec![ticket(id, service, "0x12"); strong];
        events.extend(vec![ticket(id, service, "0x17"); weak]);
        found(detector, &events)
    }

    #[test]
    fn rc4_amid_aes_is_found() {
        assert_eq!(tickets(4768, "krbtgt", 5, 1)[0].severity, Severity::Medium);
        assert_eq!(tickets(4769, "FS02$", 20, 1)[0].rule.id, HOST.id);
    }

    #[test]
    fn those_who_always_use_rc4_are_left_alone() {
        assert!(tickets(4768, "krbtgt", 0, 5).is_empty());
        assert!(tickets(4769, "OLD$", 1, 5).is_empty());
        assert!(tickets(4769, "svc-web", 20, 1).is_empty(), "a service account is roasting's");
    }
}
