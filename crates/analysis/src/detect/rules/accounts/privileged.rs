//! Somebody joins a group that rules the domain or a machine.

use model::{Channel, Field, Part, Severity};

use super::people::{self, People};
use crate::detect::rules::directory::change::common_name;
use crate::detect::{Detector, Draft, Known, Person, Rule, Seen, Shared};

const RULE: Rule = Rule {
    id: "privileged-group-add",
    title: "Account added to a privileged group",
    severity: Severity::High,
    technique: "T1098.007",
    events: &[
        (Channel::Security, 4728),
        (Channel::Security, 4732),
        (Channel::Security, 4756),
        // These tell the names of members that the others give only as SIDs.
        people::CREATED,
        people::ENABLED,
        people::CHANGED,
    ],
    audit: "Security Group Management (success)",
    about: "4728, 4732 or 4756 into Domain, Enterprise, Schema or Key Admins, Administrators, the Operators groups or \
            Exchange's and DNS's administrators; surer when somebody adds himself, Guest or a service. Local groups of \
            machines other than controllers are medium, low when Windows itself does it.",
    innocent: "New administrators: few, by a known colleague. Set-up and group policy fill local groups as SYSTEM.",
};

const SELF: Rule = Rule {
    id: "group-self-add",
    title: "Account added itself to a group",
    severity: Severity::Medium,
    technique: "T1098.007",
    events: &[(Channel::Security, 4728), (Channel::Security, 4732), (Channel::Security, 4756)],
    audit: "Security Group Management (success)",
    about: "4728, 4732 or 4756 whose member is who did it; privileged groups are a finding of their own.",
    innocent: "Administrators try group policy and shares out on themselves.",
};

/// Groups of a domain, by the last part of their SID (MS-DTYP 2.4.2.4).
const DOMAIN: [u32; 5] = [512, 518, 519, 526, 527];
/// Groups of the domain's controllers, or of one machine: Administrators and the Operators.
const BUILTIN: [u32; 5] = [544, 548, 549, 550, 551];
/// Groups without a number of their own that can take the domain over. English names: they are not translated.
const NAMED: [&str; 4] =
    ["Exchange Windows Permissions", "Exchange Trusted Subsystem", "Organization Management", "DnsAdmins"];
/// Guest, and the SIDs of services and of nobody.
const GUEST: u32 = 501;
const SERVICES: [&str; 4] = ["S-1-5-7", "S-1-5-19", "S-1-5-20", "S-1-1-0"];

/// Findings kept at most.
const MAX_ADDED: usize = 10_000;

/// What kind of group it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    Domain,
    Builtin,
    Named,
    Ordinary,
}

/// The kind of the group that a membership event is about.
pub(super) fn group(event: &Seen<'_>) -> Group {
    let (sid, rid) = (event.text(Field::TargetSid), event.rid(Field::TargetSid).unwrap_or_default());
    match () {
        () if sid.starts_with("S-1-5-32-") && BUILTIN.contains(&rid) => Group::Builtin,
        () if sid.starts_with("S-1-5-21-") && DOMAIN.contains(&rid) => Group::Domain,
        () if NAMED.iter().any(|name| event.is(Field::TargetUserName, name)) => Group::Named,
        () => Group::Ordinary,
    }
}

struct Added {
    draft: Draft,
    group: Group,
    /// Worse than it looks: oneself, Guest, a service.
    grave: bool,
    sid: String,
}

#[derive(Default)]
struct Privileged {
    people: People,
    added: Vec<Added>,
}

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    Box::new(Privileged::default())
}

fn added(event: &Seen<'_>, shared: &Shared) -> Option<Added> {
    let (group, sid) = (group(event), event.text(Field::MemberSid));
    let (rid, own) = (event.rid(Field::MemberSid).unwrap_or_default(), event.is(Field::SubjectUserSid, sid));
    // Joining a domain makes its administrators the machine's; set-up does so with the first account.
    let setup = group == Group::Builtin && (matches!(rid, 512 | 519) || (event.by_system() && rid == 500));
    if setup || (group == Group::Ordinary && !own) {
        return None;
    }
    let rule = if group == Group::Ordinary { &SELF } else { &RULE };
    let member = event.get(Field::MemberName).and_then(common_name).map(model::lower);
    let (shown, to) = (member.as_deref().unwrap_or(sid), event.text(Field::TargetUserName));
    let grave = own || SERVICES.contains(&sid) || (rid == GUEST && sid.starts_with("S-1-5-21-"));
    let draft = Draft::deed(rule, 0.4, event, shared, &format!("added {shown} to {to}"));
    // A directory's common name may differ from the account's; it counts where an account is called so.
    let named = member.map(|user| Person { user: user.into_owned(), ..Person::default() });
    let mut draft = draft.account(Part::Victim, named);
    if event.by_system() && group == Group::Builtin {
        draft.severity = Severity::Low;
    }
    Some(Added { draft, group, grave, sid: sid.to_owned() })
}

