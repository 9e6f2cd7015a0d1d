//! A key is added to somebody's account, to log on with it instead of the password.

use model::{Channel, Field, Part, Severity};

use super::change::{adds, changed, is_own, object};
use crate::detect::{Detector, Draft, Known, Rule, Seen, Shared, each_judged};

const RULE: Rule = Rule {
    id: "shadow-credentials",
    title: "Key for logging on added to an account (shadow credentials)",
    severity: Severity::High,
    technique: "T1556",
    events: &[(Channel::Security, 5136)],
    audit: "Directory Service Changes (success), with an auditing entry for msDS-KeyCredentialLink",
    about: "5136 adds a key to msDS-KeyCredentialLink of a user or computer, by another account than the \
            synchronisation's; or a machine to its own account from another machine's address (relay).",
    innocent: "Windows Hello for Business writes keys through the synchronisation account or the enrolling server: \
               one account for everybody's keys.",
};

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    each_judged(&[&RULE], look, judge)
}

fn look(event: &Seen<'_>, shared: &Shared) -> Option<Draft> {
    // B:828 is the length of a key of 2,048 bits with its wrapping, which is what such tools and Windows write.
    let key = adds(event, "msDS-KeyCredentialLink") && event.text(Field::AttributeValue).starts_with("B:828");
    if !key || event.is(Field::ObjectClass, "msDS-Device") {
        return None;
    }
    let sync = event.text(Field::SubjectUserName).get(..5).is_some_and(|head| head.eq_ignore_ascii_case("msol_"));
    // A machine registers its own key; only where it does so from tells a relay.
    let own = object(event).is_some_and(|whom| is_own(event, &whom));
    if sync || (own && shared.came_from(event).is_none()) {
        return None;
    }
    changed(&RULE, 0.85, event, shared, |name| format!("added a key to log on as {name}"))
}

fn judge(draft: &mut Draft, known: &dyn Known) -> bool {
    let name = |part: Part| draft.accounts.iter().find(|(is, _)| *is == part).map(|(_, who)| who.user.as_str());
    if name(Part::Actor) != name(Part::Victim) {
        return true;
    }
    let own = name(Part::Actor).unwrap_or_default().trim_end_matches('$');
    let source = draft.hosts.iter().find(|(part, _)| *part == Part::Source).map(|(_, place)| place);
    let machine = source.and_then(|place| known.machine(place.address.as_deref()?, place.time));
    machine.is_some_and(|machine| machine != own)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    fn adds_key(by: &str, address: &str) -> usize {
        let fields = [
            ("AttributeLDAPDisplayName", "msDS-KeyCredentialLink"),
            ("AttributeValue", "B:828:00020000"),
            ("OperationType", "%%14674"),
            ("ObjectClass", "computer"),
            ("ObjectDN", "CN=WS07,CN=Computers,DC=corp,DC=local"),
            ("SubjectUserName", by),
            ("SubjectLogonId", "0xabc"),
        ];
        let logon = [("TargetLogonId", "0xabc"), ("IpAddress", address), ("LogonType", "3")];
        found(detector, &[event(4624, 0, &logon), event(5136, 1, &fields)]).len()
    }

    #[test]
    fn anothers_key_is_found_the_synchronisations_is_not() {
        assert_eq!((adds_key("mallory", "10.0.0.9"), adds_key("MSOL_0123", "10.0.0.9")), (1, 0));
    }

    #[test]
    fn a_machines_own_key_counts_when_it_comes_from_another_machine() {
        assert_eq!((adds_key("WS07$", "10.0.0.11"), adds_key("WS07$", "10.0.0.99")), (1, 0));
    }
}
