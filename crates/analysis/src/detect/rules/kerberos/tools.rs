//! What tools that handle tickets leave at the machine they run on.

use model::{Channel, Field, Part, Severity};

use crate::detect::{Detector, Draft, Rule, Seen, Shared, each};

const NAME: Rule = Rule {
    id: "rubeus-logon-process",
    title: "Logon process registered under a misspelt name (Rubeus)",
    severity: Severity::Critical,
    technique: "T1558.003",
    events: &[(Channel::Security, 4611)],
    audit: "Security System Extension (success)",
    about: "4611 with the logon process User32LogonProcesss: three s, as a ticket tool spells it.",
    innocent: "None known.",
};

const REGISTER: Rule = Rule {
    id: "logon-process-by-user",
    title: "A person asked to be a logon process",
    severity: Severity::Medium,
    technique: "T1558.003",
    events: &[(Channel::Security, 4673)],
    audit: "Sensitive Privilege Use (success and failure)",
    about: "4673 for LsaRegisterLogonProcess() by an account that is neither the system's nor a machine's.",
    innocent: "Software that logs users on by itself: some backup and access products.",
};

const REPLAY: Rule = Rule {
    id: "kerberos-replay",
    title: "Kerberos replay detected",
    severity: Severity::Medium,
    technique: "T1558",
    events: &[(Channel::Security, 4649)],
    audit: "Other Logon/Logoff Events (success)",
    about: "4649: the same authenticator came twice.",
    innocent: "Faulty networks that deliver packets twice.",
};

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    each(&[&NAME, &REGISTER, &REPLAY], look)
}

fn look(event: &Seen<'_>, shared: &Shared) -> Option<Draft> {
    match event.id() {
        4611 if event.is(Field::LogonProcessName, "User32LogonProcesss") => {
            let what = format!("registered a logon process with a tool's misspelt name on {}", event.computer());
            Some(Draft::deed(&NAME, 0.95, event, shared, &what))
        }
        4673 if event.is(Field::Service, "LsaRegisterLogonProcess()") => {
            if event.by_system() || event.is_machine(Field::SubjectUserName) {
                return None;
            }
            let what = format!("asked to be a logon process on {}", event.computer());
            Some(Draft::deed(&REGISTER, 0.5, event, shared, &what))
        }
        4649 => {
            let who = event.target();
            let name = who.as_ref().map_or_else(|| "somebody".to_owned(), crate::detect::Person::shown);
            let text = format!("{} saw an authenticator of {name} twice", event.computer());
            let draft = Draft::of(&REPLAY, 0.5, event.record(), text);
            Some(draft.account(Part::Victim, who).host(Part::Target, Some(event.here())))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    #[test]
    fn a_tools_name_is_found_windows_names_are_not() {
        let name = |name| event(4611, 0, &[("LogonProcessName", name), ("SubjectUserSid", "S-1-5-18")]);
        assert_eq!(
            found(detector, &[name("User32LogonProcesss"), name("User32LogonProcess"), name("Winlogon")]).len(),
            1
        );
    }

    #[test]
    fn only_people_who_register_are_found() {
        let ask = |user, sid| {
            let fields = [("Service", "LsaRegisterLogonProcess()"), ("SubjectUserName", user), ("SubjectUserSid", sid)];
            event(4673, 0, &fields)
        };
        let drafts = found(detector, &[ask("alice", "S-1-5-21-1-2-3-1105"), ask("WS01$", "S-1-5-18")]);
        assert_eq!(drafts.len(), 1);
        assert_eq!(found(detector, &[event(4649, 0, &[("TargetUserName", "alice")])])[0].rule.id, REPLAY.id);
    }
}
