//! Replication asked for by something that is no controller.

use model::{Channel, Field, Part, Severity};

use crate::detect::{Detector, Draft, Known, Rule, Seen, Shared, each_judged};

const RULE: Rule = Rule {
    id: "dcsync",
    title: "Directory replication by a non-controller (DCSync)",
    severity: Severity::Critical,
    technique: "T1003.006",
    events: &[(Channel::Security, 4662)],
    audit: "Directory Service Access (success), with the domain object's auditing entry for replication",
    about: "4662 with access mask 0x100 and one of the replication rights, by an account that is no controller's; \
            or by a controller's account whose logon came from an address that is no controller's.",
    innocent: "Directory synchronisation (MSOL_ accounts, left out here), some identity products: they come from one \
               server at fixed times.",
};

/// DS-Replication-Get-Changes, -All, -In-Filtered-Set (MS-ADTS 5.1.3.2.1), and the extended right to
/// read secrets of a read-only controller's set.
const RIGHTS: [&str; 4] = [
    "1131f6aa-9c07-11d1-f79f-00c04fc2dcd2",
    "1131f6ad-9c07-11d1-f79f-00c04fc2dcd2",
    "89e95b76-444d-4c62-991a-0facbeda640c",
    "9923a32a-3607-11d2-b9be-0000f87a36b2",
];
/// "Control access": the mask under which extended rights are asked for.
const CONTROL_ACCESS: u64 = 0x100;

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    each_judged(&[&RULE], look, judge)
}

fn look(event: &Seen<'_>, shared: &Shared) -> Option<Draft> {
    let asked = event.text(Field::Properties).to_ascii_lowercase();
    if event.number(Field::AccessMask) != Some(CONTROL_ACCESS) || !RIGHTS.iter().any(|right| asked.contains(right)) {
        return None;
    }
    let who = event.subject()?;
    let own = who.sid == "S-1-5-18" || who.domain == "window manager" || who.user.starts_with("msol_");
    let from = shared.came_from(event);
    // A machine's account is judged by where it came from; without that, machines replicate.
    if own || (who.is_machine() && from.is_none()) {
        return None;
    }
    let place = from.as_ref().map_or_else(String::new, |place| format!(" from {}", place.shown()));
    let text = format!("{} asked {} to replicate the directory{place}", who.shown(), event.computer());
    let draft = Draft::of(&RULE, 0.95, event.record(), text)
        .account(Part::Actor, Some(who))
        .host(Part::Source, from)
        .host(Part::Target, Some(event.here()));
    Some(draft)
}

fn judge(draft: &mut Draft, known: &dyn Known) -> bool {
    let machine = draft.accounts.iter().any(|(_, who)| who.is_machine());
    let source = draft.hosts.iter().find(|(part, _)| *part == Part::Source);
    !machine || source.is_some_and(|(_, place)| known.is_controller(place) == Some(false))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    const ASKS: [(&str, &str); 4] = [
        ("AccessMask", "0x100"),
        ("Properties", "%%7688 {1131f6ad-9c07-11d1-f79f-00c04fc2dcd2} {19195a5b-6da0-11d0-afd3-00c04fd930c9}"),
        ("SubjectDomainName", "CORP"),
        ("SubjectLogonId", "0xabc"),
    ];

    fn asks(user: &'static str) -> Vec<(&'static str, &'static str)> {
        [&ASKS[..], &[("SubjectUserName", user)]].concat()
    }

    fn logon(address: &'static str) -> model::Event {
        event(4624, 0, &[("TargetLogonId", "0xabc"), ("IpAddress", address), ("LogonType", "3")])
    }

    #[test]
    fn a_person_who_replicates_is_found_with_the_address() {
        let drafts = found(detector, &[logon("10.0.0.9"), event(4662, 1, &asks("mallory"))]);
        assert_eq!(drafts.len(), 1);
        assert_eq!(drafts[0].hosts[0].1.shown(), "10.0.0.9");
    }

    #[test]
    fn controllers_replicate_unless_they_come_from_elsewhere() {
        assert!(found(detector, &[event(4662, 1, &asks("DC02$"))]).is_empty());
        assert!(found(detector, &[logon("10.0.0.1"), event(4662, 1, &asks("DC02$"))]).is_empty(), "a controller's");
        assert_eq!(found(detector, &[logon("10.0.0.9"), event(4662, 1, &asks("DC02$"))]).len(), 1);
    }
}
