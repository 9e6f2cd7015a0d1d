//! Somebody at one computer uses other people's credentials one after another.

use model::whence::Address;
use model::{Channel, Field, Part, Severity};

use super::{name, person};
use crate::detect::{Cells, Detector, Draft, Known, Place, Rule, Seen, Shared, Tally};

const RULE: Rule = Rule {
    id: "explicit-credential-spray",
    title: "One user tries explicit credentials of many accounts",
    severity: Severity::High,
    technique: "T1110.003",
    events: &[(Channel::Security, 4648)],
    audit: "Logon (success)",
    about: "4648 naming 5 or more accounts within 5 minutes by one person at one computer (High from 11 accounts), \
            or from one remote address through one computer.",
    innocent: "Jump hosts and password managers of administrators; gateways at the start of the working day.",
};

const ACCOUNTS: usize = 5;
/// Sigma's threshold.
const MANY: usize = 10;

struct Spray {
    /// (computer, address or 0, subject as `user@domain` or 0).
    cells: Cells<(u32, u32, u32)>,
}

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    Box::new(Spray { cells: Cells::of_minutes(3) })
}

impl Detector for Spray {
    fn rules(&self) -> &'static [&'static Rule] {
        &[&RULE]
    }

    fn see(&mut self, event: &Seen<'_>, shared: &mut Shared) {
        if event.is_machine(Field::TargetUserName)
            || event.is(Field::TargetUserName, event.text(Field::SubjectUserName))
        {
            return;
        }
        // In a person's 4648 the address is where it went; in a service's, whom the service worked for.
        let (address, subject) = match (event.subject(), Address::read(event.get(Field::IpAddress))) {
            (Some(who), _) if !who.is_machine() && !model::who::well_known(&who.user, &who.domain, &who.sid) => {
                (0, shared.texts.put(&format!("{}@{}", who.user, who.domain)))
            }
            (_, Address::Remote(address)) => (shared.texts.put(&address), 0),
            _ => return,
        };
        let computer = shared.texts.put(event.computer());
        let name = name(event, shared);
        self.cells.add((computer, address, subject), event, name);
    }

    fn finish(self: Box<Self>, _: &dyn Known, shared: &Shared) -> Vec<Draft> {
        let runs = self.cells.runs(|tally| tally.names.len() >= ACCOUNTS);
        runs.iter().filter_map(|(key, tally)| draft(*key, tally, shared)).collect()
    }
}

fn draft((computer, address, subject): (u32, u32, u32), tally: &Tally, shared: &Shared) -> Option<Draft> {
    let first = tally.span?.0;
    let here = shared.texts.text(computer);
    let (accounts, from) = (tally.names.len(), shared.texts.text(address));
    let actor = (subject != 0).then(|| person(shared.texts.text(subject), here));
    let by = actor.as_ref().map_or_else(|| from.to_owned(), crate::detect::Person::shown);
    let text = format!("{by} used explicit credentials of {accounts} accounts at {here} {} times", tally.count);
    let (severity, confidence) = match (actor.is_some(), accounts > MANY) {
        (true, true) => (Severity::High, 0.85),
        (true, false) | (false, true) => (Severity::Medium, 0.5),
        (false, false) => (Severity::Low, 0.3),
    };
    let place = if address == 0 { Place::named(here, first) } else { Place::address(from, first) };
    let draft = tally.draft(&RULE, confidence, text)?.severity(severity);
    let target = (address != 0).then(|| Place::named(here, first));
    Some(
        draft
            .account(Part::Actor, actor)
            .host(Part::Source, Some(place))
            .host(Part::Target, target)
            .victims(tally, shared),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    fn uses(subject: &str, n: i64, apart: i64) -> Vec<model::Event> {
        let one = |i: i64| {
            let name = format!("user{i}");
            event(4648, i * apart, &[("SubjectUserName", subject), ("TargetUserName", &name)])
        };
        (0..n).map(one).collect()
    }

    #[test]
    fn many_accounts_by_one_person_are_found() {
        let drafts = found(detector, &uses("mallory", 12, 1));
        assert_eq!((drafts.len(), drafts[0].severity), (1, Severity::High));
        assert_eq!(drafts[0].accounts.len(), 13);
        assert_eq!(found(detector, &uses("mallory", 5, 1))[0].severity, Severity::Medium);
    }

    #[test]
    fn a_services_use_counts_by_the_address_it_worked_for() {
        let one = |i: i64| {
            let name = format!("user{i}");
            let fields = [("SubjectUserName", "WEB01$"), ("TargetUserName", &name), ("IpAddress", "10.0.0.9")];
            event(4648, i, &fields)
        };
        let drafts = found(detector, &(0..12).map(one).collect::<Vec<_>>());
        assert_eq!((drafts[0].severity, drafts[0].hosts[0].1.shown()), (Severity::Medium, "10.0.0.9"));
    }

    #[test]
    fn services_and_slow_use_are_not() {
        assert!(found(detector, &uses("DC01$", 50, 1)).is_empty());
        assert!(found(detector, &uses("helpdesk", 8, 600)).is_empty());
    }
}
