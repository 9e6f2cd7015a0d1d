//! A logon of somebody in a group that is watched.

use model::{Channel, Part, Severity, who};

use crate::detect::{Detector, Draft, Rule, Seen, Shared, each};

const RULE: Rule = Rule {
    id: "special-group-logon",
    title: "Logon of a member of a watched group",
    severity: Severity::Info,
    technique: "T1078",
    events: &[(Channel::Security, 4964)],
    audit: "Special Logon (success), with SpecialGroups set in the registry",
    about: "4964: Windows logs it only for groups that somebody chose to watch.",
    innocent: "Administrators at work. It is context: where they logged on, and when.",
};

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    each(&[&RULE], look)
}

fn look(event: &Seen<'_>, _: &Shared) -> Option<Draft> {
    let whom = event.person(&who::TARGET)?;
    let text = format!("{}, of a watched group, logged on to {}", whom.shown(), event.computer());
    let draft = Draft::of(&RULE, 0.3, event.record(), text);
    Some(draft.account(Part::Actor, Some(whom)).host(Part::Target, Some(event.here())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    #[test]
    fn logons_of_one_account_to_one_machine_are_one_finding() {
        let logon = |user, seconds| event(4964, seconds, &[("TargetUserName", user)]);
        let drafts = found(detector, &[logon("admin", 0), logon("admin", 60), logon("other", 90)]);
        assert_eq!((drafts.len(), drafts[0].count), (2, 2));
    }
}
