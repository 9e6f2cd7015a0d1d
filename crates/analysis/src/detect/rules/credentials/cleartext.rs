//! Passwords that came over the network in clear text.

use model::{Channel, Field, Part, Severity};

use crate::detect::{Cells, Detector, Draft, Known, Place, Rule, Seen, Shared, Tally};

const RULE: Rule = Rule {
    id: "cleartext-logon",
    title: "Logons with the password in clear text",
    severity: Severity::Info,
    technique: "T1552",
    events: &[(Channel::Security, 4624)],
    audit: "Logon (success)",
    about: "4624 of type 8, per computer and day.",
    innocent: "Web and mail servers with basic authentication. It matters because the server sees the passwords.",
};

struct Cleartext {
    cells: Cells<u32>,
}

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    Box::new(Cleartext { cells: Cells::of_minutes(24 * 60) })
}

impl Detector for Cleartext {
    fn rules(&self) -> &'static [&'static Rule] {
        &[&RULE]
    }

    fn see(&mut self, event: &Seen<'_>, shared: &mut Shared) {
        if event.logon_type != 8 || event.is_machine(Field::TargetUserName) {
            return;
        }
        let Some(who) = event.target() else { return };
        let computer = shared.texts.put(event.computer());
        let who = shared.texts.put(&format!("{}@{}", who.user, who.domain));
        self.cells.add(computer, event, Some(who));
    }

    fn finish(self: Box<Self>, _: &dyn Known, shared: &Shared) -> Vec<Draft> {
        let runs = self.cells.runs(|tally| tally.count > 0);
        runs.iter().filter_map(|(computer, tally)| draft(shared.texts.text(*computer), tally, shared)).collect()
    }
}

fn draft(computer: &str, tally: &Tally, shared: &Shared) -> Option<Draft> {
    let text = format!("{computer} took passwords of {} accounts in clear text", tally.names.len());
    let place = Place::named(computer, tally.span?.0);
    Some(tally.draft(&RULE, 0.5, text)?.host(Part::Target, Some(place)).victims(tally, shared))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    #[test]
    fn a_computer_is_told_once() {
        let logon = |kind, user| event(4624, 0, &[("LogonType", kind), ("TargetUserName", user)]);
        let drafts = found(detector, &[logon("8", "alice"), logon("8", "bob"), logon("3", "carol")]);
        assert_eq!((drafts.len(), drafts[0].accounts.len()), (1, 2));
    }
}
