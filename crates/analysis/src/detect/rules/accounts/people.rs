//! Names of accounts by their SIDs: events about groups often tell only a member's SID.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use model::{Channel, Field, Part};

use crate::detect::{Draft, Person, Seen};

/// Names kept at most.
const MAX_PEOPLE: usize = 100_000;

/// The events that tell names: made, enabled, changed.
pub(super) const CREATED: (Channel, u32) = (Channel::Security, 4720);
pub(super) const ENABLED: (Channel, u32) = (Channel::Security, 4722);
pub(super) const CHANGED: (Channel, u32) = (Channel::Security, 4738);

#[derive(Default)]
pub(super) struct People(HashMap<String, Person, RandomState>);

impl People {
    /// Remembers whom the event is about.
    pub(super) fn learn(&mut self, event: &Seen<'_>) {
        if self.0.len() < MAX_PEOPLE
            && let (Some(sid), Some(person)) = (event.get(Field::TargetSid), event.object())
        {
            self.0.insert(sid.to_owned(), person);
        }
    }

    /// Puts a member's name in the place of its SID, and the member among the victims.
    pub(super) fn name(&self, draft: &mut Draft, sid: &str) {
        let Some(person) = self.0.get(sid) else { return };
        draft.text = draft.text.replace(sid, &person.user);
        draft.accounts.retain(|(part, _)| *part != Part::Victim);
        draft.accounts.push((Part::Victim, person.clone()));
    }
}
