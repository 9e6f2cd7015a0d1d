//! Named pipes that remote control goes through: services, tasks, PsExec and its kin.

use model::{Channel, Field, Severity};

use super::routine::unless_routine_weighed;
use super::share::{by_person_from_elsewhere, draft, ends_with, is_share, writes};
use crate::detect::{Detector, Draft, Rule, Seen, Shared, each};

const AUDIT: &str = "Detailed File Share (success)";

const SERVICES: Rule = Rule {
    id: "pipe-svcctl",
    title: "Services controlled over the network",
    severity: Severity::Low,
    technique: "T1021.002",
    events: &[(Channel::Security, 5145)],
    audit: AUDIT,
    about: "5145: a person writes to the pipe svcctl of IPC$ from another machine; medium from 50 \
            times within an hour on.",
    innocent: "Management tools and consoles do so all the time. It counts beside a new service or a file written there.",
};

const TASKS: Rule = Rule {
    id: "pipe-atsvc",
    title: "Scheduled tasks controlled over the network",
    severity: Severity::Low,
    technique: "T1053.005",
    events: &[(Channel::Security, 5145)],
    audit: AUDIT,
    about: "5145: a person writes to the pipe atsvc of IPC$ from another machine.",
    innocent: "Administrators' consoles; rarer than services. Look for 4698 of the same time.",
};

const REGISTRY: Rule = Rule {
    id: "pipe-winreg",
    title: "Registry opened over the network",
    severity: Severity::Low,
    technique: "T1012",
    events: &[(Channel::Security, 5145)],
    audit: AUDIT,
    about: "5145: a person writes to the pipe winreg of IPC$ from another machine, as do tools that fetch hives.",
    innocent: "Consoles and inventory; on machines where the remote registry service is off, hardly anything. What one \
               account does on 4 days or more is for information only, as with services and tasks.",
};

const PSEXEC: Rule = Rule {
    id: "psexec-pipe",
    title: "Command run over the network by PsExec or its kin",
    severity: Severity::High,
    technique: "T1569.002",
    events: &[(Channel::Security, 5145)],
    audit: AUDIT,
    about: "5145: a pipe of IPC$ whose name ends in -stdin, -stdout or -stderr, or starts with RemCom_; medium for PSEXESVC, \
            which is Sysinternals' own.",
    innocent: "Administrators who use PsExec. A renamed PsExec, and RemCom, hardly have an innocent use.",
};

/// So many calls within so long are a tool at work on many services.
const BURST: u64 = 50;
const HOUR: i64 = 3_600_000;

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    each(&[&PSEXEC], look)
}

pub(in crate::detect::rules) fn control() -> Box<dyn Detector> {
    unless_routine_weighed(&[&SERVICES, &TASKS, &REGISTRY], look_control, weigh)
}

fn weigh(draft: &mut Draft) {
    let burst = draft.count >= BURST && draft.last.ms() - draft.first.ms() <= HOUR;
    if draft.rule.id == SERVICES.id && burst {
        draft.severity = Severity::Medium;
        draft.confidence = 0.6;
    }
}

/// The pipes that something is controlled by: rule, confidence and what is done.
const CONTROLS: [(&str, &Rule, f64, &str); 3] = [
    ("svcctl", &SERVICES, 0.3, "controlled services of"),
    ("atsvc", &TASKS, 0.4, "controlled scheduled tasks of"),
    ("winreg", &REGISTRY, 0.3, "opened the registry of"),
];

fn pipe<'e>(event: &Seen<'e>) -> &'e str {
    event.text(Field::RelativeTargetName).trim_start_matches('\\')
}

fn look(event: &Seen<'_>, _: &Shared) -> Option<Draft> {
    let pipe = pipe(event);
    let command =
        ["-stdin", "-stdout", "-stderr"].iter().any(|end| ends_with(pipe, end)) || starts_with(pipe, "remcom_");
    if !command || !is_share(event, "IPC$") {
        return None;
    }
    let own = starts_with(pipe, "psexesvc");
    let tool = if own { "PsExec" } else { "a renamed PsExec or its kin" };
    let found = draft(&PSEXEC, if own { 0.6 } else { 0.9 }, event, &format!("ran a command by {tool} on"))?;
    Some(if own { found.severity(Severity::Medium) } else { found })
}

fn look_control<'a>(event: &'a Seen<'_>, _: &Shared) -> Option<(Draft, &'a str)> {
    let pipe = pipe(event);
    let (_, rule, confidence, what) = CONTROLS.iter().find(|(name, ..)| pipe.eq_ignore_ascii_case(name))?;
    if !writes(event) || !is_share(event, "IPC$") || !by_person_from_elsewhere(event) {
        return None;
    }
    Some((draft(rule, *confidence, event, what)?, event.text(Field::SubjectUserName)))
}

fn starts_with(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    fn opens(pipe: &str, by: &str, mask: &str, from: &str) -> Option<(&'static str, Severity)> {
        let fields = [
            ("ShareName", r"\\*\IPC$"),
            ("RelativeTargetName", pipe),
            ("SubjectUserName", by),
            ("AccessMask", mask),
            ("IpAddress", from),
        ];
        let events = [event(5145, 0, &fields)];
        let drafts = [found(detector, &events), found(control, &events)].concat();
        drafts.first().map(|draft| (draft.rule.id, draft.severity))
    }

    #[test]
    fn control_pipes_count_for_people_who_write_from_elsewhere() {
        let services = |by, mask, from| opens("svcctl", by, mask, from).is_some();
        assert!(services("mallory", "0x12019f", "10.0.0.9"));
        assert!(!services("mallory", "0x120089", "10.0.0.9"), "reads");
        assert!(!services("SCCM$", "0x12019f", "10.0.0.9"), "a machine");
        assert!(!services("mallory", "0x12019f", "::1"), "local");
        assert_eq!(opens("atsvc", "mallory", "0x3", "10.0.0.9"), Some(("pipe-atsvc", Severity::Low)));
        assert_eq!(opens("srvsvc", "mallory", "0x12019f", "10.0.0.9"), None);
    }

    #[test]
    fn many_calls_within_the_hour_are_medium() {
        let fields = [
            ("ShareName", r"\\*\IPC$"),
            ("RelativeTargetName", "svcctl"),
            ("SubjectUserName", "mallory"),
            ("AccessMask", "0x3"),
            ("IpAddress", "10.0.0.9"),
        ];
        let calls = |apart: i64| (0..50).map(|i| event(5145, i * apart, &fields)).collect::<Vec<_>>();
        let severity = |apart| found(control, &calls(apart))[0].severity;
        assert_eq!((severity(2), severity(600)), (Severity::Medium, Severity::Low));
        assert_eq!(severity(86_400), Severity::Info, "day after day");
    }

    #[test]
    fn a_renamed_psexec_is_worse_than_psexec() {
        let severity = |pipe| opens(pipe, "mallory", "0x1", "10.0.0.9").map(|found| found.1);
        assert_eq!(severity("PSEXESVC-WEC01-956-stdin"), Some(Severity::Medium));
        assert_eq!(severity("blabla-NLLT108334-37048-stdin"), Some(Severity::High));
        assert_eq!(severity("RemCom_communicaton"), Some(Severity::High));
        assert_eq!(severity("MsFteWds"), None);
    }
}
