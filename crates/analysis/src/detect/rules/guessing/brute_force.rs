//! One account's password is tried again and again.

use model::{Channel, Field, Part, Severity};

use super::{PREAUTH_FAILED, WRONG_PASSWORD, account, person, place, reason, source};
use crate::detect::{Cells, Detector, Draft, Known, Place, Rule, Seen, Shared, Tally};

const LOGON: Rule = Rule {
    id: "brute-force",
    title: "One account's password is tried again and again",
    severity: Severity::Medium,
    technique: "T1110.001",
    events: &[(Channel::Security, 4625)],
    audit: "Logon (failure)",
    about: "5 or more 4625 with SubStatus 0xC000006A for one account from one source within 5 minutes. Low below 20 \
            tries or 4 a minute, High from 100 tries at 30 a minute.",
    innocent: "Somebody who mistypes; a drive, phone or service with the old password, which tries evenly for days.",
};

const KERBEROS: Rule = Rule {
    id: "kerberos-brute-force",
    events: &[(Channel::Security, 4771)],
    audit: "Kerberos Authentication Service (failure)",
    title: "One account's Kerberos password is tried again and again",
    about: "10 or more 4771 with status 0x18 for one account from one address within 5 minutes; graded like \
            brute-force.",
    ..LOGON
};

const NTLM: Rule = Rule {
    id: "ntlm-brute-force",
    events: &[(Channel::Security, 4776)],
    audit: "Credential Validation (failure)",
    title: "One account's password is tried again and again by NTLM",
    about: "10 or more 4776 with 0xC000006A for one account from one workstation within 5 minutes; graded like \
            brute-force.",
    ..LOGON
};

struct Brute {
    /// (event id, account, source) -> tries; names are the computers tried.
    cells: Cells<(u32, u32, u32)>,
}

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    Box::new(Brute { cells: Cells::of_minutes(3) })
}

impl Detector for Brute {
    fn rules(&self) -> &'static [&'static Rule] {
        &[&LOGON, &KERBEROS, &NTLM]
    }

    fn see(&mut self, event: &Seen<'_>, shared: &mut Shared) {
        let wrong = match event.id() {
            4625 => reason(event) == Some(WRONG_PASSWORD),
            4771 => event.status == Some(PREAUTH_FAILED),
            _ => event.status == Some(WRONG_PASSWORD),
        };
        if !wrong || event.is_machine(Field::TargetUserName) {
            return;
        }
        // A service on the machine itself, such as sshd, tells no source: number 0, the empty text.
        let served = (event.id() == 4625 && matches!(event.logon_type, 3 | 8)).then_some(0);
        let (Some(who), Some(from)) = (account(event, shared), source(event, shared).or(served)) else { return };
        let computer = shared.texts.put(event.computer());
        self.cells.add((event.id(), who, from), event, Some(computer));
    }

    fn finish(self: Box<Self>, _: &dyn Known, shared: &Shared) -> Vec<Draft> {
        let mut drafts = Vec::new();
        for ((id, who, from), tally) in self.cells.runs(|tally| tally.count >= 5) {
            let (rule, least) = match id {
                4625 => (&LOGON, 5),
                4771 => (&KERBEROS, 10),
                _ => (&NTLM, 10),
            };
            if tally.count >= least {
                drafts.extend(draft(rule, who, from, &tally, shared));
            }
        }
        drafts
    }
}

fn draft(rule: &'static Rule, who: u32, from: u32, tally: &Tally, shared: &Shared) -> Option<Draft> {
    let (first, from) = (tally.span?.0, shared.texts.text(from));
    let logger = tally.sorted(shared).first().map_or("", |name| shared.texts.text(*name));
    let victim = person(shared.texts.text(who), logger);
    let shown = if from.is_empty() { format!("a service of {logger} itself") } else { from.to_owned() };
    let text = format!("{} wrong passwords for {} from {shown}", tally.count, victim.shown());
    let (severity, confidence) = weigh(tally);
    let mut draft = tally.draft(rule, confidence, text)?.severity(severity);
    draft.hosts.extend(
        tally.sorted(shared).iter().take(50).map(|n| (Part::Target, Place::named(shared.texts.text(*n), first))),
    );
    Some(draft.account(Part::Victim, Some(victim)).host(Part::Source, (!from.is_empty()).then(|| place(from, first))))
}

/// By number and pace: people are slow, forgotten services even and endless.
fn weigh(tally: &Tally) -> (Severity, f64) {
    let minutes = tally.span.map_or(1, |(first, last)| (last.ms() - first.ms()).max(60_000) as u64 / 60_000);
    let pace = tally.count / minutes;
    match tally.count {
        100.. if pace >= 30 && minutes <= 240 => (Severity::High, 0.8),
        20.. if pace >= 4 => (Severity::Medium, 0.6),
        _ => (Severity::Low, 0.4),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    fn tries(id: u32, status: &str, n: i64, apart: i64) -> Vec<model::Event> {
        let fields = [
            ("TargetUserName", "alice"),
            ("IpAddress", "10.0.0.9"),
            ("Workstation", "WS09"),
            ("LogonType", "3"),
            ("Status", status),
        ];
        (0..n).map(|i| event(id, i * apart, &fields)).collect()
    }

    #[test]
    fn many_fast_tries_weigh_more_than_a_few() {
        for (id, status) in [(4625, "0xC000006A"), (4771, "0x18"), (4776, "0xC000006A")] {
            assert_eq!(found(detector, &tries(id, status, 200, 1))[0].severity, Severity::High);
            assert_eq!(found(detector, &tries(id, status, 12, 10))[0].severity, Severity::Low);
        }
    }

    #[test]
    fn a_few_mistakes_and_expired_passwords_are_none() {
        assert!(found(detector, &tries(4625, "0xC000006A", 4, 10)).is_empty());
        assert!(found(detector, &tries(4625, "0xC0000071", 50, 10)).is_empty());
        assert!(found(detector, &tries(4771, "0x18", 50, 120)).is_empty());
    }
}
