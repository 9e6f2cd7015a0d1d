//! A Kerberos logon of the built-in administrator that comes from the machine itself.

use model::{Channel, Field, Part, Severity};

use crate::detect::{Detector, Draft, Rule, Seen, Shared, each};

const RULE: Rule = Rule {
    id: "local-kerberos-relay",
    title: "The administrator logged on by Kerberos over loopback (local relay)",
    severity: Severity::High,
    technique: "T1548",
    events: &[(Channel::Security, 4624)],
    audit: "Logon (success)",
    about: "4624 of type 3 by Kerberos from loopback with a port, for the built-in administrator (RID 500).",
    innocent: "An administrator's script that connects to its own machine by name.",
};

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    each(&[&RULE], look)
}

fn look(event: &Seen<'_>, _: &Shared) -> Option<Draft> {
    let odd = event.logon_type == 3
        && event.is_loopback()
        && event.is(Field::AuthenticationPackageName, "Kerberos")
        && event.number(Field::IpPort).is_some_and(|port| port != 0);
    let sid = event.text(Field::TargetUserSid);
    if !odd || !sid.starts_with("S-1-5-21-") || !sid.ends_with("-500") {
        return None;
    }
    let who = event.target();
    let name = who.as_ref().map_or_else(|| "the administrator".to_owned(), crate::detect::Person::shown);
    let text = format!("{name} logged on to {} from itself by Kerberos", event.computer());
    let draft = Draft::of(&RULE, 0.7, event.record(), text)
        .account(Part::Victim, who)
        .host(Part::Source, Some(event.here()))
        .host(Part::Target, Some(event.here()));
    Some(draft)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    fn logon(address: &str, rid: &str) -> Vec<Draft> {
        let sid = format!("S-1-5-21-1-2-3-{rid}");
        let fields = [
            ("LogonType", "3"),
            ("AuthenticationPackageName", "Kerberos"),
            ("IpAddress", address),
            ("IpPort", "50123"),
            ("TargetUserSid", &sid),
        ];
        found(detector, &[event(4624, 0, &fields)])
    }

    #[test]
    fn only_the_administrator_over_loopback_is_found() {
        assert_eq!(logon("127.0.0.1", "500").len(), 1);
        assert!(logon("10.0.0.9", "500").is_empty());
        assert!(logon("127.0.0.1", "1105").is_empty());
    }
}
