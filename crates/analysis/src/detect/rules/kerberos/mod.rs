//! Kerberos tickets: roasted, forged, replayed.

mod asrep;
mod certificates;
mod errors;
mod golden;
mod identity;
mod lower_realm;
mod name_spoof;
mod preauth_off;
mod rc4_tickets;
mod request_options;
mod roasting;
mod silver;
mod tools;

use model::{Channel, Field, Part, RecordRef, Time};

use super::Make;
use crate::detect::{Draft, Rule, Seen, Shared};

pub(super) const ALL: &[Make] = &[
    roasting::detector,
    asrep::detector,
    preauth_off::detector,
    golden::detector,
    lower_realm::detector,
    silver::detector,
    identity::detector,
    errors::detector,
    name_spoof::detector,
    certificates::detector,
    rc4_tickets::detector,
    request_options::detector,
    tools::detector,
];

/// RC4-HMAC, and the old DES types, which no current client asks for by itself.
const fn is_weak(encryption: u64) -> bool {
    matches!(encryption, 0x17 | 0x18 | 0x1 | 0x3)
}

/// AES with 128 or 256 bits.
const fn is_aes(encryption: u64) -> bool {
    matches!(encryption, 0x11 | 0x12)
}

/// Hours that a ticket-granting ticket is good for, by default.
const LIFETIME_HOURS: i32 = 10;

/// The account that a ticket is for, without realm.
fn user(event: &Seen<'_>, shared: &mut Shared) -> Option<u32> {
    let full = event.get(Field::TargetUserName)?;
    Some(shared.lower(full.split('@').next().unwrap_or(full)))
}

/// Where a ticket was asked for: an address, or the controller itself.
fn address(event: &Seen<'_>, shared: &mut Shared) -> u32 {
    event.remote().map_or(0, |address| shared.texts.put(address))
}

/// The place that [`address`] meant.
fn place(address: u32, time: Time, shared: &Shared) -> Option<crate::detect::Place> {
    (address != 0).then(|| crate::detect::Place::address(shared.texts.text(address), time))
}

/// ` from 10.0.0.9`, or nothing.
fn from(address: u32, shared: &Shared) -> String {
    if address == 0 { String::new() } else { format!(" from {}", shared.texts.text(address)) }
}

/// A person by the number of the bare name.
fn person(user: u32, logger: &str, shared: &Shared) -> crate::detect::Person {
    let (user, logger) = (shared.texts.text(user).to_owned(), logger.to_owned());
    crate::detect::Person { user, logger, ..crate::detect::Person::default() }
}

/// Events of one hour in few bytes, with the first one to point at: there are as many of these as people
/// and hours.
#[derive(Clone, Copy)]
struct Mark {
    first: Time,
    last: Time,
    count: u64,
    record: u64,
    /// The computer as it spells itself, and the address.
    computer: u32,
    address: u32,
}

impl Mark {
    fn of(event: &Seen<'_>, address: u32, shared: &mut Shared) -> Self {
        let computer = shared.texts.put(event.event.computer().unwrap_or_default());
        let (first, last) = (event.time(), event.time());
        Self { first, last, count: 1, record: event.event.record, computer, address }
    }

    fn add(&mut self, event: &Seen<'_>) {
        self.first = self.first.min(event.time());
        self.last = self.last.max(event.time());
        self.count += 1;
    }
}

/// A draft about all the marks, with their addresses as sources and records of this id as evidence.
fn draft_of(rule: &'static Rule, marks: &[Mark], id: u32, text: String, shared: &Shared) -> Option<Draft> {
    let evidence = |mark: &Mark| {
        let computer = shared.texts.text(mark.computer).to_owned();
        RecordRef { time: mark.first, computer, channel: Channel::Security, record: mark.record, id }
    };
    let mut draft = Draft::of(rule, 0.5, evidence(marks.first()?), text);
    draft.first = marks.iter().map(|mark| mark.first).min()?;
    draft.last = marks.iter().map(|mark| mark.last).max()?;
    draft.count = marks.iter().map(|mark| mark.count).sum();
    draft.evidence = marks.iter().take(model::MAX_EVIDENCE).map(evidence).collect();
    let addresses: std::collections::BTreeSet<u32> = marks.iter().map(|mark| mark.address).collect();
    let first = draft.first;
    draft.hosts.extend(addresses.iter().filter_map(|from| Some((Part::Source, place(*from, first, shared)?))));
    Some(draft)
}
