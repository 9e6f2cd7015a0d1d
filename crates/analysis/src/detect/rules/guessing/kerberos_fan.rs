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
];

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    fans(&[&SPRAY, &NAMES, &DISABLED], FANS)
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
            event(id, i, &[("TargetUserName", &name), ("IpAddress", "::ffff:10.0.0.9"), ("Status", status)])
        };
        (0..n).map(one).collect()
    }

    #[test]
    fn many_accounts_are_found_by_what_failed() {
        for (id, status, rule) in [(4771, "0x18", SPRAY.id), (4768, "0x6", NAMES.id), (4768, "0x12", DISABLED.id)] {
            let drafts = found(detector, &tries(id, status, 11));
            assert_eq!((drafts.len(), drafts[0].rule.id), (1, rule));
            assert!(found(detector, &tries(id, status, 10)).is_empty());
        }
    }

    #[test]
    fn tickets_that_were_given_are_no_guesses() {
        assert!(found(detector, &tries(4768, "0x0", 50)).is_empty());
    }
}
