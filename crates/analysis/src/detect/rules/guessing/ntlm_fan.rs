//! One workstation's NTLM validations fail for many accounts.

use model::{Channel, Field, Severity};

use super::fan::{Fan, Names, fans};
use super::{NO_SUCH_USER, WRONG_PASSWORD, name, source};
use crate::detect::{Detector, Rule, Seen, Shared};

const RULE: Rule = Rule {
    id: "ntlm-spray",
    title: "NTLM validations of many accounts fail for one workstation",
    severity: Severity::High,
    technique: "T1110.003",
    events: &[(Channel::Security, 4776)],
    audit: "Credential Validation (failure)",
    about: "4776 with 0xC000006A or 0xC0000064 for more than 10 accounts within a day from one workstation name, or \
            from clients that give none; High within half an hour.",
    innocent: "Mail and web servers that check everybody's password by NTLM: the workstation is then theirs.",
};

const FANS: &[Fan] = &[Fan {
    rule: &RULE,
    pick,
    minutes: 24 * 60,
    enough: 11,
    what: "NTLM validations failed for",
    of: Names::Accounts,
    habits: false,
}];

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    fans(&[&RULE], FANS)
}

fn pick(event: &Seen<'_>, shared: &mut Shared) -> Option<(u32, u32)> {
    let guess = matches!(event.status, Some(WRONG_PASSWORD | NO_SUCH_USER));
    if !guess || event.is_machine(Field::TargetUserName) {
        return None;
    }
    // Number 0 is the empty text: tools often send no name at all.
    let from = if event.get(Field::Workstation).is_none() { 0 } else { source(event, shared)? };
    Some((from, name(event, shared)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    fn tries(status: &str, workstation: &str, n: i64) -> Vec<model::Event> {
        let one = |i: i64| {
            let name = format!("user{i}");
            event(4776, i, &[("TargetUserName", &name), ("Workstation", workstation), ("Status", status)])
        };
        (0..n).map(one).collect()
    }

    #[test]
    fn many_accounts_of_one_or_no_workstation_are_found() {
        assert_eq!(found(detector, &tries("0xC000006A", "WS09", 11))[0].hosts[0].1.shown(), "ws09");
        assert!(found(detector, &tries("0xC0000064", "", 11))[0].hosts.is_empty());
    }

    #[test]
    fn few_or_locked_accounts_are_not() {
        assert!(found(detector, &tries("0xC000006A", "WS09", 10)).is_empty());
        assert!(found(detector, &tries("0xC0000234", "WS09", 20)).is_empty());
    }
}
