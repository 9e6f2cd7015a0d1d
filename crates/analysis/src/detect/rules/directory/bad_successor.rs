//! A delegated managed service account inherits another account's keys.

use model::{Channel, Field, Severity};

use super::change::{adds, changed, common_name};
use crate::detect::{Detector, Draft, Rule, Seen, Shared, each};

const RULE: Rule = Rule {
    id: "bad-successor",
    title: "Delegated service account takes over another account (BadSuccessor)",
    severity: Severity::High,
    technique: "T1098",
    events: &[(Channel::Security, 5136), (Channel::Security, 5137)],
    audit: "Directory Service Changes (success), with an auditing entry for the two attributes or the class",
    about: "5136 sets msDS-ManagedAccountPrecededByLink; or, milder, 5137 makes an object of class \
            msDS-DelegatedManagedServiceAccount.",
    innocent: "Migrating a service's account to a delegated one (Server 2025): few, by administrators of services.",
};

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    each(&[&RULE], look)
}

fn look(event: &Seen<'_>, shared: &Shared) -> Option<Draft> {
    if event.id() == 5137 && event.is(Field::ObjectClass, "msDS-DelegatedManagedServiceAccount") {
        let name = common_name(event.get(Field::ObjectDn)?)?;
        let what = format!("made the delegated service account {name}");
        return Some(Draft::deed(&RULE, 0.5, event, shared, &what).severity(Severity::Medium));
    }
    if !adds(event, "msDS-ManagedAccountPrecededByLink") {
        return None;
    }
    let whose = event.get(Field::AttributeValue).and_then(common_name).unwrap_or("another account");
    changed(&RULE, 0.8, event, shared, |name| format!("made {name} the successor of {whose}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    #[test]
    fn the_link_and_the_new_account_are_found() {
        let link = [
            ("AttributeLDAPDisplayName", "msDS-ManagedAccountPrecededByLink"),
            ("AttributeValue", "CN=Administrator,CN=Users,DC=corp"),
            ("ObjectDN", "CN=dmsa,OU=x,DC=corp"),
        ];
        assert!(found(detector, &[event(5136, 0, &link)])[0].text.contains("dmsa the successor of Administrator"));
        let made =
            |class| found(detector, &[event(5137, 0, &[("ObjectDN", "CN=d,DC=c"), ("ObjectClass", class)])]).len();
        assert_eq!((made("msDS-DelegatedManagedServiceAccount"), made("user")), (1, 0));
    }
}
