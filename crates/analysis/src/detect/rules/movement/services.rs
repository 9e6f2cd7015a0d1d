//! New services: made over the network, or whose command line gives a tool away.

use model::{Channel, Field, Severity};

use super::routine::unless_routine;
use crate::detect::{Detector, Draft, Rule, Seen, Shared, each};

const REMOTE: Rule = Rule {
    id: "remote-service",
    title: "Service made right after a network logon",
    severity: Severity::Medium,
    technique: "T1569.002",
    events: &[(Channel::Security, 4697)],
    audit: "Security System Extension (success) and Logon (success)",
    about: "4697 in a session that began with a network logon from another machine at most a minute before; \
            low where a service of this name is made on 4 days or more.",
    innocent: "Software deployment: the same account, source and service on many machines, day after day.",
};

const TOOL: Rule = Rule {
    id: "service-tool",
    title: "Service that runs a command or belongs to an attack tool",
    severity: Severity::High,
    technique: "T1569.002",
    events: &[(Channel::Security, 4697), (Channel::System, 7045)],
    audit: "7045 is always logged; 4697 needs Security System Extension (success)",
    about: "4697 or 7045 whose program is a command line (cmd, powershell, %COMSPEC%, __output, tscon) or an attack tool's, \
            or has a random name in the Windows folder; medium for PsExec and its kin.",
    innocent: "PsExec used by administrators; home-made services that run scripts.",
};

const FRESH: i64 = 60_000;
const NETWORK: u32 = 3;

/// Marks of command lines and tools, in lower case.
const COMMANDS: [&str; 8] =
    ["%comspec%", "cmd.exe /", "cmd /", "powershell", "__output", "tscon ", r"\\127.0.0.1\", "rundll32"];
const ATTACKERS: [&str; 4] = ["btobto", "mimidrv", "mimikatz", "meterpreter"];
const REMOTE_SHELLS: [&str; 5] = ["psexesvc", "paexec", "remcom", "csexec", "winexesvc"];

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    each(&[&TOOL], look)
}

pub(in crate::detect::rules) fn remote() -> Box<dyn Detector> {
    unless_routine(&[&REMOTE], look_remote)
}

/// How bad the service looks, and what it is.
fn kind(name: &str, program: &str) -> Option<(Severity, f64, &'static str)> {
    let (name, lower) = (name.to_ascii_lowercase(), program.to_ascii_lowercase());
    let has = |marks: &[&str]| marks.iter().any(|mark| name.contains(mark) || lower.contains(mark));
    if has(&ATTACKERS) {
        return Some((Severity::High, 0.95, "an attack tool"));
    }
    if COMMANDS.iter().any(|mark| lower.contains(mark)) {
        return Some((Severity::High, 0.85, "a command line"));
    }
    if has(&REMOTE_SHELLS) {
        return Some((Severity::Medium, 0.6, "a remote shell"));
    }
    is_random(program).then_some((Severity::High, 0.6, "a program of random name"))
}

/// Whether the program lies in the Windows folder itself under eight letters in no order of case:
/// `%systemroot%\ZuExrArX.exe`.
fn is_random(program: &str) -> bool {
    let Some((folder, file)) = program.trim_matches('"').rsplit_once('\\') else { return false };
    let windows =
        ["%systemroot%", "c:\\windows", "\\\\127.0.0.1\\admin$"].iter().any(|is| folder.eq_ignore_ascii_case(is));
    let Some(stem) = file.strip_suffix(".exe") else { return false };
    let letters = stem.len() == 8 && stem.bytes().all(|c| c.is_ascii_alphabetic());
    // Names that people give are lower, upper, or have capitals at the starts of words.
    let changes =
        stem.as_bytes().windows(2).filter(|pair| pair[0].is_ascii_uppercase() != pair[1].is_ascii_uppercase());
    windows && letters && changes.count() >= 3
}

/// What a new service runs.
pub(super) fn program<'e>(event: &Seen<'e>) -> &'e str {
    event.text(if event.id() == 7045 { Field::ImagePath } else { Field::ServiceFileName })
}

fn look(event: &Seen<'_>, shared: &Shared) -> Option<Draft> {
    let name = event.text(Field::ServiceName);
    let (severity, confidence, what) = kind(name, program(event))?;
    let text = format!("made the service {name}, {what}, on {}", event.computer());
    if event.id() == 4697 {
        return Some(Draft::deed(&TOOL, confidence, event, shared, &text).severity(severity));
    }
    // 7045 does not tell who made it.
    let draft = Draft::of(&TOOL, confidence, event.record(), format!("somebody {text}")).severity(severity);
    Some(draft.host(model::Part::Target, Some(event.here())))
}

fn look_remote<'a>(event: &'a Seen<'_>, shared: &Shared) -> Option<(Draft, &'a str)> {
    let session = shared.session(event)?;
    let age = event.time().ms() - session.time.ms();
    if session.logon_type != NETWORK || !(0..=FRESH).contains(&age) {
        return None;
    }
    let name = event.text(Field::ServiceName);
    let what = format!("made the service {name} on {}", event.computer());
    Some((Draft::deed(&REMOTE, 0.6, event, shared, &what), name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    #[test]
    fn command_lines_and_tools_are_found_drivers_and_services_are_not() {
        let made = |name, image| {
            let fields = [("ServiceName", name), ("ImagePath", image)];
            found(detector, &[event(7045, 0, &fields)]).first().map(|draft| draft.severity)
        };
        assert_eq!(made("x", r"%COMSPEC% /Q /c echo cd ^> \\127.0.0.1\C$\__output 2^>^&1"), Some(Severity::High));
        assert_eq!(made("hijack", "cmd.exe /k tscon 2 /dest:rdp-tcp#5"), Some(Severity::High));
        assert_eq!(made("PSEXESVC", r"%SystemRoot%\PSEXESVC.exe"), Some(Severity::Medium));
        assert_eq!(made("bFqT", r"%systemroot%\ZuExrArX.exe"), Some(Severity::High));
        assert_eq!(made("Backup", r"C:\Program Files\Backup\agent.exe"), None);
        assert_eq!(made("Helper", r"C:\Windows\explorer.exe"), None);
    }

    #[test]
    fn a_service_right_after_a_network_logon_is_remote() {
        let logon = |kind| [("TargetLogonId", "0xabc"), ("IpAddress", "10.0.0.9"), ("LogonType", kind)];
        let made = [("ServiceName", "agent"), ("SubjectLogonId", "0xabc"), ("SubjectUserName", "mallory")];
        let after = |kind, seconds| found(remote, &[event(4624, 0, &logon(kind)), event(4697, seconds, &made)]).len();
        assert_eq!((after("3", 5), after("3", 500), after("10", 5)), (1, 0, 0));
    }

    #[test]
    fn what_is_made_day_after_day_is_routine() {
        let made = [("ServiceName", "agent"), ("SubjectLogonId", "0xabc"), ("SubjectUserName", "deploy")];
        let logon = [("TargetLogonId", "0xabc"), ("IpAddress", "10.0.0.9"), ("LogonType", "3")];
        let days =
            |n: i64| (0..n).flat_map(|day| [event(4624, day * 86_400, &logon), event(4697, day * 86_400, &made)]);
        let rated = |n| found(remote, &days(n).collect::<Vec<_>>())[0].severity;
        assert_eq!((rated(3), rated(4)), (Severity::Medium, Severity::Low));
    }
}
