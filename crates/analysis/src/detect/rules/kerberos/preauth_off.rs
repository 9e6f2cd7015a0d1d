//! An account is made ready for roasting.

use model::{Channel, Field, Part, Severity};

use crate::detect::{Detector, Draft, Rule, Seen, Shared, each};

const RULE: Rule = Rule {
    id: "preauth-disabled",
    title: "Kerberos pre-authentication switched off for an account",
    severity: Severity::Medium,
    technique: "T1558.004",
    events: &[(Channel::Security, 4738)],
    audit: "User Account Management (success)",
    about: "4738 where the flag for no pre-authentication is new: anybody may then ask for a ticket to guess the \
            password with.",
    innocent: "Accounts of very old Unix services; there is no good reason today.",
};

/// The flag as 4738 numbers it (MS-SAMR 2.2.1.12), and its text's number when switched on.
const NO_PREAUTH: u64 = 0x1_0000;
const SWITCHED_ON: &str = "%%2096";

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    each(&[&RULE], look)
}

fn look(event: &Seen<'_>, shared: &Shared) -> Option<Draft> {
    let has = |field| event.number(field).map(|flags| flags & NO_PREAUTH != 0);
    let by_flags = has(Field::NewUacValue) == Some(true) && has(Field::OldUacValue) == Some(false);
    if !by_flags && !event.text(Field::UserAccountControl).contains(SWITCHED_ON) {
        return None;
    }
    let victim = event.object();
    let name = victim.as_ref().map_or_else(|| "an account".to_owned(), crate::detect::Person::shown);
    let draft = Draft::deed(&RULE, 0.7, event, shared, &format!("switched pre-authentication off for {name}"));
    Some(draft.account(Part::Victim, victim))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    #[test]
    fn only_the_switch_counts() {
        let change =
            |old, new| event(4738, 0, &[("OldUacValue", old), ("NewUacValue", new), ("TargetUserName", "bob")]);
        assert_eq!(found(detector, &[change("0x210", "0x10210")]).len(), 1);
        assert!(found(detector, &[change("0x10210", "0x10211"), change("0x10210", "0x210")]).is_empty());
    }
}
