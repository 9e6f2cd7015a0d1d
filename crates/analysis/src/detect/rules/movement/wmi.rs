//! Logons that the management service makes for what came over the network.

use model::{Channel, Field, Part, Severity};

use super::share::ends_with;
use crate::detect::{Detector, Draft, Rule, Seen, Shared, each};

const PROVIDER: Rule = Rule {
    id: "wmi-logon",
    title: "Logon by the management service (WMI)",
    severity: Severity::Low,
    technique: "T1047",
    events: &[(Channel::Security, 4624)],
    audit: "Logon (success)",
    about: r"4624 whose process is \WmiPrvSE.exe, for a person.",
    innocent: "Inventory and monitoring query machines by WMI: always the same account.",
};

const SCRIPT: Rule = Rule {
    id: "wmi-script",
    title: "Logon by a management script (WMI subscription)",
    severity: Severity::High,
    technique: "T1546.003",
    events: &[(Channel::Security, 4624)],
    audit: "Logon (success)",
    about: "4624 of type 3 whose process is scrcons.exe, which runs scripts of WMI subscriptions.",
    innocent: "Very few management products use such subscriptions.",
};

const SYSTEM: u64 = 0x3e7;

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    each(&[&PROVIDER, &SCRIPT], look)
}

fn look(event: &Seen<'_>, _: &Shared) -> Option<Draft> {
    let process = event.get(Field::ProcessName)?;
    let (provider, script) = (ends_with(process, r"\WmiPrvSE.exe"), ends_with(process, r"\scrcons.exe"));
    let person = !event.is_machine(Field::TargetUserName) && event.number(Field::TargetLogonId) != Some(SYSTEM);
    if !person || !(provider || (script && event.logon_type == 3)) {
        return None;
    }
    let whom = event.target()?;
    let (rule, confidence, what) =
        if script { (&SCRIPT, 0.7, "a management script") } else { (&PROVIDER, 0.3, "the management service") };
    let text = format!("{what} on {} logged {} on", event.computer(), whom.shown());
    let draft = Draft::of(rule, confidence, event.record(), text).account(Part::Actor, Some(whom));
    Some(draft.host(Part::Source, event.source()).host(Part::Target, Some(event.here())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    #[test]
    fn the_two_processes_are_told_apart() {
        let logon = |process, user| {
            let fields = [("ProcessName", process), ("TargetUserName", user), ("LogonType", "3")];
            found(detector, &[event(4624, 0, &fields)]).first().map(|draft| draft.rule.id)
        };
        assert_eq!(logon(r"C:\Windows\System32\wbem\WmiPrvSE.exe", "mallory"), Some("wmi-logon"));
        assert_eq!(logon(r"C:\Windows\System32\wbem\scrcons.exe", "mallory"), Some("wmi-script"));
        assert_eq!(logon(r"C:\Windows\System32\wbem\WmiPrvSE.exe", "WS01$"), None);
        assert_eq!(logon(r"C:\Windows\System32\lsass.exe", "mallory"), None);
    }
}
