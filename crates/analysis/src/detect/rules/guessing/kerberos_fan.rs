//! One source tries many accounts at the ticket service.

use model::{Channel, Field, Severity};

use super::fan::{Fan, Names, fans};
use super::{PREAUTH_FAILED, name, source};
use crate::detect::{Detector, Rule, Seen, Shared};

const SPRAY: Rule = Rule {
    id: "kerberos-spray",
    title: "Kerberos passwords of many accounts are tried from one source",
    severity: Severity::High,
    technique: "T1110.003",
    events: &[(Channel::Security, 4771)],
    audit: "Kerberos Authentication Service (failure)",
    about: "4771 with status 0x18 (wrong password) for more than 10 accounts within a day; High within half an hour.",
    innocent: "Terminal servers and NAT addresses with many users who mistype over the day.",
};

const NAMES: Rule = Rule {
    id: "kerberos-user-enumeration",
    title: "Kerberos is asked for many names that do not exist",
    severity: Severity::Medium,
    technique: "T1087.002",
    events: &[(Channel::Security, 4768)],
    audit: "Kerberos Authentication Service (failure)",
    about: "4768 with status 0x6 (no such name) for more than 10 names within a day from one source.",
    innocent: "Systems of a removed domain, a server that still asks for accounts of people who left.",
};

const DISABLED: Rule = Rule {
    id: "kerberos-disabled-accounts",
    title: "Kerberos is asked for many disabled accounts",
    severity: Severity::Medium,
    technique: "T1110.003",
    events: &[(Channel::Security, 4768)],
    audit: "Kerberos Authentication Service (failure)",
    about: "4768 with status 0x12 (disabled, expired or locked) for more than 10 accounts within a day from one \
            source.",
    innocent: "A mass lockout, after which everybody behind one address tries again.",
};

const QUICK: Rule = Rule {
    id: "kerberos-guessing",
    title: "Kerberos names and passwords are tried in quick succession",
    severity: Severity::Medium,
    technique: "T1110.003",
    events: &[(Channel::Security, 4768), (Channel::Security, 4771)],
    audit: "Kerberos Authentication Service (failure)",
    about: "4768 with status 0x6 (no such name) and 4771 with status 0x18 (wrong password), together for 6 accounts or \
            more within five minutes from one source: short lists of names, which the daily counts miss.",
    innocent: "A server that starts many services with passwords that have expired.",
};

const UNKNOWN_NAME: u32 = 0x6;
const REVOKED: u32 = 0x12;
const DAY: i64 = 24 * 60;

const FANS: &[Fan] = &[
    Fan {
        rule: &SPRAY,
        pick: |event, shared| pick(event, shared, PREAUTH_FAILED),
        minutes: DAY,
        enough: 11,
        what: "wrong Kerberos passwords for",
        of: Names::Accounts,
        habits: false,
    },
    Fan {
        rule: &NAMES,
        pick: |event, shared| pick(event, shared, UNKNOWN_NAME),
        minutes: DAY,
        enough: 11,
        what: "ticket requests for unknown names:",
        of: Names::Accounts,
        habits: false,
    },
    Fan {
        rule: &DISABLED,
        pick: |event, shared| pick(event, shared, REVOKED),
        minutes: DAY,
        enough: 11,
        what: "ticket requests for disabled or locked accounts:",
        of: Names::Accounts,
        habits: false,
    },
    Fan {
        rule: &QUICK,
        pick: |event, shared| {
            let wrong = if event.id() == 4771 { PREAUTH_FAILED } else { UNKNOWN_NAME };
            pick(event, shared, wrong)
        },
        minutes: 5,
        enough: 6,
        what: "wrong names and passwords at Kerberos for",
        of: Names::Accounts,
        habits: true,
    },
];

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    fans(&[&SPRAY, &NAMES, &DISABLED, &QUICK], FANS)
}

fn pick(event: &Seen<'_>, shared: &mut Shared, status: u32) -> Option<(u32, u32)> {
    if event.status != Some(status) || event.is_machine(Field::TargetUserName) {
        return None;
    }
    Some((source(event, shared)?, name(event, shared)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    fn tries(id: u32, status: &str, n: i64) -> Vec<model::Event> {
        let one = |i: i64| {
            let name = format!("user{i}");
            event(id, i * 60, &[("TargetUserName", &name), ("IpAddress", "::ffff:10.0.0.9"), ("Status", status)])
        };
        (0..n).map(one).collect()
    }

    #[test]
    fn a_short_list_in_quick_succession_is_found() {
        let one = |i: i64| {
            let (id, status) = if i < 4 { (4768, "0x6") } else { (4771, "0x18") };
            let name = format!("user{i}");
            event(id, i, &[("TargetUserName", &name), ("IpAddress", "10.0.0.9"), ("Status", status)])
        };
        let rules = |n: i64| -> Vec<&str> {
            found(detector, &(0..n).map(one).collect::<Vec<_>>()).iter().map(|draft| draft.rule.id).collect()
        };
        assert!(rules(5).is_empty());
        assert_eq!(rules(6), [QUICK.id]);
    }

    #[test]
    fn many_accounts_are_found_by_what_failed() {
        for (id, status, rule) in [(4771, "0x18", SPRAY.id), (4768, "0x6", NAMES.id), (4768, "0x12", DISABLED.id)] {
            let rules = |n| -> Vec<&str> {
                // One a minute is not in quick succession.
                found(detector, &tries(id, status, n)).iter().map(|draft| draft.rule.id).collect()
            };
            assert_eq!(rules(11), [rule]);
            assert!(rules(10).is_empty());
        }
    }

    #[test]
    fn tickets_that_were_given_are_no_guesses() {
        assert!(found(detector, &tries(4768, "0x0", 50)).is_empty());
    }
}
