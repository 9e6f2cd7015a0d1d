//! Which logon a later event of the same session belongs to.
//!
//! A controller logs a replication or a reset with the logon id of whoever asked, not with the
//! address it came from; the logon with that id on the same computer has the address.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use model::{Field, Time};

use super::{Place, Seen};

/// Logons remembered at least; the oldest half goes when twice as many are there.
const REMEMBERED: usize = 100_000;

/// A logon from elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    address: u32,
    name: u32,
    /// Windows' logon type.
    pub logon_type: u32,
    /// When it began.
    pub time: Time,
}

/// The logons of late, per computer and logon id.
#[derive(Default)]
pub(super) struct Sessions {
    young: HashMap<(u32, u64), Session, RandomState>,
    old: HashMap<(u32, u64), Session, RandomState>,
}

/// SYSTEM's, LOCAL SERVICE's and NETWORK SERVICE's logon ids are no sessions from elsewhere.
const OWN: [u64; 3] = [0x3e7, 0x3e5, 0x3e4];

impl Sessions {
    /// Remembers a logon from elsewhere. `computer`, `address` and `name` are interned texts.
    pub(super) fn put(&mut self, event: &Seen<'_>, computer: u32, address: u32, name: u32) {
        let Some(id) = event.number(Field::TargetLogonId).filter(|id| *id != 0 && !OWN.contains(id)) else { return };
        if self.young.len() >= REMEMBERED {
            self.old = std::mem::take(&mut self.young);
        }
        let session = Session { address, name, logon_type: event.logon_type, time: event.time() };
        self.young.insert((computer, id), session);
    }

    pub(super) fn get(&self, computer: u32, id: u64) -> Option<Session> {
        self.young.get(&(computer, id)).or_else(|| self.old.get(&(computer, id))).copied()
    }
}

impl Session {
    pub(super) fn place<'a>(self, text: impl Fn(u32) -> &'a str) -> Place {
        let some = |number| Some(text(number)).filter(|text| !text.is_empty()).map(str::to_owned);
        Place { address: some(self.address), name: some(self.name), time: self.time }
    }
}
