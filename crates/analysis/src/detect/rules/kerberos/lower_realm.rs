//! A realm in small letters, which no controller writes into a ticket.

use std::collections::{BTreeMap, BTreeSet};

use model::{Channel, Field, Part, Severity};

use super::{address, person, place, user};
use crate::detect::{Detector, Draft, Known, Rule, Seen, Shared, Tally};

const RULE: Rule = Rule {
    id: "golden-ticket-realm",
    title: "Ticket with the realm in small letters (forged ticket)",
    severity: Severity::High,
    technique: "T1558.001",
    events: &[(Channel::Security, 4769)],
    audit: "Kerberos Service Ticket Operations (success)",
    about: "4769 whose TargetDomainName holds small letters where the same realm stands in capitals in other tickets: \
            controllers write capitals, forgers write what they typed. Low where more than ten people show it.",
    innocent: "Clients of another Kerberos implementation.",
};

/// (account, realm) pairs remembered.
const MAX_PAIRS: usize = 50_000;
/// More people than a forger would play.
const FORGED: usize = 10;

#[derive(Default)]
struct LowerRealm {
    /// Realms that were seen in capitals, in small letters.
    capitals: BTreeSet<u32>,
    /// (realm in small letters, account) -> tickets; names are addresses.
    small: BTreeMap<(u32, u32), Tally>,
}

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    Box::<LowerRealm>::default()
}

impl Detector for LowerRealm {
    fn rules(&self) -> &'static [&'static Rule] {
        &[&RULE]
    }

    fn see(&mut self, event: &Seen<'_>, shared: &mut Shared) {
        let Some(realm) = event.get(Field::TargetDomainName).filter(|_| event.status == Some(0)) else { return };
        if !realm.contains('.') {
            return;
        }
        let key = shared.lower(realm);
        if !realm.bytes().any(|byte| byte.is_ascii_lowercase()) {
            self.capitals.insert(key);
            return;
        }
        let Some(who) = user(event, shared) else { return };
        if self.small.len() < MAX_PAIRS || self.small.contains_key(&(key, who)) {
            let from = address(event, shared);
            self.small.entry((key, who)).or_default().add(event, Some(from));
        }
    }

    fn finish(self: Box<Self>, _: &dyn Known, shared: &Shared) -> Vec<Draft> {
        let odd: Vec<_> = self.small.iter().filter(|((realm, _), _)| self.capitals.contains(realm)).collect();
        let many = odd.len() > FORGED;
        odd.iter().filter_map(|((realm, who), tally)| draft(*realm, *who, tally, many, shared)).collect()
    }
}

fn draft(realm: u32, who: u32, tally: &Tally, many: bool, shared: &Shared) -> Option<Draft> {
    let domain = shared.texts.text(realm).to_owned();
    let who = crate::detect::Person { domain, ..person(who, "", shared) };
    let text = format!("{} used {} tickets that spell the realm in small letters", who.shown(), tally.count);
    let (severity, confidence) = if many { (Severity::Low, 0.2) } else { (Severity::High, 0.75) };
    let mut draft = tally.draft(&RULE, confidence, text)?.severity(severity).account(Part::Actor, Some(who));
    let first = draft.first;
    draft
        .hosts
        .extend(tally.sorted(shared).iter().filter_map(|from| Some((Part::Source, place(*from, first, shared)?))));
    Some(draft)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    fn ticket(user: &str, realm: &str) -> model::Event {
        event(4769, 0, &[("TargetUserName", user), ("TargetDomainName", realm), ("Status", "0x0")])
    }

    #[test]
    fn small_letters_are_odd_beside_capitals_only() {
        assert_eq!(found(detector, &[ticket("a", "CORP.LOCAL"), ticket("gold", "corp.local")]).len(), 1);
        assert!(found(detector, &[ticket("a", "corp.local"), ticket("b", "corp.local")]).is_empty());
        assert!(found(detector, &[ticket("a", "CORP.LOCAL"), ticket("b", "CORP.LOCAL")]).is_empty());
    }
}
