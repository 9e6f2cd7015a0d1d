//! Remote desktop that comes out of a tunnel on the machine itself.

use model::{Channel, Field, Part, Severity};

use crate::detect::{Detector, Draft, Rule, Seen, Shared, each};

const RULE: Rule = Rule {
    id: "rdp-tunnel",
    title: "Remote desktop session from the machine's own loopback address (tunnel)",
    severity: Severity::High,
    technique: "T1090",
    events: &[
        (Channel::Security, 4624),
        (Channel::Security, 4778),
        (Channel::LocalSession, 21),
        (Channel::LocalSession, 25),
        (Channel::RemoteConnection, 1149),
    ],
    audit: "Logon (success); the terminal services logs are on",
    about: "A remote desktop logon (4624 type 10, 4778, session 21 or 25, connection 1149) from 127.0.0.1 or ::1, or a \
            session whose address is 16777216, as tunnel services leave.",
    innocent: "Administrators who forward port 3389 through SSH on purpose.",
};

/// 0.0.0.1 read as a number: what the session log shows for ngrok's tunnels.
const TUNNEL_SERVICE: &str = "16777216";

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    each(&[&RULE], look)
}

fn look(event: &Seen<'_>, _: &Shared) -> Option<Draft> {
    let field = match event.id() {
        4624 if event.logon_type == 10 => Field::IpAddress,
        4778 => Field::ClientAddress,
        21 | 25 => Field::Address,
        1149 => Field::Param3,
        _ => return None,
    };
    let address = event.get(field)?;
    // LOCAL is the console, which is no address.
    let loopback = event.is_loopback() && address.contains(['.', ':']);
    if !loopback && !address.contains(TUNNEL_SERVICE) {
        return None;
    }
    let who = event.target();
    let name = who.as_ref().map_or_else(|| "somebody".to_owned(), crate::detect::Person::shown);
    let text = format!("{name} used remote desktop on {} through a tunnel ({address})", event.computer());
    let draft =
        Draft::of(&RULE, 0.8, event.record(), text).account(Part::Actor, who).host(Part::Target, Some(event.here()));
    Some(draft)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    #[test]
    fn loopback_and_tunnel_addresses_are_found() {
        let logon = [("LogonType", "10"), ("IpAddress", "127.0.0.1"), ("TargetUserName", "alice")];
        let session = [("Address", "16777216"), ("User", "CORP\\alice")];
        assert_eq!(found(detector, &[event(4624, 0, &logon), event(21, 0, &session)]).len(), 2);
    }

    #[test]
    fn the_console_and_real_clients_are_not() {
        let console = [("Address", "LOCAL"), ("User", "CORP\\alice")];
        let client = [("LogonType", "10"), ("IpAddress", "10.0.0.9"), ("TargetUserName", "alice")];
        assert!(found(detector, &[event(21, 0, &console), event(4624, 0, &client)]).is_empty());
    }
}
