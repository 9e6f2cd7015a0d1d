//! Flags that make an account easier to take over, and accounts that should stay disabled.

use model::{Channel, Field, Part, Severity};

use crate::detect::{Detector, Draft, Rule, Seen, Shared, each};

const FLAGS: Rule = Rule {
    id: "account-weakened",
    title: "Account made easier to take over",
    severity: Severity::Medium,
    technique: "T1098",
    events: &[(Channel::Security, 4738)],
    audit: "User Account Management (success)",
    about: "4738 where a flag is new: no password needed, password stored reversibly, DES only; low for a password that \
            never expires.",
    innocent: "Service accounts get passwords that do not expire. The other flags have no good use today.",
};

const ENABLED: Rule = Rule {
    id: "builtin-enabled",
    title: "Guest or krbtgt enabled",
    severity: Severity::High,
    technique: "T1078.001",
    events: &[(Channel::Security, 4722)],
    audit: "User Account Management (success)",
    about: "4722 for the account with RID 501 or 502, which are disabled everywhere.",
    innocent: "Kiosks of old used Guest.",
};

/// Flags as 4738 numbers them (MS-SAMR 2.2.1.12).
const FLAG_TEXTS: [(u64, &str); 4] = [
    (0x4, "usable without a password"),
    (0x800, "stored with a reversible password"),
    (0x8000, "use DES only"),
    (0x200, "keep its password for ever"),
];
const NEVER_EXPIRES: u64 = 0x200;

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    each(&[&FLAGS, &ENABLED], look)
}

fn look(event: &Seen<'_>, shared: &Shared) -> Option<Draft> {
    if event.id() == 4722 {
        let builtin = matches!(event.rid(Field::TargetSid), Some(501 | 502));
        let whom = event.object().filter(|whom| builtin && !whom.is_machine())?;
        let what = format!("enabled the account {}", whom.shown());
        return Some(Draft::deed(&ENABLED, 0.8, event, shared, &what).account(Part::Victim, Some(whom)));
    }
    let gained = event.number(Field::NewUacValue)? & !event.number(Field::OldUacValue)?;
    let (flag, text) = FLAG_TEXTS.iter().find(|(flag, _)| gained & flag != 0)?;
    if event.by_system() {
        return None;
    }
    let whom = event.object()?;
    let what = format!("made {} {text}", whom.shown());
    let mild = *flag == NEVER_EXPIRES;
    let draft =
        Draft::deed(&FLAGS, if mild { 0.3 } else { 0.6 }, event, shared, &what).account(Part::Victim, Some(whom));
    Some(if mild { draft.severity(Severity::Low) } else { draft })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    #[test]
    fn new_flags_are_found_old_ones_are_not() {
        let flags = |old, new| {
            let fields = [("TargetUserName", "alice"), ("OldUacValue", old), ("NewUacValue", new)];
            found(detector, &[event(4738, 0, &fields)]).first().map(|draft| draft.severity)
        };
        assert_eq!(flags("0x210", "0xA10"), Some(Severity::Medium));
        assert_eq!(flags("0x10", "0x210"), Some(Severity::Low));
        assert_eq!((flags("0xA10", "0xA10"), flags("0x210", "0x4210"), flags("-", "-")), (None, None, None));
    }

    #[test]
    fn guest_enabled_is_found_others_are_not() {
        let enabled = |sid| found(detector, &[event(4722, 0, &[("TargetUserName", "x"), ("TargetSid", sid)])]).len();
        assert_eq!((enabled("S-1-5-21-1-2-3-501"), enabled("S-1-5-21-1-2-3-1501")), (1, 0));
    }
}
