//! New entries in the access lists that decide over the whole domain.

use std::collections::{BTreeMap, HashMap, HashSet};

use foldhash::fast::RandomState;
use model::{Channel, Field, Severity};

use super::change::{is_about, is_removed};
use crate::detect::{Detector, Draft, Known, Rule, Seen, Shared};

const ROOT: Rule = Rule {
    id: "dcsync-backdoor",
    title: "Right to replicate the directory granted",
    severity: Severity::Critical,
    technique: "T1098",
    events: &[(Channel::Security, 5136)],
    audit: "Directory Service Changes (success), with the domain object's auditing entry for permissions",
    about: "5136 changes the domain object's security descriptor so that an account of the domain gains a replication \
            right (Get-Changes, -All, -In-Filtered-Set) or full control. The old descriptor, logged just before, is \
            subtracted.",
    innocent: "Installing directory synchronisation or Exchange grants such rights once, to its own account.",
};

const HOLDER: Rule = Rule {
    id: "adminsdholder",
    title: "Permissions of AdminSDHolder changed",
    severity: Severity::High,
    technique: "T1098",
    events: &[(Channel::Security, 5136)],
    audit: "Directory Service Changes (success), with an auditing entry on AdminSDHolder",
    about: "5136 on CN=AdminSDHolder,CN=System: its permissions are copied to every administrator's account each hour.",
    innocent: "Exchange's set-up changes it. Otherwise nobody does by accident.",
};

/// DS-Replication-Get-Changes, -All and -In-Filtered-Set (MS-ADTS 5.1.3.2.1).
const RIGHTS: [&str; 3] = [
    "1131f6aa-9c07-11d1-f79f-00c04fc2dcd2",
    "1131f6ad-9c07-11d1-f79f-00c04fc2dcd2",
    "89e95b76-444d-4c62-991a-0facbeda640c",
];
/// How long after the old descriptor the new one is logged: together, but clocks are coarse.
const TOGETHER: i64 = 5_000;
/// Descriptors remembered at most, one per domain and computer, and findings.
const MAX_OLD: usize = 1_000;

/// The descriptor last taken away, per (computer, object).
#[derive(Default)]
struct Grants {
    old: HashMap<(u32, u32), (i64, String), RandomState>,
    /// By their texts.
    drafts: BTreeMap<String, Draft>,
}

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    Box::new(Grants::default())
}

fn entries(descriptor: &str) -> impl Iterator<Item = &str> {
    descriptor.split('(').skip(1).filter_map(|rest| rest.split(')').next())
}

/// Whom an entry lets replicate: `OA;flags;rights;right's id;;who`.
fn lets_replicate(entry: &str) -> Option<&str> {
    let mut parts = entry.split(';');
    let (kind, _, rights) = (parts.next()?, parts.next()?, parts.next()?);
    let (object, who) = (parts.next()?, parts.nth(1)?);
    let by_right = kind == "OA" && RIGHTS.iter().any(|right| object.eq_ignore_ascii_case(right));
    // Write access to the permissions themselves gives everything in the next step.
    let by_control =
        kind == "A" && object.is_empty() && rights.as_bytes().chunks(2).any(|right| right == b"GA" || right == b"WD");
    let account = who.starts_with("S-1-5-21-") || matches!(who, "WD" | "AU" | "DU" | "DC" | "AN" | "BU" | "BG");
    (account && (by_right || by_control)).then_some(who)
}

