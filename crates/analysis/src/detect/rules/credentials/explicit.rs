//! Somebody else's credentials typed into a shell, or used on the machine itself.

use model::{Channel, Field, Part, Severity};

use crate::detect::{Detector, Draft, Place, Rule, Seen, Shared, each};

const SHELL: Rule = Rule {
    id: "explicit-credentials-shell",
    title: "Other credentials used from a shell against another machine",
    severity: Severity::Low,
    technique: "T1078",
    events: &[(Channel::Security, 4648)],
    audit: "Logon (success)",
    about: "4648 whose process is a shell or net, wmic, winrs or reg, towards another machine.",
    innocent: "Administrators at work; look at who and whether they do so on other days.",
};

const LOCAL: Rule = Rule {
    id: "explicit-credentials-local",
    title: "Other credentials used on the machine itself by a foreign program",
    severity: Severity::Low,
    technique: "T1134.003",
    events: &[(Channel::Security, 4648)],
    audit: "Logon (success)",
    about: "4648 to localhost by a person for another account, from a program outside Windows' own folders.",
    innocent: "Installers and updaters that ask for an administrator.",
};

const SHELLS: [&str; 9] = ["cmd", "powershell", "pwsh", "winrs", "wmic", "net", "net1", "reg", "powershell_ise"];
const FOLDERS: [&str; 4] = ["\\windows\\system32\\", "\\windows\\syswow64\\", "\\windows\\winsxs\\", "\\program files"];

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    each(&[&SHELL, &LOCAL], look)
}

fn look(event: &Seen<'_>, _: &Shared) -> Option<Draft> {
    let process = event.get(Field::ProcessName)?.to_ascii_lowercase();
    let server = model::host_name(event.get(Field::TargetServerName)?)?.into_owned();
    let local = server == "localhost" || server == event.computer();
    let program = process.rsplit('\\').next().unwrap_or(&process);
    let same = event.is(Field::TargetUserName, event.text(Field::SubjectUserName));
    let machine = event.is_machine(Field::SubjectUserName);
    let rule = if !local && SHELLS.contains(&program.trim_end_matches(".exe")) {
        &SHELL
    } else if local && !same && !machine && !FOLDERS.iter().any(|folder| process.contains(folder)) {
        &LOCAL
    } else {
        return None;
    };
    let (who, whose) = (event.subject()?, event.target()?);
    if who.is_machine() && whose.is_machine() {
        return None;
    }
    let (here, there) = (event.here(), Place::named(&server, event.time()));
    let text = format!("{} used {} from {} with {program} against {server}", who.shown(), whose.shown(), here.shown());
    let draft = Draft::of(rule, 0.4, event.record(), text)
        .account(Part::Actor, Some(who))
        .account(Part::Victim, Some(whose))
        .host(Part::Source, Some(here))
        .host(Part::Target, (!local).then_some(there));
    Some(draft)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    fn uses(process: &str, server: &str) -> Vec<Draft> {
        let fields = [
            ("ProcessName", process),
            ("TargetServerName", server),
            ("SubjectUserName", "alice"),
            ("TargetUserName", "admin"),
        ];
        found(detector, &[event(4648, 0, &fields)])
    }

    #[test]
    fn shells_and_foreign_programs_are_found() {
        assert_eq!(uses("C:\\Windows\\System32\\net.exe", "FS02.corp.local")[0].hosts.len(), 2);
        assert_eq!(uses("C:\\Users\\Public\\RunasCs.exe", "localhost")[0].rule.id, LOCAL.id);
    }

    #[test]
    fn windows_own_programs_are_not() {
        assert!(uses("C:\\Windows\\System32\\svchost.exe", "localhost").is_empty());
        assert!(uses("C:\\Windows\\System32\\lsass.exe", "FS02").is_empty());
    }
}
