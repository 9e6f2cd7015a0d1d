//! One source tries many accounts, or many names that do not exist.

use model::{Channel, Field, Severity};

use super::fan::{Fan, Names, fans};
use super::{NO_SUCH_USER, name, reason, source};
use crate::detect::{Detector, Rule, Seen, Shared};

const SPRAY: Rule = Rule {
    id: "password-spray",
    title: "Logons of many accounts fail from one source",
    severity: Severity::High,
    technique: "T1110.003",
    events: &[(Channel::Security, 4625)],
    audit: "Logon (failure)",
    about: "4625 of type 3 from one address for more than 10 accounts within a day; High within half an hour.",
    innocent: "Vulnerability scanners, and NAT or proxy addresses behind which many people mistype: see whether one \
               password policy window separates the tries.",
};

const NAMES: Rule = Rule {
    id: "user-guessing",
    title: "Names that do not exist are tried from one source",
    severity: Severity::Medium,
    technique: "T1110.003",
    events: &[(Channel::Security, 4625)],
    audit: "Logon (failure)",
    about: "4625 with SubStatus 0xC0000064 (no such user) for more than 3 names within 5 minutes from one source; \
            Low, and told once, for a source that does so on three days.",
    innocent: "Vulnerability scanners, printers and cameras with a list of old names.",
};

const FANS: &[Fan] = &[
    Fan {
        rule: &SPRAY,
        pick: failed,
        minutes: 24 * 60,
        enough: 11,
        what: "logons failed for",
        of: Names::Accounts,
        habits: false,
    },
    Fan {
        rule: &NAMES,
        pick: unknown,
        minutes: 5,
        enough: 4,
        what: "logons failed for unknown names:",
        of: Names::Accounts,
        habits: true,
    },
];

/// Failures that say nothing about a password: logon type not granted, no logon servers, clock skew
/// and two session errors (Elastic's list).
const OTHER: [u32; 5] = [0xC000_015B, 0xC000_005E, 0xC000_0133, 0xC000_0192, 0xC000_00DC];

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    fans(&[&SPRAY, &NAMES], FANS)
}

fn failed(event: &Seen<'_>, shared: &mut Shared) -> Option<(u32, u32)> {
    let asks = event.logon_type == 3 && !event.is_machine(Field::TargetUserName);
    if !asks || event.status.is_some_and(|status| OTHER.contains(&status)) {
        return None;
    }
    Some((source(event, shared)?, name(event, shared)?))
}

fn unknown(event: &Seen<'_>, shared: &mut Shared) -> Option<(u32, u32)> {
    if reason(event) != Some(NO_SUCH_USER) || event.is_machine(Field::TargetUserName) {
        return None;
    }
    Some((source(event, shared)?, name(event, shared)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    fn fails(user: &str, seconds: i64, why: &str) -> model::Event {
        let fields = [
            ("TargetUserName", user),
            ("IpAddress", "10.0.0.9"),
            ("LogonType", "3"),
            ("Status", "0xC000006D"),
            ("SubStatus", why),
        ];
        event(4625, seconds, &fields)
    }

    fn tries(n: usize, apart: i64, why: &str) -> Vec<model::Event> {
        (0..n).map(|i| fails(&format!("user{i}"), i as i64 * apart, why)).collect()
    }

    #[test]
    fn eleven_accounts_are_a_spray_ten_are_not() {
        assert!(found(detector, &tries(10, 600, "0xC000006A")).is_empty());
        let drafts = found(detector, &tries(11, 600, "0xC000006A"));
        assert_eq!((drafts.len(), drafts[0].count, drafts[0].severity), (1, 11, Severity::Medium));
        assert_eq!(drafts[0].accounts.len(), 11);
        let mut burst = tries(11, 60, "0xC000006A");
        burst.push(fails("early", -20_000, "0xC000006A"));
        assert_eq!(found(detector, &burst)[0].severity, Severity::High, "whatever else happened that day");
    }

    #[test]
    fn one_account_many_times_is_none() {
        assert!(found(detector, &(0..50).map(|i| fails("alice", i, "0xC000006A")).collect::<Vec<_>>()).is_empty());
    }

    #[test]
    fn a_scanner_of_every_day_is_told_once() {
        let day = |day: i64| (0..5).map(move |i| fails(&format!("old{i}"), day * 86_400 + i, "0xC0000064"));
        let drafts = found(detector, &(0..4).flat_map(day).collect::<Vec<_>>());
        assert_eq!((drafts.len(), drafts[0].severity, drafts[0].count), (1, Severity::Low, 20));
    }

    #[test]
    fn four_unknown_names_are_guessing_three_are_not() {
        assert!(found(detector, &tries(3, 10, "0xC0000064")).is_empty());
        assert_eq!(found(detector, &tries(4, 10, "0xC0000064"))[0].rule.id, "user-guessing");
    }
}
