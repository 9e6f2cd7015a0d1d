//! A machine account logs on from another machine's address.

use model::{Channel, Field, Part, Severity};

use crate::detect::{Detector, Draft, Known, Place, Rule, Seen, Shared, each_judged};

const RULE: Rule = Rule {
    id: "machine-account-relay",
    title: "A machine account logged on from another machine (relay)",
    severity: Severity::High,
    technique: "T1557.001",
    events: &[(Channel::Security, 4624), (Channel::Security, 4625)],
    audit: "Logon (success and failure)",
    about: "4624 or 4625 of type 3 of a machine account by NTLM from an address that another machine owns; or, \
            by NTLM or Kerberos, on that very machine from an address that is not its own.",
    innocent: "Load balancers and address translation; clusters whose nodes share a name.",
};

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    each_judged(&[&RULE], look, judge)
}

fn look(event: &Seen<'_>, _: &Shared) -> Option<Draft> {
    if event.logon_type != 3 || !event.is_machine(Field::TargetUserName) {
        return None;
    }
    let ntlm = event.is(Field::AuthenticationPackageName, "NTLM") || event.is(Field::LogonProcessName, "NtLmSsp");
    let (who, here) = (event.target()?, event.here());
    let own = here.name.as_deref() == Some(who.user.trim_end_matches('$'));
    let address = event.remote().filter(|address| !address.starts_with("fe80:"))?;
    if !ntlm && !own {
        return None;
    }
    let what = if event.id() == 4625 { "tried to log on" } else { "logged on" };
    let text = format!("{} {what} to {} from {address}", who.shown(), here.shown());
    let draft = Draft::of(&RULE, if own { 0.5 } else { 0.7 }, event.record(), text)
        .account(Part::Victim, Some(who))
        .host(Part::Source, Some(Place::address(address, event.time())))
        .host(Part::Target, Some(here));
    // A machine does not reach itself by an address; only an unknown owner leaves that in doubt.
    Some(draft.severity(if own { Severity::Medium } else { Severity::High }))
}

fn judge(draft: &mut Draft, known: &dyn Known) -> bool {
    let Some((_, who)) = draft.accounts.first() else { return false };
    let Some((_, source)) = draft.hosts.iter().find(|(part, _)| *part == Part::Source) else { return false };
    let owner = source.address.as_deref().and_then(|address| known.machine(address, source.time));
    match owner {
        Some(owner) if owner == who.user.trim_end_matches('$') => false,
        Some(_) => {
            draft.severity = Severity::High;
            draft.confidence = 0.75;
            true
        }
        // Nobody known there: only the machine that meets itself is odd, and its own second address likely.
        None => {
            draft.confidence = 0.3;
            draft.severity = Severity::Low;
            draft.hosts.iter().any(|(part, place)| {
                *part == Part::Target && place.name.as_deref() == Some(who.user.trim_end_matches('$'))
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{found, on};

    fn logon(user: &str, package: &str, address: &str) -> Vec<Draft> {
        let fields = [
            ("LogonType", "3"),
            ("TargetUserName", user),
            ("AuthenticationPackageName", package),
            ("IpAddress", address),
        ];
        found(detector, &[on("srv01.corp.local", 4624, 0, &fields)])
    }

    #[test]
    fn another_machines_address_is_a_relay() {
        assert_eq!(logon("DC01$", "NTLM", "10.0.0.11")[0].severity, Severity::High);
        assert_eq!(logon("SRV01$", "Kerberos", "10.0.0.11").len(), 1);
        assert_eq!(logon("SRV01$", "NTLM", "10.0.0.99")[0].severity, Severity::Low);
    }

    #[test]
    fn machines_at_home_are_none() {
        assert!(logon("DC01$", "NTLM", "10.0.0.1").is_empty());
        assert!(logon("DC01$", "Kerberos", "10.0.0.11").is_empty());
        assert!(logon("WS07$", "NTLM", "10.0.0.99").is_empty());
    }
}
