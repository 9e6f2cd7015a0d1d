//! What holds for the whole domain: its two default policies, its trusts, its recovery password.

use model::{Channel, Field, Severity};

use super::change::is_removed;
use crate::detect::{Detector, Draft, Rule, Seen, Shared, each};

const DEFAULTS: Rule = Rule {
    id: "default-policy-changed",
    title: "Default group policy of the domain or its controllers changed",
    severity: Severity::Medium,
    technique: "T1484.001",
    events: &[(Channel::Security, 5136)],
    audit: "Directory Service Changes (success), with an auditing entry on group policies",
    about: "5136 on the default domain policy {31B2F340-...} or the default controllers' policy {6AC1786C-...}: low when \
            only settings changed (versionNumber), medium when extensions or permissions did.",
    innocent: "Administrators edit both now and then; compare with the change calendar and a backup of the policies.",
};

const TRUST: Rule = Rule {
    id: "trust-added",
    title: "Trust with another domain made",
    severity: Severity::High,
    technique: "T1484.002",
    events: &[(Channel::Security, 4706)],
    audit: "Authentication Policy Change (success)",
    about: "4706: the domain trusts another one, or is trusted by it.",
    innocent: "Mergers and new forests; everybody concerned knows of it beforehand.",
};

const RECOVERY: Rule = Rule {
    id: "dsrm-password",
    title: "A controller's recovery password was set",
    severity: Severity::High,
    technique: "T1098",
    events: &[(Channel::Security, 4794)],
    audit: "User Account Management (success and failure)",
    about: "4794: somebody set the password of directory services restore mode, a local administrator of the controller.",
    innocent: "Administrators rotate it once or twice a year.",
};

/// Names of the two policies that every domain has (MS-GPOD 1.1.4).
const POLICIES: [(&str, &str); 2] = [
    ("31b2f340-016d-11d2-945f-00c04fb984f9", "domain"),
    ("6ac1786c-016f-11d2-945f-00c04fb984f9", "domain controllers"),
];

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    each(&[&DEFAULTS, &TRUST, &RECOVERY], look)
}

fn look(event: &Seen<'_>, shared: &Shared) -> Option<Draft> {
    match event.id() {
        4706 => {
            let with = event.text(Field::DomainName);
            Some(Draft::deed(&TRUST, 0.7, event, shared, &format!("made a trust with the domain {with}")))
        }
        4794 => {
            let what = format!("set the recovery password of {}", event.computer());
            Some(Draft::deed(&RECOVERY, 0.8, event, shared, &what))
        }
        _ => default_policy(event, shared),
    }
}

fn default_policy(event: &Seen<'_>, shared: &Shared) -> Option<Draft> {
    if !event.is(Field::ObjectClass, "groupPolicyContainer") || is_removed(event) {
        return None;
    }
    let dn = event.get(Field::ObjectDn)?.to_ascii_lowercase();
    let (_, whose) = POLICIES.iter().find(|(id, _)| dn.contains(id))?;
    let settings = event.is(Field::AttributeLdapDisplayName, "versionNumber");
    let (confidence, part) = if settings { (0.3, "settings") } else { (0.5, "extensions or permissions") };
    let draft = Draft::deed(
        &DEFAULTS,
        confidence,
        event,
        shared,
        &format!("changed {part} of the default policy of the {whose}"),
    );
    Some(if settings { draft.severity(Severity::Low) } else { draft })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    fn policy(id: &str, attribute: &str) -> Vec<Severity> {
        let dn = format!("CN={{{id}}},CN=POLICIES,CN=SYSTEM,DC=corp");
        let fields = [
            ("ObjectClass", "groupPolicyContainer"),
            ("ObjectDN", dn.as_str()),
            ("AttributeLDAPDisplayName", attribute),
            ("OperationType", "%%14674"),
        ];
        found(detector, &[event(5136, 0, &fields)]).iter().map(|draft| draft.severity).collect()
    }

    #[test]
    fn default_policies_are_found_others_are_not() {
        assert_eq!(policy("31B2F340-016D-11D2-945F-00C04FB984F9", "versionNumber"), [Severity::Low]);
        assert_eq!(policy("6AC1786C-016F-11D2-945F-00C04FB984F9", "gPCMachineExtensionNames"), [Severity::Medium]);
        assert!(policy("127328D6-A8A8-49E3-BA71-410C945F42CE", "versionNumber").is_empty());
    }

    #[test]
    fn trusts_and_recovery_passwords_are_found() {
        let admin = [("SubjectUserName", "Admin"), ("DomainName", "other.lan")];
        let drafts = found(detector, &[event(4706, 0, &admin), event(4794, 1, &admin)]);
        assert_eq!((drafts.len(), drafts[0].text.as_str()), (2, "admin made a trust with the domain other.lan"));
    }
}
