//! The accounts that events name, as spelled.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use model::who::Name;
use model::{Interner, Span, Time};

/// An account as one event spells it. Resolved into a real one when all events are known.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct RawAccount {
    /// Name in lower case, without realm.
    pub(super) user: u32,
    /// Domain in lower case as spelled; the empty text's number where the event has none.
    pub(super) domain: u32,
    /// SID, or the empty text's number.
    pub(super) sid: u32,
    /// Computer that logged it, for names without a domain; else 0.
    pub(super) logger: u32,
}

/// What is known of a raw account.
pub(super) struct Seen {
    pub(super) raw: RawAccount,
    pub(super) span: Span,
    pub(super) count: u64,
    pub(super) privileged: bool,
}

/// All accounts as spelled.
#[derive(Default)]
pub(super) struct Accounts {
    numbers: HashMap<RawAccount, u32, RandomState>,
    pub(super) seen: Vec<Seen>,
}

impl Accounts {
    /// The number of an account that was named.
    pub(super) fn number(&self, raw: &RawAccount) -> Option<u32> {
        self.numbers.get(raw).copied()
    }

    pub(super) fn put(&mut self, raw: RawAccount, time: Time) -> u32 {
        self.put_many(raw, Span::at(time), 1)
    }

    /// Takes in that the account was named `count` times within `span`.
    pub(super) fn put_many(&mut self, raw: RawAccount, span: Span, count: u64) -> u32 {
        let seen = &mut self.seen;
        let number = *self.numbers.entry(raw).or_insert_with(|| {
            seen.push(Seen { raw, span, count: 0, privileged: false });
            seen.len() as u32 - 1
        });
        let entry = &mut self.seen[number as usize];
        entry.span.cover(span);
        entry.count += count;
        number
    }
}

/// The name as numbers; `logger` is the computer that logged it.
pub(super) fn raw(name: &Name<'_>, texts: &mut Interner, logger: u32) -> RawAccount {
    let domain = texts.put(&name.domain);
    let logger = if name.domain.is_empty() { logger } else { 0 };
    RawAccount { user: texts.put(&name.user), domain, sid: texts.put(name.sid), logger }
}
