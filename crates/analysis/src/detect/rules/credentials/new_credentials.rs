//! Logons of type 9: new credentials under an old name.

use model::{Channel, Field, Part, Severity};

use crate::detect::{Detector, Draft, Person, Rule, Seen, Shared, each};

const OVERPASS: Rule = Rule {
    id: "overpass-the-hash",
    title: "New credentials for the same user (pass or overpass the hash at its source)",
    severity: Severity::Medium,
    technique: "T1550.002",
    events: &[(Channel::Security, 4624)],
    audit: "Logon (success)",
    about: "4624 of type 9 by seclogo: what tools that inject hashes or tickets leave, and runas /netonly too.",
    innocent: "runas /netonly by administrators: TargetOutboundUserName names the account they used.",
};

const TOKEN: Rule = Rule {
    id: "token-made",
    title: "A process made itself a token with other credentials",
    severity: Severity::Medium,
    technique: "T1134.001",
    events: &[(Channel::Security, 4624)],
    audit: "Logon (success)",
    about: "4624 of type 9 by Advapi and Negotiate with impersonation, where subject and target are one account or the \
            process is not svchost.",
    innocent: "Web and database servers that reach for a share in another account's name.",
};

const NEW_CREDENTIALS: u32 = 9;

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    each(&[&OVERPASS, &TOKEN], look)
}

fn look(event: &Seen<'_>, _: &Shared) -> Option<Draft> {
    if event.logon_type != NEW_CREDENTIALS || !event.is(Field::AuthenticationPackageName, "Negotiate") {
        return None;
    }
    let rule = if event.is(Field::LogonProcessName, "seclogo") {
        &OVERPASS
    } else if event.is(Field::LogonProcessName, "Advapi") && made_by_tool(event) {
        &TOKEN
    } else {
        return None;
    };
    let who = event.target().filter(|who| !model::who::well_known(&who.user, &who.domain, &who.sid))?;
    let used = outbound(event);
    let as_whom = used.as_ref().map_or_else(|| "other credentials".to_owned(), Person::shown);
    let text = format!("{} took {as_whom} for the network on {}", who.shown(), event.computer());
    // Where Windows tells whose credentials they were, it was mostly runas.
    let confidence = if used.is_some() { 0.4 } else { 0.6 };
    let draft = Draft::of(rule, confidence, event.record(), text)
        .account(Part::Actor, Some(who))
        .account(Part::Victim, used)
        .host(Part::Source, Some(event.here()));
    Some(draft)
}

fn made_by_tool(event: &Seen<'_>) -> bool {
    let process = event.text(Field::ProcessName).to_ascii_lowercase();
    let same = event.get(Field::SubjectUserName).is_some_and(|subject| event.is(Field::TargetUserName, subject));
    event.is(Field::ImpersonationLevel, "%%1833") && (same || !process.ends_with("\\svchost.exe"))
}

fn outbound(event: &Seen<'_>) -> Option<Person> {
    let lower = |field| model::lower(event.text(field)).into_owned();
    let user = lower(Field::TargetOutboundUserName);
    let person = Person { user, domain: lower(Field::TargetOutboundDomainName), ..Person::default() };
    (!person.user.is_empty()).then_some(person)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    fn logon(kind: &str, process: &str, program: &str) -> Vec<Draft> {
        let fields = [
            ("LogonType", kind),
            ("LogonProcessName", process),
            ("AuthenticationPackageName", "Negotiate"),
            ("ImpersonationLevel", "%%1833"),
            ("SubjectUserName", "alice"),
            ("TargetUserName", "alice2"),
            ("ProcessName", program),
        ];
        found(detector, &[event(4624, 0, &fields)])
    }

    #[test]
    fn new_credentials_are_told_by_who_made_them() {
        assert_eq!(logon("9", "seclogo", "C:\\Windows\\System32\\svchost.exe")[0].rule.id, OVERPASS.id);
        assert_eq!(logon("9", "Advapi  ", "C:\\Users\\x\\beacon.exe")[0].rule.id, TOKEN.id);
        assert!(logon("9", "Advapi", "C:\\Windows\\System32\\svchost.exe").is_empty());
        assert!(logon("2", "seclogo", "C:\\Windows\\System32\\svchost.exe").is_empty());
    }
}
