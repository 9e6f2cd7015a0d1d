//! An account whose name makes people overlook it.

use model::{Channel, Field, Part, Severity, lower};

use crate::detect::{Detector, Draft, Person, Rule, Seen, Shared, each};

const RULE: Rule = Rule {
    id: "hidden-account",
    title: "Account with a name that hides it",
    severity: Severity::High,
    technique: "T1136",
    events: &[(Channel::Security, 4720), (Channel::Security, 4781)],
    audit: "User Account Management (success)",
    about: "4720 makes, or 4781 renames to, a user whose name ends in $ like a machine's (lists of users leave it out) or \
            looks like ANONYMOUS LOGON.",
    innocent: "HomeGroupUser$ of Windows 7 (left out); a few old products make such service accounts when installed.",
};

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    each(&[&RULE], look)
}

fn hides(name: &str) -> bool {
    let name = name.trim();
    let poses = name.get(..9).is_some_and(|head| head.eq_ignore_ascii_case("anonymous"));
    poses || (name.ends_with('$') && !name.eq_ignore_ascii_case("HomeGroupUser$"))
}

fn look(event: &Seen<'_>, shared: &Shared) -> Option<Draft> {
    let renamed = event.id() == 4781;
    let name = event.get(if renamed { Field::NewTargetUserName } else { Field::TargetUserName })?;
    // Machines are renamed from one name with $ to another.
    if !hides(name) || (renamed && hides(event.text(Field::OldTargetUserName))) {
        return None;
    }
    let verb = if renamed { "renamed an account to" } else { "made the account" };
    // With its $ it would be taken for a machine.
    let whom = Person { user: lower(name).trim_end_matches('$').to_owned(), ..Person::default() };
    let draft = Draft::deed(&RULE, 0.8, event, shared, &format!("{verb} {}", lower(name)));
    Some(draft.account(Part::Victim, Some(whom)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    #[test]
    fn names_with_a_dollar_are_found() {
        let made = |name| found(detector, &[event(4720, 0, &[("TargetUserName", name)])]).len();
        assert_eq!((made("svc$"), made("ANONYMOUS  LOGON"), made("alice"), made("HomeGroupUser$")), (1, 1, 0, 0));
    }

    #[test]
    fn renamed_machines_are_not() {
        let renamed = |old, new| {
            let fields = [("OldTargetUserName", old), ("NewTargetUserName", new)];
            found(detector, &[event(4781, 0, &fields)]).len()
        };
        assert_eq!((renamed("alice", "alice$"), renamed("WS01$", "WS02$"), renamed("alice", "bob")), (1, 0, 0));
    }
}
