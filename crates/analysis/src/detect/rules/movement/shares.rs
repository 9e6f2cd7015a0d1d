//! Administrators' shares: opened, written to, and left with the traces of well-known tools.

use model::{Channel, Field, Severity};

use super::routine::unless_routine;
use super::share::{by_person_from_elsewhere, draft, ends_with, is_share, writes};
use crate::detect::{Detector, Draft, Rule, Seen, Shared, each};

const AUDIT: &str = "Detailed File Share (success)";

const SECRETS: Rule = Rule {
    id: "secretsdump",
    title: "Copies of the registry's secrets fetched (secretsdump)",
    severity: Severity::High,
    technique: "T1003.002",
    events: &[(Channel::Security, 5145)],
    audit: AUDIT,
    about: r"5145 on ADMIN$: SYSTEM32\ followed by eight letters and .tmp, where secretsdump saves the hives it fetches.",
    innocent: "None known.",
};

const WMIEXEC: Rule = Rule {
    id: "wmiexec-output",
    title: "Output of a remote command fetched (wmiexec)",
    severity: Severity::High,
    technique: "T1047",
    events: &[(Channel::Security, 5145)],
    audit: AUDIT,
    about: "5145 on ADMIN$: a file named by two underscores and the time in seconds with a fraction, or __output.",
    innocent: "None known.",
};

const ATEXEC: Rule = Rule {
    id: "atexec-output",
    title: "Output of a remote task fetched (atexec)",
    severity: Severity::High,
    technique: "T1053.005",
    events: &[(Channel::Security, 5145)],
    audit: AUDIT,
    about: r"5145 on ADMIN$: Temp\ followed by eight letters and .tmp, where a one-time task leaves its output.",
    innocent: "Set-up programs pushed over the network may use such names; they write there and do not fetch.",
};

const PROGRAM: Rule = Rule {
    id: "admin-share-program",
    title: "Program written to an administrators' share",
    severity: Severity::Medium,
    technique: "T1570",
    events: &[(Channel::Security, 5145)],
    audit: AUDIT,
    about: "5145: a person writes a program (exe, dll, sys, bat, cmd, ps1, vbs, msi) to ADMIN$ or C$ from another machine; low \
            where a program of this name is written on 4 days or more.",
    innocent: "Software deployment, by few accounts from few machines.",
};

const OPENED: Rule = Rule {
    id: "admin-share",
    title: "Administrators' share opened",
    severity: Severity::Info,
    technique: "T1021.002",
    events: &[(Channel::Security, 5140)],
    audit: "File Share (success)",
    about: "5140 on ADMIN$ by a person from another machine.",
    innocent: "Administrators and their tools, every day. It tells the way somebody took.",
};

const PROGRAMS: [&str; 8] = [".exe", ".dll", ".sys", ".bat", ".cmd", ".ps1", ".vbs", ".msi"];

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    each(&[&SECRETS, &WMIEXEC, &ATEXEC, &OPENED], look)
}

pub(in crate::detect::rules) fn program() -> Box<dyn Detector> {
    unless_routine(&[&PROGRAM], look_program)
}

fn look(event: &Seen<'_>, _: &Shared) -> Option<Draft> {
    if !is_share(event, "ADMIN$") || event.remote().is_none() {
        return None;
    }
    if event.id() == 5145 {
        return tool(event, event.get(Field::RelativeTargetName)?.trim_start_matches('\\'));
    }
    if by_person_from_elsewhere(event) { draft(&OPENED, 0.2, event, "opened ADMIN$ of") } else { None }
}

fn look_program<'a>(event: &'a Seen<'_>, _: &Shared) -> Option<(Draft, &'a str)> {
    let name = event.get(Field::RelativeTargetName)?;
    let program = PROGRAMS.iter().any(|end| ends_with(name, end));
    let admin = program && (is_share(event, "ADMIN$") || is_share(event, "C$"));
    if !admin || !writes(event) || !by_person_from_elsewhere(event) {
        return None;
    }
    let file = name.rsplit('\\').next().unwrap_or(name);
    Some((draft(&PROGRAM, 0.4, event, &format!("wrote the program {} to", file.to_lowercase()))?, file))
}

fn tool(event: &Seen<'_>, name: &str) -> Option<Draft> {
    let (folder, file) = name.rsplit_once('\\').unwrap_or(("", name));
    if let Some(rest) = file.strip_prefix("__").filter(|_| folder.is_empty()) {
        let dated =
            rest.starts_with(|c: char| c.is_ascii_digit()) && rest.bytes().all(|c| c == b'.' || c.is_ascii_digit());
        let output = (dated && rest.contains('.')) || rest == "output";
        return if output { draft(&WMIEXEC, 0.9, event, "fetched a command's output from") } else { None };
    }
    let stem =
        file.strip_suffix(".tmp").filter(|stem| stem.len() == 8 && stem.bytes().all(|c| c.is_ascii_alphabetic()))?;
    match folder {
        _ if stem.is_empty() => None,
        _ if folder.eq_ignore_ascii_case("system32") => draft(&SECRETS, 0.9, event, "fetched registry hives from"),
        _ if folder.eq_ignore_ascii_case("temp") => draft(&ATEXEC, 0.8, event, "fetched a task's output from"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    fn opens(share: &str, name: &str, by: &str, mask: &str) -> Option<&'static str> {
        opens_for(detector, share, name, by, mask)
    }

    fn opens_for(
        make: fn() -> Box<dyn Detector>,
        share: &str,
        name: &str,
        by: &str,
        mask: &str,
    ) -> Option<&'static str> {
        let fields = [
            ("ShareName", share),
            ("RelativeTargetName", name),
            ("SubjectUserName", by),
            ("AccessMask", mask),
            ("IpAddress", "10.0.0.9"),
        ];
        found(make, &[event(5145, 0, &fields)]).first().map(|draft| draft.rule.id)
    }

    #[test]
    fn traces_of_tools_are_found() {
        let admin = |name| opens(r"\\*\ADMIN$", name, "mallory", "0x1");
        assert_eq!(admin(r"SYSTEM32\BTeHLZkJ.tmp"), Some("secretsdump"));
        assert_eq!(admin("__1619090610.0007844"), Some("wmiexec-output"));
        assert_eq!(admin(r"Temp\CYAlyNSS.tmp"), Some("atexec-output"));
        assert_eq!(
            (admin(r"SYSTEM32\drivers\etc\hosts"), admin(r"System32\w32tm.dll"), admin("__pycache__")),
            (None, None, None)
        );
    }

    #[test]
    fn programs_count_when_people_write_them() {
        let writes = |by, mask| opens_for(program, r"\\*\C$", r"Windows\Temp\tool.exe", by, mask);
        assert_eq!(writes("mallory", "0x120196"), Some("admin-share-program"));
        assert_eq!((writes("mallory", "0x120089"), writes("SCCM$", "0x120196")), (None, None));
    }

    #[test]
    fn the_share_itself_is_information() {
        let fields = [("ShareName", r"\\*\ADMIN$"), ("SubjectUserName", "admin"), ("IpAddress", "10.0.0.9")];
        assert_eq!(found(detector, &[event(5140, 0, &fields)])[0].severity, Severity::Info);
    }
}
