//! Who may act in others' names: the three kinds of Kerberos delegation, and the right to set them.

use model::{Channel, Field, Severity};

use super::change::{adds, changed};
use crate::detect::{Detector, Draft, Rule, Seen, Shared, each};

const CONSTRAINED: Rule = Rule {
    id: "delegation-set",
    title: "Account may act for others at certain services",
    severity: Severity::Medium,
    technique: "T1098",
    events: &[(Channel::Security, 4738), (Channel::Security, 4742), (Channel::Security, 5136)],
    audit: "User Account Management, Computer Account Management or Directory Service Changes (success)",
    about: "4738 or 4742 with services in AllowedToDelegateTo, or 5136 adding to msDS-AllowedToDelegateTo; critical when \
            krbtgt is among the services.",
    innocent: "Administrators of web and database servers set it up once per service.",
};

const RESOURCE: Rule = Rule {
    id: "rbcd-set",
    title: "Others may act for anybody at a machine (resource-based delegation)",
    severity: Severity::High,
    technique: "T1098",
    events: &[(Channel::Security, 5136)],
    audit: "Directory Service Changes (success), with an auditing entry on computers",
    about: "5136 adds to msDS-AllowedToActOnBehalfOfOtherIdentity.",
    innocent: "Rarely set up on purpose, for web servers and clusters. A machine that sets it for itself was relayed.",
};

const ANY: Rule = Rule {
    id: "unconstrained-delegation",
    title: "Account may act for others everywhere",
    severity: Severity::High,
    technique: "T1098",
    events: &[(Channel::Security, 4738), (Channel::Security, 4742)],
    audit: "User Account Management or Computer Account Management (success)",
    about: "4738 or 4742 where the flag TrustedForDelegation is new, or, milder, TrustedToAuthForDelegation (which lets it act for \
            people who never logged on there); the accounts of controllers have the former.",
    innocent: "Old web servers. It should be replaced by delegation to certain services.",
};

const RIGHT: Rule = Rule {
    id: "delegation-right",
    title: "Right to trust accounts for delegation granted",
    severity: Severity::High,
    technique: "T1098",
    events: &[(Channel::Security, 4704)],
    audit: "Authorization Policy Change (success)",
    about: "4704 gives somebody SeEnableDelegationPrivilege.",
    innocent: "Hardly anybody but administrators needs it; a change of the controllers' policy logs it on each of them.",
};

/// Flags as 4738 and 4742 number them (MS-SAMR 2.2.1.12), not as the directory does.
const TRUSTED: u64 = 0x2000;
const TRUSTED_TO_AUTHENTICATE: u64 = 0x4_0000;
const CONTROLLER: u64 = 0x100;

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    each(&[&CONSTRAINED, &RESOURCE, &ANY], look)
}

pub(in crate::detect::rules) fn right() -> Box<dyn Detector> {
    each(&[&RIGHT], look_right)
}

fn look(event: &Seen<'_>, shared: &Shared) -> Option<Draft> {
    if adds(event, "msDS-AllowedToActOnBehalfOfOtherIdentity") {
        let what = |name: &str| format!("let others act for anybody at {name}");
        return changed(&RESOURCE, 0.85, event, shared, what);
    }
    let services = match event.id() {
        5136 if adds(event, "msDS-AllowedToDelegateTo") => event.get(Field::AttributeValue)?,
        5136 => return None,
        _ => match event.get(Field::AllowedToDelegateTo).filter(|text| !text.starts_with("%%")) {
            Some(services) => services,
            None => return flags(event, shared),
        },
    };
    let krbtgt = services.to_ascii_lowercase().contains("krbtgt");
    let at = if krbtgt { "the ticket-granting service" } else { "certain services" };
    let draft = changed(&CONSTRAINED, 0.6, event, shared, |name| format!("let {name} act for others at {at}"))?;
    if !krbtgt {
        return Some(draft);
    }
    Some(Draft { confidence: 0.9, ..draft.severity(Severity::Critical) })
}

fn flags(event: &Seen<'_>, shared: &Shared) -> Option<Draft> {
    let (old, new) = (event.number(Field::OldUacValue)?, event.number(Field::NewUacValue)?);
    let gained = new & !old;
    if new & CONTROLLER != 0 || gained & (TRUSTED | TRUSTED_TO_AUTHENTICATE) == 0 {
        return None;
    }
    if gained & TRUSTED != 0 {
        return changed(&ANY, 0.7, event, shared, |name| format!("let {name} act for others everywhere"));
    }
    let what = |name: &str| format!("let {name} act for people who never logged on there");
    changed(&ANY, 0.5, event, shared, what).map(|draft| draft.severity(Severity::Medium))
}

fn look_right(event: &Seen<'_>, shared: &Shared) -> Option<Draft> {
    let granted = event.text(Field::PrivilegeList).contains("SeEnableDelegationPrivilege");
    let whom = event.get(Field::TargetSid).unwrap_or("somebody");
    granted.then(|| {
        let what = format!("gave {whom} the right to trust accounts for delegation");
        Draft::deed(&RIGHT, 0.8, event, shared, &what)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    fn one(id: u32, fields: &[(&str, &str)]) -> Vec<&'static str> {
        let all = [fields, &[("SubjectUserName", "mallory"), ("TargetUserName", "WS07$")]].concat();
        found(detector, &[event(id, 0, &all)]).iter().map(|draft| draft.rule.id).collect()
    }

    #[test]
    fn delegation_to_services_is_found() {
        assert_eq!(one(4742, &[("AllowedToDelegateTo", "cifs/srv01 cifs/srv01.corp.local")]), ["delegation-set"]);
        assert!(one(4742, &[("AllowedToDelegateTo", "-")]).is_empty());
        let krbtgt = [("TargetUserName", "svc"), ("AllowedToDelegateTo", "krbtgt/CORP")];
        assert_eq!(found(detector, &[event(4738, 0, &krbtgt)])[0].severity, Severity::Critical);
    }

    #[test]
    fn resource_based_delegation_is_found_its_removal_is_not() {
        let change = |operation| {
            let attribute = ("AttributeLDAPDisplayName", "msDS-AllowedToActOnBehalfOfOtherIdentity");
            one(5136, &[attribute, ("ObjectDN", "CN=WS07,DC=corp"), ("OperationType", operation)])
        };
        assert_eq!(change("%%14674"), ["rbcd-set"]);
        assert!(change("%%14675").is_empty());
    }

    #[test]
    fn the_new_flag_is_found_an_old_one_or_a_controllers_is_not() {
        let flags = |old, new| one(4742, &[("OldUacValue", old), ("NewUacValue", new)]);
        assert_eq!(flags("0x80", "0x2080"), ["unconstrained-delegation"]);
        assert!(flags("0x2080", "0x2084").is_empty());
        assert!(flags("0x100", "0x2100").is_empty());
    }

    #[test]
    fn only_the_one_right_matters() {
        let granted = |right| found(super::right, &[event(4704, 0, &[("PrivilegeList", right)])]).len();
        assert_eq!((granted("SeEnableDelegationPrivilege"), granted("SeBatchLogonRight")), (1, 0));
    }
}
