//! Machine accounts made by people.

use model::{Channel, Field, Part, Severity};

use crate::detect::{Detector, Draft, Rule, Seen, Shared, each};

const RULE: Rule = Rule {
    id: "computer-account-made",
    title: "Machine account made by an ordinary user",
    severity: Severity::Medium,
    technique: "T1136.002",
    events: &[(Channel::Security, 4741)],
    audit: "Computer Account Management (success)",
    about: "4741 by a person: medium when it used the quota that everybody has (SeMachineAccountPrivilege), otherwise for \
            information.",
    innocent: "Staff who join machines with their own quota; close the quota (ms-DS-MachineAccountQuota 0) and delegate.",
};

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    each(&[&RULE], look)
}

fn look(event: &Seen<'_>, shared: &Shared) -> Option<Draft> {
    let whom = event.object()?;
    if event.by_system() || event.is_machine(Field::SubjectUserName) {
        return None;
    }
    let quota = event.text(Field::PrivilegeList).contains("SeMachineAccountPrivilege");
    let how = if quota { " by the quota of an ordinary user" } else { "" };
    let what = format!("made the machine account {}{how}", whom.shown());
    let draft =
        Draft::deed(&RULE, if quota { 0.6 } else { 0.3 }, event, shared, &what).account(Part::Victim, Some(whom));
    Some(if quota { draft } else { draft.severity(Severity::Info) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    #[test]
    fn the_quota_tells_users_from_administrators() {
        let made = |by, privileges| {
            let fields = [("SubjectUserName", by), ("TargetUserName", "WS09$"), ("PrivilegeList", privileges)];
            found(detector, &[event(4741, 0, &fields)]).first().map(|draft| draft.severity)
        };
        assert_eq!(made("alice", "SeMachineAccountPrivilege"), Some(Severity::Medium));
        assert_eq!((made("admin", "-"), made("SCCM$", "-")), (Some(Severity::Info), None));
    }
}
