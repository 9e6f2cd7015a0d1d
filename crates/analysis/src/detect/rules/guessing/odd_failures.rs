//! Logons refused for a reason other than the password.

use model::{Channel, Field, Part, Severity};

use super::reason;
use crate::detect::{Detector, Draft, Rule, Seen, Shared, each};

const RULE: Rule = Rule {
    id: "odd-failure-reason",
    title: "An account is used where or when it may not be",
    severity: Severity::Low,
    technique: "T1078",
    events: &[(Channel::Security, 4625), (Channel::Security, 4776)],
    audit: "Logon (failure), Credential Validation (failure)",
    about: "4625 or 4776 because the account is disabled, outside its hours, not allowed on this workstation, blocked \
            by an authentication policy, by a trust, or not granted the logon type.",
    innocent: "Services and phones of people who left; scheduled tasks whose account lost a right.",
};

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    each(&[&RULE], look)
}

fn look(event: &Seen<'_>, _: &Shared) -> Option<Draft> {
    let why = match reason(event)? {
        0xC000_0072 => "the account is disabled",
        0xC000_006F => "it was outside the account's hours",
        0xC000_0070 => "the account may not log on to this workstation",
        0xC000_0413 => "an authentication policy forbids it",
        0xC000_018C => "the trust between the domains failed",
        0xC000_015B => "the logon type is not granted",
        _ => return None,
    };
    if event.is_machine(Field::TargetUserName) {
        return None;
    }
    let (who, from) = (event.target()?, event.source());
    let place = from.as_ref().map_or_else(String::new, |place| format!(" from {}", place.shown()));
    let text = format!("{} was refused on {}{place}: {why}", who.shown(), event.computer());
    let draft = Draft::of(&RULE, 0.25, event.record(), text)
        .account(Part::Actor, Some(who))
        .host(Part::Source, from)
        .host(Part::Target, Some(event.here()));
    Some(draft)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    fn refused(why: &str) -> Vec<Draft> {
        let fields = [("TargetUserName", "alice"), ("Status", "0xC000006E"), ("SubStatus", why), ("LogonType", "3")];
        found(detector, &[event(4625, 0, &fields), event(4625, 9, &fields)])
    }

    #[test]
    fn other_reasons_are_told_wrong_passwords_not() {
        assert_eq!(refused("0xc0000072")[0].count, 2);
        assert!(refused("0xC000006A").is_empty());
    }
}
