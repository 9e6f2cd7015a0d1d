//! Errors of Kerberos that only forged or broken requests cause.

use model::{Channel, Field, Part, Severity};

use crate::detect::{Detector, Draft, Rule, Seen, Shared, each};

const MS14_068: Rule = Rule {
    id: "ms14-068",
    title: "Service ticket asked for with a forged authorisation (MS14-068)",
    severity: Severity::High,
    technique: "T1068",
    events: &[(Channel::Security, 4769)],
    audit: "Kerberos Service Ticket Operations (failure)",
    about: "4769 with status 0xF: the checksum type of the authorisation data is not supported.",
    innocent: "Old Unix clients with a checksum that the controller no longer takes.",
};

const ODD: Rule = Rule {
    id: "kerberos-odd-error",
    title: "Unusual Kerberos error",
    severity: Severity::Low,
    technique: "T1212",
    events: &[(Channel::Security, 4768), (Channel::Security, 4769), (Channel::Security, 4771)],
    audit: "Kerberos Authentication Service, Kerberos Service Ticket Operations (failure)",
    about: "4768, 4769 or 4771 with an error about damaged, forged, replayed or malformed messages.",
    innocent: "Faulty networks and clients of other make.",
};

/// Sigma's list: errors that ordinary clients do not run into.
const fn is_odd(status: u32) -> bool {
    matches!(
        status,
        0x9 | 0xA | 0xB | 0xF | 0x10 | 0x11 | 0x13 | 0x14 | 0x1A | 0x1F | 0x21..=0x24 | 0x26..=0x29 | 0x2C..=0x2F
            | 0x31 | 0x32 | 0x3E..=0x41 | 0x43 | 0x44
    )
}

const SUMTYPE_NOT_SUPPORTED: u32 = 0xF;

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    each(&[&MS14_068, &ODD], look)
}

fn look(event: &Seen<'_>, _: &Shared) -> Option<Draft> {
    let status = event.status.filter(|status| is_odd(*status))?;
    let forged = event.id() == 4769 && status == SUMTYPE_NOT_SUPPORTED;
    let (rule, confidence) = if forged { (&MS14_068, 0.8) } else { (&ODD, 0.3) };
    let (who, from) = (event.target(), event.source());
    let name = who.as_ref().map_or_else(|| "somebody".to_owned(), crate::detect::Person::shown);
    let place = from.as_ref().map_or_else(String::new, |place| format!(" from {}", place.shown()));
    let service = event.get(Field::ServiceName).map_or_else(String::new, |name| format!(" for {}", model::lower(name)));
    let text = format!("{name} asked {}{place}{service} with Kerberos error {status:#x}", event.computer());
    let draft = Draft::of(rule, confidence, event.record(), text)
        .account(Part::Actor, who)
        .host(Part::Source, from)
        .host(Part::Target, Some(event.here()));
    Some(draft)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    fn error(id: u32, status: &str) -> Vec<Draft> {
        found(detector, &[event(id, 0, &[("Status", status), ("TargetUserName", "eve"), ("IpAddress", "10.0.0.9")])])
    }

    #[test]
    fn the_number_counts_however_it_is_printed() {
        for status in ["0xf", "0xF", "0x0000000F", "15"] {
            assert_eq!(error(4769, status)[0].rule.id, MS14_068.id);
        }
        assert_eq!(error(4768, "0x22")[0].rule.id, ODD.id);
    }

    #[test]
    fn everyday_errors_are_none() {
        for status in ["0x0", "0x18", "0x20", "0x25", "0x1b", "0x6", "0x12"] {
            assert!(error(4769, status).is_empty(), "{status}");
        }
    }
}
