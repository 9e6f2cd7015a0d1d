//! Remote desktop refused.

use model::whence::Address;
use model::{Channel, Field, Part, Severity, who};

use crate::detect::{Detector, Draft, Place, Rule, Seen, Shared, each};

const RULE: Rule = Rule {
    id: "rdp-denied",
    title: "Remote desktop refused for lack of the right",
    severity: Severity::Low,
    technique: "T1021.001",
    events: &[(Channel::Security, 4825)],
    audit: "Other Logon/Logoff Events (success)",
    about: "4825: somebody with a good password may not use remote desktop there.",
    innocent: "People who pick the wrong machine. Several machines refused to one account are worth a look.",
};

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    each(&[&RULE], look)
}

fn look(event: &Seen<'_>, _: &Shared) -> Option<Draft> {
    let whom = event.person(&who::SESSION)?;
    let from = match Address::read(event.get(Field::ClientAddress)) {
        Address::Remote(address) => Some(Place::address(&address, event.time())),
        Address::Local | Address::None => None,
    };
    let text = format!("{} may not use remote desktop on {}", whom.shown(), event.computer());
    let draft = Draft::of(&RULE, 0.4, event.record(), text).account(Part::Actor, Some(whom));
    Some(draft.host(Part::Source, from).host(Part::Target, Some(event.here())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    #[test]
    fn tries_of_one_account_at_one_machine_are_one_finding() {
        let fields = [("AccountName", "alice"), ("AccountDomain", "CORP"), ("ClientAddress", "10.0.0.9")];
        let drafts = found(detector, &[event(4825, 0, &fields), event(4825, 9, &fields)]);
        assert_eq!((drafts.len(), drafts[0].count, drafts[0].hosts[0].1.shown()), (1, 2, "10.0.0.9"));
    }
}
