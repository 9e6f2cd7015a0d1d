//! A user plays a controller by taking its name without the dollar sign (noPac).

use std::collections::BTreeMap;

use model::{Channel, Field, Part, Severity};

use super::{address, person, place, user};
use crate::detect::{Detector, Draft, Known, Person, Place, Rule, Seen, Shared, Tally};

const RENAMED: Rule = Rule {
    id: "machine-renamed",
    title: "A machine account lost the dollar sign of its name (noPac)",
    severity: Severity::High,
    technique: "T1078.002",
    events: &[(Channel::Security, 4781)],
    audit: "User Account Management, Computer Account Management (success)",
    about: "4781 from a name with $ to one without; Critical where the new name is a controller's.",
    innocent: "Hardly any: machines are renamed to another name with $.",
};

const SPOOFED: Rule = Rule {
    id: "controller-name-spoofed",
    title: "Tickets for a user who is named like a controller (noPac)",
    severity: Severity::Critical,
    technique: "T1068",
    events: &[(Channel::Security, 4768), (Channel::Security, 4769)],
    audit: "Kerberos Authentication Service, Kerberos Service Ticket Operations (success)",
    about: "4768 or 4769 that succeed for an account whose name is a domain controller's without $.",
    innocent: "A person or service named like a controller.",
};

/// Renamings, and names of people, remembered at most.
const MAX_RENAMED: usize = 10_000;
const MAX_NAMES: usize = 100_000;

#[derive(Default)]
struct NameSpoof {
    renamed: Vec<(String, Draft)>,
    /// Account without `$` -> tickets; names are addresses.
    users: BTreeMap<u32, Tally>,
}

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    Box::<NameSpoof>::default()
}

impl Detector for NameSpoof {
    fn rules(&self) -> &'static [&'static Rule] {
        &[&RENAMED, &SPOOFED]
    }

    fn see(&mut self, event: &Seen<'_>, shared: &mut Shared) {
        if event.id() == 4781 {
            if self.renamed.len() < MAX_RENAMED {
                self.renamed.extend(renamed(event, shared));
            }
            return;
        }
        if event.status.is_some_and(|status| status != 0) || event.is_machine(Field::TargetUserName) {
            return;
        }
        let Some(who) = user(event, shared) else { return };
        if self.users.len() < MAX_NAMES || self.users.contains_key(&who) {
            let from = address(event, shared);
            self.users.entry(who).or_default().add(event, Some(from));
        }
    }

    fn finish(self: Box<Self>, known: &dyn Known, shared: &Shared) -> Vec<Draft> {
        let controller =
            |name: &str, draft: &Draft| known.is_controller(&Place::named(name, draft.first)) == Some(true);
        let spoofs = self.users.iter().filter_map(|(who, tally)| {
            let place = Place::named(shared.texts.text(*who), tally.span?.0);
            (known.is_controller(&place) == Some(true)).then(|| spoof(*who, tally, shared))?
        });
        let spoofs: Vec<Draft> = spoofs.collect();
        let grave = |(name, draft): (String, Draft)| {
            if controller(&name, &draft) { draft.severity(Severity::Critical) } else { draft }
        };
        self.renamed.into_iter().map(grave).chain(spoofs).collect()
    }
}

fn renamed(event: &Seen<'_>, shared: &Shared) -> Option<(String, Draft)> {
    let (old, new) = (event.get(Field::OldTargetUserName)?, event.get(Field::NewTargetUserName)?);
    if !old.ends_with('$') || new.ends_with('$') {
        return None;
    }
    let (old, new) = (model::lower(old).into_owned(), model::lower(new).into_owned());
    let draft = Draft::deed(&RENAMED, 0.85, event, shared, &format!("renamed the machine account {old} to {new}"));
    let sid = event.text(Field::TargetSid).to_owned();
    let victim = Person { user: new.clone(), sid, logger: event.computer().to_owned(), ..Person::default() };
    Some((new, draft.account(Part::Victim, Some(victim))))
}

fn spoof(who: u32, tally: &Tally, shared: &Shared) -> Option<Draft> {
    let name = shared.texts.text(who);
    let text = format!("{name}, named like a controller, got {} Kerberos tickets", tally.count);
    let mut draft = tally.draft(&SPOOFED, 0.85, text)?;
    let first = draft.first;
    draft
        .hosts
        .extend(tally.sorted(shared).iter().filter_map(|from| Some((Part::Source, place(*from, first, shared)?))));
    let target = Some(Place::named(name, first));
    Some(draft.account(Part::Actor, Some(person(who, "", shared))).host(Part::Target, target))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    fn rename(old: &str, new: &str) -> Vec<Draft> {
        found(detector, &[event(4781, 0, &[("OldTargetUserName", old), ("NewTargetUserName", new)])])
    }

    #[test]
    fn a_machine_that_becomes_a_user_is_found() {
        assert_eq!(rename("NEW01$", "dc01")[0].severity, Severity::Critical);
        assert_eq!(rename("NEW01$", "other")[0].severity, Severity::High);
        assert!(rename("NEW01$", "NEW02$").is_empty());
    }

    #[test]
    fn tickets_in_a_controllers_name_are_found_others_not() {
        let ticket = |user| event(4768, 0, &[("TargetUserName", user), ("Status", "0x0"), ("IpAddress", "10.0.0.9")]);
        let drafts = found(detector, &[ticket("DC01"), ticket("DC01$"), ticket("alice")]);
        assert_eq!((drafts.len(), drafts[0].rule.id), (1, SPOOFED.id));
    }
}
