//! Tickets got with certificates, and hashes read out of them.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use model::{Channel, Field, Part, Severity, Time};

use super::{address, from, place, user};
use crate::detect::{Detector, Draft, Known, Place, Rule, Seen, Shared, Tally};

const MACHINE: Rule = Rule {
    id: "machine-certificate-logon",
    title: "A machine account got a ticket with a certificate",
    severity: Severity::Low,
    technique: "T1649",
    events: &[(Channel::Security, 4768)],
    audit: "Kerberos Authentication Service (success)",
    about: "4768 that succeeds for a machine account with a certificate, from an address. High where the address is \
            another machine's.",
    innocent: "Machines joined to the cloud as well, and virtual smart cards: then many do it from their own addresses.",
};

const UNPAC: Rule = Rule {
    id: "unpac-the-hash",
    title: "A ticket to oneself right after a certificate logon (UnPAC the hash)",
    severity: Severity::High,
    technique: "T1649",
    events: &[(Channel::Security, 4768), (Channel::Security, 4769)],
    audit: "Kerberos Authentication Service, Kerberos Service Ticket Operations (success)",
    about: "4768 with pre-authentication type 16 (certificate), then within 5 seconds from the same address a 4769 \
            user-to-user ticket (options 0x40810008 or 0x40810018) for that very account.",
    innocent: "None known besides tests.",
};

const CERTIFICATE: u64 = 16;
const WITHIN_MS: i64 = 5_000;
/// Certificate logons that wait for their second step.
const MAX_WAITING: usize = 20_000;
/// (machine, address) pairs remembered.
const MAX_MACHINES: usize = 50_000;

#[derive(Default)]
struct Certificates {
    /// (SID, address) -> logons with a certificate, and when.
    waiting: HashMap<(u32, u32), (Time, Draft), RandomState>,
    unpacked: Vec<Draft>,
    /// (machine account, address).
    machines: HashMap<(u32, u32), Tally, RandomState>,
}

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    Box::<Certificates>::default()
}

impl Detector for Certificates {
    fn rules(&self) -> &'static [&'static Rule] {
        &[&MACHINE, &UNPAC]
    }

    fn see(&mut self, event: &Seen<'_>, shared: &mut Shared) {
        if event.status != Some(0) {
            return;
        }
        if event.id() == 4769 {
            self.second_step(event, shared);
            return;
        }
        if event.number(Field::PreAuthType) == Some(CERTIFICATE) {
            self.first_step(event, shared);
        }
        if event.get(Field::CertThumbprint).is_some() && event.is_machine(Field::TargetUserName) {
            let (from, Some(who)) = (address(event, shared), user(event, shared)) else { return };
            if from != 0 && (self.machines.len() < MAX_MACHINES || self.machines.contains_key(&(who, from))) {
                self.machines.entry((who, from)).or_default().add(event, None);
            }
        }
    }

    fn finish(mut self: Box<Self>, known: &dyn Known, shared: &Shared) -> Vec<Draft> {
        let mut drafts = std::mem::take(&mut self.unpacked);
        drafts
            .extend(self.machines.iter().filter_map(|((who, from), tally)| machine(*who, *from, tally, known, shared)));
        drafts
    }
}

impl Certificates {
    fn first_step(&mut self, event: &Seen<'_>, shared: &mut Shared) {
        let (Some(who), Some(sid)) = (event.target(), event.get(Field::TargetSid)) else { return };
        let from = address(event, shared);
        let text = format!(
            "{} got a ticket with a certificate{} and read its own hash",
            who.shown(),
            super::from(from, shared)
        );
        let draft = Draft::of(&UNPAC, 0.85, event.record(), text)
            .account(Part::Victim, Some(who))
            .host(Part::Source, place(from, event.time(), shared))
            .host(Part::Target, Some(event.here()));
        if self.waiting.len() >= MAX_WAITING {
            let now = event.time().ms();
            self.waiting.retain(|_, (time, _)| (now - time.ms()).abs() <= WITHIN_MS);
        }
        self.waiting.insert((shared.texts.put(sid), from), (event.time(), draft));
    }

    fn second_step(&mut self, event: &Seen<'_>, shared: &mut Shared) {
        if self.waiting.is_empty() || !matches!(event.number(Field::TicketOptions), Some(0x4081_0008 | 0x4081_0018)) {
            return;
        }
        let Some(sid) = event.get(Field::ServiceSid).and_then(|sid| shared.texts.find(sid)) else { return };
        let key = (sid, address(event, shared));
        let near = |(time, _): &(Time, Draft)| (0..=WITHIN_MS).contains(&(event.time().ms() - time.ms()));
        if self.waiting.get(&key).is_some_and(near)
            && let Some((_, mut draft)) = self.waiting.remove(&key)
        {
            draft.evidence.push(event.record());
            (draft.last, draft.count) = (event.time(), 2);
            self.unpacked.push(draft);
        }
    }
}

fn machine(who: u32, address: u32, tally: &Tally, known: &dyn Known, shared: &Shared) -> Option<Draft> {
    let (first, account) = (tally.span?.0, shared.texts.text(who));
    let owner = known.machine(shared.texts.text(address), first);
    let other = owner.is_some_and(|owner| owner != account.trim_end_matches('$'));
    let stranger = known.is_controller(&Place::named(account.trim_end_matches('$'), first)) == Some(true)
        && known.is_controller(&Place::address(shared.texts.text(address), first)) == Some(false);
    let (severity, confidence) = if other || stranger { (Severity::High, 0.7) } else { (Severity::Info, 0.2) };
    let text = format!("{account} got a ticket with a certificate{}", from(address, shared));
    let draft = tally.draft(&MACHINE, confidence, text)?.severity(severity);
    let victim = super::person(who, "", shared);
    Some(draft.account(Part::Victim, Some(victim)).host(Part::Source, place(address, first, shared)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    fn logon(user: &str, address: &str) -> model::Event {
        let fields = [
            ("TargetUserName", user),
            ("TargetSid", "S-1-5-21-1-2-3-1000"),
            ("PreAuthType", "16"),
            ("CertThumbprint", "AB12"),
            ("IpAddress", address),
            ("Status", "0x0"),
        ];
        event(4768, 0, &fields)
    }

    fn ticket(seconds: i64, sid: &str) -> model::Event {
        let options =
            [("TicketOptions", "0x40810018"), ("ServiceSid", sid), ("IpAddress", "10.0.0.9"), ("Status", "0x0")];
        event(4769, seconds, &options)
    }

    #[test]
    fn a_ticket_to_oneself_after_the_certificate_is_found() {
        let found = |sid, seconds| found(detector, &[logon("alice", "10.0.0.9"), ticket(seconds, sid)]);
        assert_eq!(found("S-1-5-21-1-2-3-1000", 2)[0].rule.id, UNPAC.id);
        assert!(found("S-1-5-21-1-2-3-1001", 2).is_empty());
        assert!(found("S-1-5-21-1-2-3-1000", 9).is_empty());
    }

    #[test]
    fn machines_with_certificates_are_grave_elsewhere_only() {
        assert_eq!(found(detector, &[logon("DC01$", "10.0.0.11")])[0].severity, Severity::High);
        assert_eq!(found(detector, &[logon("WS01$", "10.0.0.11")])[0].severity, Severity::Info);
    }
}
