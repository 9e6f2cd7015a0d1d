//! Tickets given without pre-authentication, to guess the password offline.

use model::{Channel, Field, Part, Severity};

use super::{address, from, is_weak, person, place, user};
use crate::detect::{Cells, Detector, Draft, Known, Rule, Seen, Shared, Tally};

const RULE: Rule = Rule {
    id: "asrep-roast",
    title: "Tickets without pre-authentication (AS-REP roasting)",
    severity: Severity::High,
    technique: "T1558.004",
    events: &[(Channel::Security, 4768)],
    audit: "Kerberos Authentication Service (success)",
    about: "4768 that succeeds with pre-authentication type 0: High for three or more accounts from one address within \
            10 minutes, Medium with RC4, Info otherwise (the account's setting is a weakness anyway).",
    innocent: "Accounts set to need no pre-authentication, in their everyday use: their tickets are AES and come from \
               their own machines.",
};

const ACCOUNTS: usize = 3;

struct Asrep {
    /// (address, weak encryption) -> accounts.
    cells: Cells<(u32, bool)>,
    /// Account -> everyday use, per day.
    daily: Cells<u32>,
}

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    Box::new(Asrep { cells: Cells::of_minutes(5), daily: Cells::of_minutes(24 * 60) })
}

impl Detector for Asrep {
    fn rules(&self) -> &'static [&'static Rule] {
        &[&RULE]
    }

    fn see(&mut self, event: &Seen<'_>, shared: &mut Shared) {
        let given = event.status == Some(0) && event.number(Field::PreAuthType) == Some(0);
        if !given || event.is_machine(Field::TargetUserName) {
            return;
        }
        let Some(who) = user(event, shared) else { return };
        let weak = event.number(Field::TicketEncryptionType).is_some_and(is_weak);
        let from = address(event, shared);
        self.cells.add((from, weak), event, Some(who));
        if !weak {
            self.daily.add(who, event, Some(who));
        }
    }

    fn finish(self: Box<Self>, _: &dyn Known, shared: &Shared) -> Vec<Draft> {
        let runs = self.cells.runs(|tally| tally.count > 0);
        let roasts = runs.iter().filter_map(|((from, weak), tally)| {
            let (severity, confidence) = match (tally.names.len() >= ACCOUNTS, weak) {
                (true, true) => (Severity::High, 0.85),
                (true, false) => (Severity::High, 0.6),
                (false, true) => (Severity::Medium, 0.6),
                (false, false) => return None,
            };
            Some(draft(*from, tally, confidence, shared)?.severity(severity))
        });
        let days = self.daily.runs(|tally| tally.count > 0);
        let daily = days.iter().filter_map(|(_, tally)| Some(draft(0, tally, 0.3, shared)?.severity(Severity::Info)));
        roasts.chain(daily).collect()
    }
}

fn draft(address: u32, tally: &Tally, confidence: f64, shared: &Shared) -> Option<Draft> {
    let who: Vec<&str> = tally.sorted(shared).iter().take(5).map(|name| shared.texts.text(*name)).collect();
    let more = if tally.names.len() > who.len() { ", …" } else { "" };
    let text =
        format!("tickets without pre-authentication were given{}: {}{more}", from(address, shared), who.join(", "));
    let mut draft = tally.draft(&RULE, confidence, text)?;
    draft.accounts.extend(tally.sorted(shared).iter().take(200).map(|name| (Part::Victim, person(*name, "", shared))));
    let source = place(address, draft.first, shared);
    Some(draft.host(Part::Source, source))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    fn ticket(user: &str, kind: &str, encryption: &str) -> model::Event {
        let fields = [
            ("TargetUserName", user),
            ("PreAuthType", kind),
            ("TicketEncryptionType", encryption),
            ("IpAddress", "10.0.0.9"),
            ("Status", "0x0"),
        ];
        event(4768, 0, &fields)
    }

    #[test]
    fn weight_follows_number_and_encryption() {
        let three = ["a", "b", "c"].map(|user| ticket(user, "0", "0x17"));
        assert_eq!(found(detector, &three)[0].severity, Severity::High);
        assert_eq!(found(detector, &[ticket("a", "0", "0x17")])[0].severity, Severity::Medium);
        assert_eq!(found(detector, &[ticket("a", "0", "0x12")])[0].severity, Severity::Info);
        assert!(found(detector, &[ticket("a", "2", "0x17"), ticket("WS01$", "0", "0x17")]).is_empty());
    }
}
