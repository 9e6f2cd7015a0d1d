//! A log was cleared.

use model::{Channel, Field, Part, Severity};

use crate::detect::{Detector, Draft, Rule, Seen, Shared, each};

const RULE: Rule = Rule {
    id: "log-cleared",
    title: "Event log cleared",
    severity: Severity::High,
    technique: "T1070.001",
    events: &[(Channel::Security, 1102), (Channel::Security, 517), (Channel::System, 104)],
    audit: "always logged",
    about: "A Security log (1102, on old systems 517) or another log (104 in System) was emptied.",
    innocent: "Administrators who set a new machine up, or software that archives logs. Ask who and why; \
               compare with the records' numbers before and after.",
};

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    each(&[&RULE], look)
}

#[expect(clippy::unnecessary_wraps, reason = "a look may see nothing; this one always does")]
fn look(event: &Seen<'_>, shared: &Shared) -> Option<Draft> {
    let log = event.get(Field::ClearedChannel).unwrap_or("Security");
    let who = event.subject();
    let name = who.as_ref().map_or_else(|| "somebody".to_owned(), crate::detect::Person::shown);
    let text = format!("{name} cleared the log {log} on {}", event.computer());
    let draft = Draft::of(&RULE, if log.eq_ignore_ascii_case("Security") { 0.9 } else { 0.5 }, event.record(), text)
        .account(Part::Actor, who)
        .host(Part::Source, shared.came_from(event))
        .host(Part::Target, Some(event.here()));
    // Logs that hold nothing about logons are cleared by clean-up tools every day.
    let minor = !["Security", "System"].iter().any(|grave| log.eq_ignore_ascii_case(grave));
    Some(if minor { draft.severity(Severity::Low) } else { draft })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    #[test]
    fn every_clearing_is_found_with_who_and_where() {
        let cleared = [("SubjectUserName", "Admin"), ("SubjectDomainName", "CORP")];
        let drafts = found(detector, &[event(1102, 0, &cleared), event(1102, 60, &cleared)]);
        assert_eq!(drafts.len(), 1);
        assert_eq!((drafts[0].count, drafts[0].accounts[0].1.shown().as_str()), (2, "corp\\admin"));
        assert_eq!(drafts[0].hosts[0].1.shown(), "dc01");
    }
}
