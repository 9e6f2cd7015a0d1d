//! Workstation names that attack tools leave.

use std::collections::{BTreeMap, BTreeSet};

use model::{Channel, Field, Part, Severity};

use crate::detect::{Detector, Draft, Known, Person, Place, Rule, Seen, Shared, Tally};

const RULE: Rule = Rule {
    id: "tool-workstation-name",
    title: "NTLM client with a workstation name that tools make up",
    severity: Severity::High,
    technique: "T1021.002",
    events: &[(Channel::Security, 4624), (Channel::Security, 4625), (Channel::Security, 4776)],
    audit: "Logon (success and failure), Credential Validation",
    about: "An NTLM client names itself by 16 mixed letters and digits (one more than NetBIOS allows), or as a \
            well-known attack system (kali, parrot, commando); Low with letters outside ASCII.",
    innocent: "A penetration tester's machine: ask for the dates. Non-ASCII names are common where such names are.",
};

const SYSTEMS: [&str; 5] = ["kali", "parrot", "commando", "blackarch", "pentoo"];

/// Pairs of computer and client remembered.
const MAX_KEYS: usize = 50_000;

#[derive(Default)]
struct ToolNames {
    /// (computer, address or 0, severity) -> events; their names are workstations. A tool may make up a new name
    /// for every try.
    seen: BTreeMap<(u32, u32, Severity), (Tally, BTreeSet<Person>)>,
}

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    Box::<ToolNames>::default()
}

impl Detector for ToolNames {
    fn rules(&self) -> &'static [&'static Rule] {
        &[&RULE]
    }

    fn see(&mut self, event: &Seen<'_>, shared: &mut Shared) {
        let field = if event.id() == 4776 { Field::Workstation } else { Field::WorkstationName };
        let Some(raw) = event.get(field).map(|name| name.trim_start_matches('\\')) else { return };
        let Some(severity) = weigh(raw).filter(|_| event.id() == 4776 || event.logon_type == 3) else { return };
        let computer = shared.texts.put(event.computer());
        let address = event.remote().map_or(0, |address| shared.texts.put(address));
        let name = shared.lower(raw);
        let key = (computer, address, severity);
        if self.seen.len() < MAX_KEYS || self.seen.contains_key(&key) {
            let (tally, people) = self.seen.entry(key).or_default();
            tally.add(event, Some(name));
            people.extend(event.target().filter(|_| people.len() < 50));
        }
    }

    fn finish(self: Box<Self>, _: &dyn Known, shared: &Shared) -> Vec<Draft> {
        self.seen.iter().filter_map(|(key, (tally, people))| draft(*key, tally, people, shared)).collect()
    }
}

fn draft(
    (computer, address, severity): (u32, u32, Severity),
    tally: &Tally,
    people: &BTreeSet<Person>,
    shared: &Shared,
) -> Option<Draft> {
    let (first, name) = (tally.span?.0, shared.texts.text(*tally.names.first()?));
    let computer = shared.texts.text(computer);
    let called = if tally.names.len() == 1 { "a workstation" } else { "workstations" };
    let more =
        if tally.names.len() == 1 { String::new() } else { format!(" and {} more names", tally.names.len() - 1) };
    let text = format!("{computer} was reached by NTLM from {called} called {name}{more}");
    let confidence = if severity == Severity::High { 0.8 } else { 0.3 };
    let address = (address != 0).then(|| shared.texts.text(address).to_owned());
    let name = (tally.names.len() == 1 || address.is_none()).then(|| name.to_owned());
    let mut draft = tally.draft(&RULE, confidence, text)?.severity(severity);
    draft.accounts.extend(people.iter().map(|who| (Part::Actor, who.clone())));
    let source = Place { address, name, time: first };
    Some(draft.host(Part::Source, Some(source)).host(Part::Target, Some(Place::named(computer, first))))
}

fn weigh(name: &str) -> Option<Severity> {
    let has = |test: fn(&u8) -> bool| name.bytes().any(|byte| test(&byte));
    let random = name.len() == 16
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && has(u8::is_ascii_lowercase)
        && has(u8::is_ascii_uppercase);
    // kali, kali-2, but not Kalinda's laptop.
    let starts = |system: &&str| {
        let rest = name.get(system.len()..).filter(|_| name.is_ascii());
        let same = rest.is_some() && name[..system.len()].eq_ignore_ascii_case(system);
        same && rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphabetic()))
    };
    if random || SYSTEMS.iter().any(starts) {
        Some(Severity::High)
    } else {
        (!name.is_ascii()).then_some(Severity::Low)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    fn logon(name: &str) -> Vec<Draft> {
        found(detector, &[event(4625, 0, &[("LogonType", "3"), ("WorkstationName", name), ("TargetUserName", "a")])])
    }

    #[test]
    fn made_up_names_are_found_ordinary_ones_are_not() {
        assert_eq!(logon("k3JmQwL0pXa9TzRb")[0].severity, Severity::High);
        assert_eq!(logon("KALI")[0].severity, Severity::High);
        assert_eq!(logon("kali-2")[0].severity, Severity::High);
        assert_eq!(logon("büro7")[0].severity, Severity::Low);
        for name in ["WS01", "DESKTOP-JR78RLP", "MYVERYLONGSERVER", "KALINDA-PC", "-"] {
            assert!(logon(name).is_empty(), "{name}");
        }
    }
}
