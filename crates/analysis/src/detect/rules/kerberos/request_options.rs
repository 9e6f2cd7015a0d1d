//! Ticket requests with options that Windows' own clients do not send.

use std::collections::BTreeMap;

use model::{Channel, Field, Part, Severity};

use super::{address, from, is_weak, person, place, user};
use crate::detect::{Detector, Draft, Known, Rule, Seen, Shared, Tally};

const RULE: Rule = Rule {
    id: "tool-ticket-request",
    title: "Ticket asked for with a tool's options",
    severity: Severity::Medium,
    technique: "T1550.002",
    events: &[(Channel::Security, 4768)],
    audit: "Kerberos Authentication Service (success)",
    about: "4768 of a person with options 0x40800010 and RC4 (Medium), or 0x50800000 (Low): Windows asks with the \
            canonicalize bit, ticket tools without. Info where more than 20 people and addresses do so.",
    innocent: "Unix clients, which then do so every day.",
};

/// Forwardable, renewable, renewable-ok; and forwardable, proxiable, renewable.
const INJECTOR: u64 = 0x4080_0010;
const SCRIPT: u64 = 0x5080_0000;
/// Pairs of account and address remembered.
const MAX_PAIRS: usize = 20_000;
/// So many pairs are a fleet of Unix clients.
const FLEET: usize = 20;

#[derive(Default)]
struct Options {
    /// (account, address, with the injector's options).
    seen: BTreeMap<(u32, u32, bool), Tally>,
}

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    Box::<Options>::default()
}

impl Detector for Options {
    fn rules(&self) -> &'static [&'static Rule] {
        &[&RULE]
    }

    fn see(&mut self, event: &Seen<'_>, shared: &mut Shared) {
        let (Some(0), Some(options)) = (event.status, event.number(Field::TicketOptions)) else { return };
        let weak = event.number(Field::TicketEncryptionType).is_some_and(is_weak);
        let injector = options == INJECTOR && weak;
        if !(injector || options == SCRIPT) || event.is_machine(Field::TargetUserName) {
            return;
        }
        let (from, Some(who)) = (address(event, shared), user(event, shared)) else { return };
        let key = (who, from, injector);
        if self.seen.len() < MAX_PAIRS || self.seen.contains_key(&key) {
            self.seen.entry(key).or_default().add(event, None);
        }
    }

    fn finish(self: Box<Self>, _: &dyn Known, shared: &Shared) -> Vec<Draft> {
        let fleet = self.seen.len() > FLEET;
        self.seen.iter().filter_map(|(key, tally)| draft(*key, fleet, tally, shared)).collect()
    }
}

fn draft((who, address, injector): (u32, u32, bool), fleet: bool, tally: &Tally, shared: &Shared) -> Option<Draft> {
    let first = tally.span?.0;
    let who = person(who, "", shared);
    let (severity, confidence) = match (fleet, injector) {
        (true, _) => (Severity::Info, 0.2),
        (false, true) => (Severity::Medium, 0.5),
        (false, false) => (Severity::Low, 0.4),
    };
    let text =
        format!("{} asked for a ticket{} with options that Windows does not send", who.shown(), from(address, shared));
    let draft = tally.draft(&RULE, confidence, text)?.severity(severity);
    Some(draft.account(Part::Actor, Some(who)).host(Part::Source, place(address, first, shared)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    fn ticket(user: &str, options: &str, encryption: &str) -> model::Event {
        let fields = [
            ("TargetUserName", user),
            ("TicketOptions", options),
            ("TicketEncryptionType", encryption),
            ("IpAddress", "10.0.0.9"),
            ("Status", "0x0"),
        ];
        event(4768, 0, &fields)
    }

    #[test]
    fn tools_options_are_found_windows_own_are_not() {
        assert_eq!(found(detector, &[ticket("eve", "0x40800010", "0x17")])[0].severity, Severity::Medium);
        assert_eq!(found(detector, &[ticket("eve", "0x50800000", "0x12")])[0].severity, Severity::Low);
        assert!(
            found(detector, &[ticket("eve", "0x40810010", "0x12"), ticket("WS01$", "0x50800000", "0x12")]).is_empty()
        );
    }

    #[test]
    fn a_fleet_is_only_told() {
        let events: Vec<_> = (0..25).map(|i| ticket(&format!("user{i}"), "0x50800000", "0x12")).collect();
        assert!(found(detector, &events).iter().all(|draft| draft.severity == Severity::Info));
    }
}
