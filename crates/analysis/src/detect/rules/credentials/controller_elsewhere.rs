//! A domain controller's identity used from an address that is no controller's.

use std::collections::BTreeMap;

use model::{Channel, Field, Part, Severity};

use crate::detect::{Detector, Draft, Known, Person, Place, Rule, Seen, Shared, Tally};

const RULE: Rule = Rule {
    id: "controller-identity-elsewhere",
    title: "A domain controller's account is used from elsewhere",
    severity: Severity::Critical,
    technique: "T1550.003",
    events: &[(Channel::Security, 4624), (Channel::Security, 4768), (Channel::Security, 4769)],
    audit: "Logon, Kerberos Authentication Service, Kerberos Service Ticket Operations (success)",
    about: "4624, 4768 or 4769 that succeed for a controller's machine account from an address that is no \
            controller's. Medium where nobody is known to own the address.",
    innocent: "A second network card or a new address of the controller; address translation between sites.",
};

/// Pairs of machine and address remembered.
const MAX_PAIRS: usize = 100_000;

#[derive(Default)]
struct Elsewhere {
    /// (account, address).
    seen: BTreeMap<(u32, u32), Tally>,
}

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    Box::<Elsewhere>::default()
}

impl Detector for Elsewhere {
    fn rules(&self) -> &'static [&'static Rule] {
        &[&RULE]
    }

    fn see(&mut self, event: &Seen<'_>, shared: &mut Shared) {
        if event.status.is_some_and(|status| status != 0) || !event.is_machine(Field::TargetUserName) {
            return;
        }
        let Some(address) = event.remote().filter(|address| !address.starts_with("fe80:")) else { return };
        let full = event.text(Field::TargetUserName);
        let key = (shared.lower(full.split('@').next().unwrap_or(full)), shared.texts.put(address));
        if self.seen.len() < MAX_PAIRS || self.seen.contains_key(&key) {
            let here = shared.texts.put(event.computer());
            self.seen.entry(key).or_default().add(event, Some(here));
        }
    }

    fn finish(self: Box<Self>, known: &dyn Known, shared: &Shared) -> Vec<Draft> {
        let text = |number| shared.texts.text(number);
        self.seen
            .iter()
            .filter_map(|((who, address), tally)| draft(text(*who), text(*address), tally, known, shared))
            .collect()
    }
}

fn draft(account: &str, address: &str, tally: &Tally, known: &dyn Known, shared: &Shared) -> Option<Draft> {
    let first = tally.span?.0;
    let name = account.trim_end_matches('$');
    let from = Place::address(address, first);
    let stranger = known.is_controller(&Place::named(name, first))? && known.is_controller(&from) == Some(false);
    let owner = known.machine(address, first);
    if !stranger || owner.as_deref() == Some(name) {
        return None;
    }
    let shown = owner.as_ref().map_or_else(String::new, |owner| format!(" ({owner})"));
    let text = format!("the controller's account {account} was used from {address}{shown}, which is no controller's");
    let (severity, confidence) = if owner.is_some() { (Severity::Critical, 0.8) } else { (Severity::Medium, 0.5) };
    let mut draft = tally.draft(&RULE, confidence, text)?.severity(severity);
    draft
        .hosts
        .extend(tally.sorted(shared).iter().map(|name| (Part::Target, Place::named(shared.texts.text(*name), first))));
    let who = Person { user: account.to_owned(), ..Person::default() };
    Some(draft.account(Part::Victim, Some(who)).host(Part::Source, Some(from)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    fn ticket(user: &str, address: &str) -> Vec<Draft> {
        let fields = [("TargetUserName", user), ("IpAddress", address), ("Status", "0x0"), ("LogonType", "3")];
        found(detector, &[event(4768, 0, &fields)])
    }

    #[test]
    fn strangers_with_a_controllers_name_are_found() {
        assert_eq!(ticket("DC01$", "10.0.0.11")[0].severity, Severity::Critical);
        assert_eq!(ticket("DC01$@CORP.LOCAL", "10.0.0.99")[0].severity, Severity::Medium);
    }

    #[test]
    fn controllers_at_home_and_other_machines_are_not() {
        assert!(ticket("DC01$", "10.0.0.1").is_empty());
        assert!(ticket("WS01$", "10.0.0.11").is_empty());
    }
}
