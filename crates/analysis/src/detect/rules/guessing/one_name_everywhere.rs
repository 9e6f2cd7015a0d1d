//! The local administrator is tried on many computers.

use model::{Channel, Field, Severity};

use super::fan::{Fan, Names, fans};
use super::source;
use crate::detect::{Detector, Rule, Seen, Shared};

const RULE: Rule = Rule {
    id: "local-admin-stuffing",
    title: "The administrator's name is tried on many computers",
    severity: Severity::Medium,
    technique: "T1110.004",
    events: &[(Channel::Security, 4624), (Channel::Security, 4625)],
    audit: "Logon (success and failure)",
    about: "4624 or 4625 of type 3 for a user named Administrator on more than 30 computers within 5 minutes from \
            one source.",
    innocent: "Inventory and vulnerability scanners that know the local administrator's password.",
};

const FANS: &[Fan] = &[Fan {
    rule: &RULE,
    pick,
    minutes: 5,
    enough: 31,
    what: "logons as administrator on",
    of: Names::Computers,
    habits: true,
}];

/// The built-in account's name in the languages of Windows that translate it.
const NAMES: [&str; 5] = ["administrator", "administrateur", "administrador", "amministratore", "администратор"];

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    fans(&[&RULE], FANS)
}

fn pick(event: &Seen<'_>, shared: &mut Shared) -> Option<(u32, u32)> {
    if event.logon_type != 3 {
        return None;
    }
    let user = model::lower(event.get(Field::TargetUserName)?);
    if !NAMES.contains(&&*user) {
        return None;
    }
    let from = source(event, shared)?;
    Some((from, shared.texts.put(event.computer())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{found, on};

    fn tries(user: &str, n: i64) -> Vec<model::Event> {
        let one = |i: i64| {
            let fields = [("TargetUserName", user), ("IpAddress", "10.0.0.9"), ("LogonType", "3")];
            on(&format!("ws{i}"), 4625, i, &fields)
        };
        (0..n).map(one).collect()
    }

    #[test]
    fn thirty_one_computers_are_found() {
        let drafts = found(detector, &tries("Administrator", 31));
        assert_eq!((drafts.len(), drafts[0].hosts.len()), (1, 32));
    }

    #[test]
    fn fewer_or_another_name_are_not() {
        assert!(found(detector, &tries("Administrator", 30)).is_empty());
        assert!(found(detector, &tries("svc-inventory", 60)).is_empty());
    }
}
