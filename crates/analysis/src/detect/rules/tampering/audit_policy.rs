//! Auditing is switched off.

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::RandomState;
use model::{Channel, Field, Severity, Time};

use crate::detect::{Detector, Draft, Known, Rule, Seen, Shared};

const RULE: Rule = Rule {
    id: "audit-policy-reduced",
    title: "Auditing switched off",
    severity: Severity::High,
    technique: "T1562.002",
    events: &[(Channel::Security, 4719)],
    audit: "Audit Policy Change (success), logged always",
    about: "4719 takes success or failure auditing away and nobody gives it back within 5 minutes: high for logons, \
            Kerberos, credential validation and account management, medium otherwise; low when Windows itself does it.",
    innocent: "Group policy applies a new audit policy as SYSTEM, on every machine; setting a machine up.",
};

/// Success and failure taken away, success and failure given.
const TAKEN: [&str; 2] = ["%%8448", "%%8450"];
const GIVEN: [&str; 2] = ["%%8449", "%%8451"];
/// First groups of the subcategories' GUIDs that logons and accounts are found by (MS-GPAC 2.2.1.2):
/// Logon, Special Logon, the two of Kerberos, Credential Validation, User, Group and Computer Management.
const GRAVE: [&str; 8] =
    ["0cce9215", "0cce921b", "0cce9240", "0cce9242", "0cce923f", "0cce9235", "0cce9237", "0cce9236"];
const FIVE_MINUTES: i64 = 300_000;
/// Changes kept at most; there are 60 subcategories per computer.
const MAX_CHANGES: usize = 50_000;

/// One subcategory of one computer that lost auditing.
struct Change {
    draft: Draft,
    grave: bool,
    system: bool,
}

#[derive(Default)]
struct AuditPolicy {
    /// Not given back yet, by (computer, subcategory).
    open: HashMap<(u32, u32), Change, RandomState>,
    /// Lasting ones.
    lasting: Vec<Change>,
}

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    Box::new(AuditPolicy::default())
}

impl AuditPolicy {
    fn given_back(&mut self, key: (u32, u32), time: Time) {
        let soon = |change: &Change| time.ms() - change.draft.first.ms() <= FIVE_MINUTES;
        if let Some(change) = self.open.remove(&key)
            && !soon(&change)
        {
            self.lasting.push(change);
        }
    }
}

impl Detector for AuditPolicy {
    fn rules(&self) -> &'static [&'static Rule] {
        &[&RULE]
    }

    fn see(&mut self, event: &Seen<'_>, shared: &mut Shared) {
        let (changes, which) = (event.text(Field::AuditPolicyChanges), event.text(Field::SubcategoryGuid));
        let key = (shared.texts.put(event.computer()), shared.lower(which));
        let has = |codes: &[&str]| codes.iter().any(|code| changes.contains(code));
        if has(&TAKEN) && self.open.len() + self.lasting.len() < MAX_CHANGES {
            let what = format!("switched auditing off on {}", event.computer());
            let draft = Draft::deed(&RULE, 0.8, event, shared, &what);
            let bare = which.trim_start_matches('{').to_ascii_lowercase();
            let grave = GRAVE.iter().any(|guid| bare.starts_with(guid));
            let before = self.open.insert(key, Change { draft, grave, system: event.by_system() });
            self.lasting.extend(before);
        } else if has(&GIVEN) {
            self.given_back(key, event.time());
        }
    }

    fn finish(self: Box<Self>, _: &dyn Known, _: &Shared) -> Vec<Draft> {
        let mut days: BTreeMap<(String, i32), Vec<Change>> = BTreeMap::new();
        for change in self.lasting.into_iter().chain(self.open.into_values()) {
            days.entry((change.draft.text.clone(), change.draft.first.day())).or_default().push(change);
        }
        days.into_values().filter_map(together).collect()
    }
}

/// All that one account took away on one computer and day.
fn together(mut changes: Vec<Change>) -> Option<Draft> {
    changes.sort_by_key(|change| change.draft.first);
    let (grave, system) = (changes.iter().any(|change| change.grave), changes.iter().all(|change| change.system));
    let count = changes.len() as u64;
    let last = changes.last()?.draft.first;
    let evidence = changes.iter().flat_map(|change| change.draft.evidence.iter().cloned()).collect();
    let first = changes.into_iter().next()?.draft;
    let (severity, confidence) = match (system, grave) {
        (true, _) => (Severity::Low, 0.3),
        (false, true) => (Severity::High, 0.8),
        (false, false) => (Severity::Medium, 0.6),
    };
    let text = format!("{} ({count} subcategories)", first.text);
    Some(Draft { severity, confidence, last, count, text, evidence, ..first })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    fn change(seconds: i64, guid: &str, changes: &str, sid: &str) -> model::Event {
        let fields = [
            ("SubcategoryGuid", guid),
            ("AuditPolicyChanges", changes),
            ("SubjectUserName", "mallory"),
            ("SubjectUserSid", sid),
        ];
        event(4719, seconds, &fields)
    }

    const LOGON: &str = "{0CCE9215-69AE-11D9-BED3-505054503030}";
    const OTHER: &str = "{0cce9228-69ae-11d9-bed3-505054503030}";

    #[test]
    fn what_is_taken_away_is_one_finding() {
        let both = [change(0, LOGON, "%%8448, %%8450", "S-1-5-21-1"), change(1, OTHER, "%%8448", "S-1-5-21-1")];
        let drafts = found(detector, &both);
        assert_eq!((drafts.len(), drafts[0].count, drafts[0].severity), (1, 2, Severity::High));
        assert_eq!(found(detector, &[change(0, OTHER, "%%8448", "S-1-5-21-1")])[0].severity, Severity::Medium);
        assert_eq!(found(detector, &[change(0, LOGON, "%%8448", "S-1-5-18")])[0].severity, Severity::Low);
    }

    #[test]
    fn what_is_given_or_given_back_at_once_is_none() {
        assert!(found(detector, &[change(0, LOGON, "%%8449", "S-1-5-21-1")]).is_empty());
        let back = |seconds| [change(0, LOGON, "%%8448", "S-1-5-21-1"), change(seconds, LOGON, "%%8449", "S-1-5-21-1")];
        assert_eq!((found(detector, &back(60)).len(), found(detector, &back(3600)).len()), (0, 1));
    }
}
