//! Several accounts are locked out by one machine.

use model::whence::workstation;
use model::{Channel, Field, Severity};

use super::fan::{Fan, Names, fans};
use super::name;
use crate::detect::{Detector, Rule, Seen, Shared};

const RULE: Rule = Rule {
    id: "lockouts",
    title: "One machine locks several accounts out",
    severity: Severity::Medium,
    technique: "T1110",
    events: &[(Channel::Security, 4740)],
    audit: "User Account Management (success)",
    about: "4740 for 3 or more accounts within 10 minutes from one caller computer.",
    innocent: "A mail or file server in front of people whose passwords have just expired.",
};

const FANS: &[Fan] =
    &[Fan { rule: &RULE, pick, minutes: 10, enough: 3, what: "lockouts of", of: Names::Accounts, habits: false }];

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    fans(&[&RULE], FANS)
}

/// The caller computer stands in the field for the domain.
fn pick(event: &Seen<'_>, shared: &mut Shared) -> Option<(u32, u32)> {
    let caller = workstation(event.get(Field::TargetDomainName))?;
    Some((shared.texts.put(&caller), name(event, shared)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    fn locked(user: &str, caller: &str, seconds: i64) -> model::Event {
        event(4740, seconds, &[("TargetUserName", user), ("TargetDomainName", caller)])
    }

    #[test]
    fn three_accounts_of_one_caller_are_found() {
        let three = [locked("a", "WS09", 0), locked("b", "WS09", 9), locked("c", "WS09", 99)];
        assert_eq!(found(detector, &three)[0].hosts[0].1.shown(), "ws09");
    }

    #[test]
    fn three_accounts_of_three_callers_are_not() {
        assert!(found(detector, &[locked("a", "WS1", 0), locked("b", "WS2", 9), locked("c", "WS3", 99)]).is_empty());
    }
}
