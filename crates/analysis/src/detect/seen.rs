//! An event as detections look at it: what most of them ask for, read once.

use std::borrow::Cow;
use std::cell::OnceCell;

use model::whence::{Address, source_fields, workstation};
use model::who::{self, Role};
use model::{Event, Field, RecordRef, Time};

use super::{Person, Place};

/// Where an event came from.
enum Origin {
    Remote(String),
    Local,
    None,
}

/// One event and what is known of it.
pub struct Seen<'e> {
    /// The event itself.
    pub event: &'e Event,
    /// `LogonType`, 0 where there is none.
    pub logon_type: u32,
    /// `Status`, where there is one.
    pub status: Option<u32>,
    origin: OnceCell<Origin>,
    computer: OnceCell<Cow<'e, str>>,
}

impl<'e> Seen<'e> {
    /// Looks at an event.
    pub fn new(event: &'e Event) -> Self {
        let small = |field| event.number(field).and_then(|n| u32::try_from(n).ok());
        let logon_type = if matches!(event.id, 4624 | 4625) { small(Field::LogonType).unwrap_or(0) } else { 0 };
        let with_status = matches!(event.id, 4625 | 4768 | 4769 | 4771 | 4776);
        let status = if with_status { small(Field::Status) } else { None };
        Self { event, logon_type, status, origin: OnceCell::new(), computer: OnceCell::new() }
    }

    /// The event's id.
    pub const fn id(&self) -> u32 {
        self.event.id
    }

    /// When it was logged.
    pub const fn time(&self) -> Time {
        self.event.time
    }

    /// A value, trimmed; absent when missing, empty or `-`.
    pub fn get(&self, field: Field) -> Option<&'e str> {
        self.event.get(field)
    }

    /// A value; the empty text where it is absent.
    pub fn text(&self, field: Field) -> &'e str {
        self.event.get(field).unwrap_or_default()
    }

    /// A value as a number.
    pub fn number(&self, field: Field) -> Option<u64> {
        self.event.number(field)
    }

    /// Whether a value equals `text`, whatever the case.
    pub fn is(&self, field: Field, text: &str) -> bool {
        self.get(field).is_some_and(|value| value.eq_ignore_ascii_case(text))
    }

    /// Whether a value names a machine account.
    pub fn is_machine(&self, field: Field) -> bool {
        self.get(field).is_some_and(|name| name.split('@').next().unwrap_or(name).ends_with('$'))
    }

    /// Whether Windows itself did it: SYSTEM or a service account, under whatever name.
    pub fn by_system(&self) -> bool {
        let service = matches!(self.get(Field::SubjectUserSid), Some("S-1-5-18" | "S-1-5-19" | "S-1-5-20"));
        service || self.number(Field::SubjectLogonId) == Some(0x3e7)
    }

    /// The last part of a SID, which tells well-known accounts and groups of any domain.
    pub fn rid(&self, field: Field) -> Option<u32> {
        self.get(field)?.rsplit('-').next()?.parse().ok()
    }

    /// The short name of the computer that logged it.
    pub fn computer(&self) -> &str {
        self.computer.get_or_init(|| self.event.computer().and_then(model::host_name).unwrap_or_default())
    }

    /// The computer that logged it, as a place.
    pub fn here(&self) -> Place {
        Place::named(self.computer(), self.time())
    }

    /// The address of another machine that it came from: not empty, not loopback.
    pub fn remote(&self) -> Option<&str> {
        match self.origin() {
            Origin::Remote(address) => Some(address),
            Origin::Local | Origin::None => None,
        }
    }

    /// Whether it says that it came from the computer itself by a loopback address.
    pub fn is_loopback(&self) -> bool {
        matches!(self.origin(), Origin::Local)
    }

    fn origin(&self) -> &Origin {
        self.origin.get_or_init(|| {
            let Some(field) = source_fields(self.event.id).0 else { return Origin::None };
            match Address::read(self.event.get(field)) {
                Address::Remote(address) => Origin::Remote(address),
                Address::Local => Origin::Local,
                Address::None => Origin::None,
            }
        })
    }

    /// Where it came from, by address or by the name that the client gave.
    pub fn source(&self) -> Option<Place> {
        let name = source_fields(self.event.id).1.and_then(|field| workstation(self.event.get(field)));
        if let Some(address) = self.remote() {
            return Some(Place { address: Some(address.to_owned()), name: name.map(Into::into), time: self.time() });
        }
        if self.is_loopback() { Some(self.here()) } else { name.map(|name| Place::named(&name, self.time())) }
    }

    /// The account in a role.
    pub fn person(&self, role: &Role) -> Option<Person> {
        Person::of(self.event, role)
    }

    /// Who asked for it.
    pub fn subject(&self) -> Option<Person> {
        self.person(&who::SUBJECT)
    }

    /// Whom a logon, ticket or validation is about.
    pub fn target(&self) -> Option<Person> {
        self.person(who::logon_role(self.event.id))
    }

    /// Whom an account management event is about: `TargetUserName` and `TargetSid`.
    pub fn object(&self) -> Option<Person> {
        self.person(&who::TARGET_SID)
    }

    /// A pointer at its record.
    pub fn record(&self) -> RecordRef {
        let computer = self.event.computer().unwrap_or_default().to_owned();
        let Event { time, channel, record, id, .. } = *self.event;
        RecordRef { time, computer, channel, record, id }
    }
}
