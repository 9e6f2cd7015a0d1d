//! A service name on a user's account, which makes its password guessable offline.

use model::{Channel, Field, Severity};

use super::change::{adds, changed, is_own, object};
use crate::detect::{Detector, Draft, Rule, Seen, Shared, each};

const RULE: Rule = Rule {
    id: "user-spn",
    title: "Service name added to a user's account",
    severity: Severity::Medium,
    technique: "T1098",
    events: &[(Channel::Security, 5136)],
    audit: "Directory Service Changes (success), with an auditing entry for servicePrincipalName",
    about: "5136 adds a servicePrincipalName to an object of class user: everybody may then ask for a ticket that is \
            encrypted with its password (targeted roasting).",
    innocent: "New service accounts; some services add their own name when they start (rated low).",
};

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    each(&[&RULE], look)
}

fn look(event: &Seen<'_>, shared: &Shared) -> Option<Draft> {
    if !adds(event, "servicePrincipalName") || !event.is(Field::ObjectClass, "user") {
        return None;
    }
    let own = object(event).is_some_and(|whom| is_own(event, &whom));
    let draft =
        changed(&RULE, if own { 0.2 } else { 0.6 }, event, shared, |name| format!("gave {name} a service name"))?;
    Some(if own { draft.severity(Severity::Low) } else { draft })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    #[test]
    fn a_users_service_name_is_found_a_machines_is_not() {
        let named = |class| {
            let fields = [
                ("AttributeLDAPDisplayName", "servicePrincipalName"),
                ("AttributeValue", "HTTP/x"),
                ("ObjectClass", class),
                ("ObjectDN", "CN=alice,DC=corp"),
            ];
            found(detector, &[event(5136, 0, &fields)]).len()
        };
        assert_eq!((named("user"), named("computer")), (1, 0));
    }
}