impl Grants {
    /// Who gained the right, with whether the old descriptor is known.
    fn gained<'a>(&self, key: (u32, u32), time: i64, new: &'a str) -> (Vec<&'a str>, bool) {
        let old = self.old.get(&key).filter(|(then, _)| (time - then).abs() <= TOGETHER);
        let before: HashSet<&str> = old.iter().flat_map(|(_, text)| entries(text)).collect();
        let mut gained: Vec<&str> =
            entries(new).filter(|entry| !before.contains(entry)).filter_map(lets_replicate).collect();
        gained.sort_unstable();
        gained.dedup();
        (gained, old.is_some())
    }

    fn keep(&mut self, draft: Draft) {
        if let Some(same) = self.drafts.get_mut(&draft.text) {
            same.absorb(draft);
        } else if self.drafts.len() < MAX_OLD {
            self.drafts.insert(draft.text.clone(), draft);
        }
    }

    fn root(&mut self, event: &Seen<'_>, shared: &mut Shared) {
        let (dn, value) = (event.text(Field::ObjectDn), event.text(Field::AttributeValue));
        let (key, time) = ((shared.texts.put(event.computer()), shared.lower(dn)), event.time().ms());
        if is_removed(event) {
            if self.old.len() < MAX_OLD || self.old.contains_key(&key) {
                self.old.insert(key, (time, value.to_owned()));
            }
            return;
        }
        let (gained, sure) = self.gained(key, time, value);
        if gained.is_empty() {
            return;
        }
        let what = format!("let {} replicate the directory of {dn}", gained.join(", "));
        // Without the old descriptor the right may have been there for years.
        let draft = Draft::deed(&ROOT, if sure { 0.9 } else { 0.2 }, event, shared, &what);
        self.keep(if sure { draft } else { draft.severity(Severity::Medium) });
    }
}

impl Detector for Grants {
    fn rules(&self) -> &'static [&'static Rule] {
        &[&ROOT, &HOLDER]
    }

    fn see(&mut self, event: &Seen<'_>, shared: &mut Shared) {
        if !is_about(event, "nTSecurityDescriptor") {
            return;
        }
        if event.is(Field::ObjectClass, "domainDNS") {
            self.root(event, shared);
        } else if !is_removed(event)
            && event.text(Field::ObjectDn).to_ascii_lowercase().starts_with("cn=adminsdholder,cn=system,")
        {
            self.keep(Draft::deed(&HOLDER, 0.85, event, shared, "changed the permissions of AdminSDHolder"));
        }
    }

    fn finish(self: Box<Self>, _: &dyn Known, _: &Shared) -> Vec<Draft> {
        self.drafts.into_values().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    const OLD: &str = "O:BAD:AI(OA;;CR;1131f6ad-9c07-11d1-f79f-00c04fc2dcd2;;S-1-5-21-1-2-3-498)(A;;LC;;;AU)";

    fn change(class: &str, dn: &str, operation: &str, value: &str) -> model::Event {
        let fields = [
            ("AttributeLDAPDisplayName", "nTSecurityDescriptor"),
            ("ObjectClass", class),
            ("ObjectDN", dn),
            ("OperationType", operation),
            ("AttributeValue", value),
            ("SubjectUserName", "mallory"),
        ];
        event(5136, 1, &fields)
    }

    fn domain(new: &str) -> Vec<Draft> {
        let changes = [("%%14675", OLD), ("%%14674", new)];
        found(detector, &changes.map(|(operation, value)| change("domainDNS", "DC=corp,DC=local", operation, value)))
    }

    #[test]
    fn only_new_grants_are_found() {
        let granted = format!("{OLD}(OA;;CR;1131f6aa-9c07-11d1-f79f-00c04fc2dcd2;;S-1-5-21-1-2-3-1108)");
        let drafts = domain(&granted);
        assert_eq!(drafts.len(), 1);
        assert!(drafts[0].text.contains("1108") && !drafts[0].text.contains("498"), "{}", drafts[0].text);
        assert!(domain(&format!("{OLD}(OA;;RP;77B5B886-944A-11D1-AEBD-0000F80367C1;;S-1-5-21-1-2-3-1108)")).is_empty());
        assert!(domain(&format!("{OLD}(A;;SWDTLO;;;S-1-5-21-1-2-3-1108)")).is_empty(), "no WD among the pairs");
        assert_eq!(domain(&format!("{OLD}(A;;CCDCLCSWRPWPDTLOCRSDRCWDWO;;;S-1-5-21-1-2-3-1108)")).len(), 1);
    }

    #[test]
    fn adminsdholder_is_found_other_containers_are_not() {
        let at = |dn: &str| found(detector, &[change("container", dn, "%%14674", OLD)]).len();
        assert_eq!((at("CN=AdminSDHolder,CN=System,DC=corp"), at("CN=Policies,CN=System,DC=corp")), (1, 0));
    }
}
