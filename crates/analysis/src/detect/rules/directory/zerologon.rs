//! A controller's own password was set by nobody.

use model::{Channel, Field, Part, Severity};

use crate::detect::{Detector, Draft, Known, Place, Rule, Seen, Shared, each_judged};

const RULE: Rule = Rule {
    id: "zerologon",
    title: "Machine password set anonymously (Zerologon)",
    severity: Severity::Critical,
    technique: "T1210",
    events: &[(Channel::Security, 4742)],
    audit: "Computer Account Management (success)",
    about: "4742 by ANONYMOUS LOGON that sets a machine's password: critical for a controller's account, low for others.",
    innocent: "Old ways of joining a machine to the domain set its password so; a controller's never is.",
};

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    each_judged(&[&RULE], look, judge)
}

fn look(event: &Seen<'_>, shared: &Shared) -> Option<Draft> {
    let nobody = event.is(Field::SubjectUserSid, "S-1-5-7") || event.is(Field::SubjectUserName, "ANONYMOUS LOGON");
    let set = event.get(Field::PasswordLastSet).is_some_and(|when| !when.starts_with("%%"));
    if !nobody || !set || !event.is_machine(Field::TargetUserName) {
        return None;
    }
    let whom = event.object()?;
    let text = format!("somebody anonymous set the password of the machine {}", whom.shown());
    let draft = Draft::of(&RULE, 0.95, event.record(), text)
        .host(Part::Source, shared.came_from(event))
        .host(Part::Target, Some(event.here()))
        .account(Part::Victim, Some(whom));
    Some(draft)
}

fn judge(draft: &mut Draft, known: &dyn Known) -> bool {
    let place = |user: &str| Place::named(user.trim_end_matches('$'), draft.first);
    let whom = draft.accounts.first().map(|(_, whom)| place(&whom.user));
    let logger = draft
        .hosts
        .iter()
        .any(|(part, host)| *part == Part::Target && Some(&host.name) == whom.as_ref().map(|whom| &whom.name));
    if !logger && whom.is_some_and(|whom| known.is_controller(&whom) != Some(true)) {
        draft.severity = Severity::Low;
        draft.confidence = 0.3;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    #[test]
    fn a_controllers_password_is_critical_a_joining_machines_is_low() {
        let set = |by, whom, when| {
            let fields = [("SubjectUserName", by), ("TargetUserName", whom), ("PasswordLastSet", when)];
            found(detector, &[event(4742, 0, &fields)]).first().map(|draft| draft.severity)
        };
        assert_eq!(set("ANONYMOUS LOGON", "DC01$", "9/15/2020 12:31:04 PM"), Some(Severity::Critical));
        assert_eq!(set("ANONYMOUS LOGON", "WS07$", "9/15/2020 12:31:04 PM"), Some(Severity::Low));
        assert_eq!(set("ANONYMOUS LOGON", "DC01$", "-"), None);
        assert_eq!(set("DC01$", "DC01$", "9/15/2020 12:31:04 PM"), None);
    }
}