impl Added {
    /// The draft, once it is known who the member is and what the machine.
    fn finish(self, people: &People, known: &dyn Known) -> Draft {
        let Self { mut draft, group, grave, sid } = self;
        people.name(&mut draft, &sid);
        let here = draft.hosts.iter().find(|(part, _)| *part == Part::Target).map(|(_, place)| place);
        let controller = here.is_some_and(|place| known.is_controller(place) == Some(true));
        (draft.severity, draft.confidence) = match group {
            Group::Ordinary => (Severity::Medium, 0.4),
            _ if grave => (Severity::High, 0.9),
            _ if draft.severity == Severity::Low => (Severity::Low, 0.2),
            Group::Builtin if !controller => (Severity::Medium, 0.5),
            Group::Named => (Severity::High, 0.6),
            Group::Builtin | Group::Domain => (Severity::High, 0.8),
        };
        draft
    }
}

impl Detector for Privileged {
    fn rules(&self) -> &'static [&'static Rule] {
        &[&RULE, &SELF]
    }

    fn see(&mut self, event: &Seen<'_>, shared: &mut Shared) {
        if matches!(event.id(), 4720 | 4722 | 4738) {
            self.people.learn(event);
        } else if self.added.len() < MAX_ADDED {
            self.added.extend(added(event, shared));
        }
    }

    fn finish(self: Box<Self>, known: &dyn Known, _: &Shared) -> Vec<Draft> {
        let Self { people, added } = *self;
        added.into_iter().map(|added| added.finish(&people, known)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found, on};

    fn adds(computer: &str, group: &str, member: &str, by: &str) -> Vec<(Severity, String)> {
        let fields = [
            ("TargetUserName", "Some Group"),
            ("TargetSid", group),
            ("MemberSid", member),
            ("SubjectUserName", "mallory"),
            ("SubjectUserSid", by),
        ];
        let made = [("TargetUserName", "Bob"), ("TargetSid", "S-1-5-21-1-2-3-1108")];
        let drafts = found(detector, &[on(computer, 4728, 0, &fields), event(4720, 1, &made)]);
        drafts.into_iter().map(|draft| (draft.severity, draft.text)).collect()
    }

    #[test]
    fn domain_admins_are_high_and_members_named_by_later_events() {
        let found = adds("DC01", "S-1-5-21-1-2-3-512", "S-1-5-21-1-2-3-1108", "S-1-5-21-1-2-3-1000");
        assert_eq!(found, [(Severity::High, "mallory added bob to Some Group".to_owned())]);
    }

    #[test]
    fn ordinary_groups_count_only_for_oneself() {
        let adds = |by| adds("DC01", "S-1-5-21-1-2-3-1512", "S-1-5-21-1-2-3-1108", by);
        assert!(adds("S-1-5-21-1-2-3-1000").is_empty());
        assert_eq!(adds("S-1-5-21-1-2-3-1108")[0].0, Severity::Medium);
    }

    #[test]
    fn local_administrators_are_medium_unless_it_is_guest_or_windows() {
        let rate = |member, by| adds("WS01", "S-1-5-32-544", member, by).first().map(|found| found.0);
        assert_eq!(rate("S-1-5-21-1-2-3-1108", "S-1-5-21-1-2-3-1000"), Some(Severity::Medium));
        assert_eq!(rate("S-1-5-21-1-2-3-501", "S-1-5-21-1-2-3-1000"), Some(Severity::High));
        assert_eq!(rate("S-1-5-21-1-2-3-1108", "S-1-5-18"), Some(Severity::Low));
        assert_eq!(rate("S-1-5-21-1-2-3-512", "S-1-5-18"), None);
        assert_eq!(adds("DC01", "S-1-5-32-551", "S-1-5-21-1-2-3-1", "S-1-5-21-1-2-3-9")[0].0, Severity::High);
    }
}
