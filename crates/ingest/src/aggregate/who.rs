//! Which account an event names, as far as one event can tell.

use std::borrow::Cow;
use std::collections::HashMap;

use foldhash::fast::RandomState;
use model::{Event, Field, Skip, Span, Time, present};

use super::intern::{Interner, lower};

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
    pub(super) fn put(&mut self, raw: RawAccount, time: Time) -> u32 {
        let seen = &mut self.seen;
        let number = *self.numbers.entry(raw).or_insert_with(|| {
            seen.push(Seen { raw, span: Span::at(time), count: 0, privileged: false });
            seen.len() as u32 - 1
        });
        let entry = &mut self.seen[number as usize];
        entry.span.cover(Span::at(time));
        entry.count += 1;
        number
    }
}

/// The three fields that name an account in some role of an event.
pub(super) struct Role {
    pub(super) user: Field,
    pub(super) domain: Option<Field>,
    pub(super) sid: Option<Field>,
}

/// Who did it.
pub(super) const SUBJECT: Role =
    Role { user: Field::SubjectUserName, domain: Some(Field::SubjectDomainName), sid: Some(Field::SubjectUserSid) };
/// Who was logged on (4624, 4625).
pub(super) const TARGET: Role =
    Role { user: Field::TargetUserName, domain: Some(Field::TargetDomainName), sid: Some(Field::TargetUserSid) };
/// Whose ticket was asked for, whose account was changed (4768, 4720).
pub(super) const TARGET_SID: Role =
    Role { user: Field::TargetUserName, domain: Some(Field::TargetDomainName), sid: Some(Field::TargetSid) };
/// Whose name was checked, where no SID is told (4648, 4769, 4776).
pub(super) const TARGET_NAME: Role =
    Role { user: Field::TargetUserName, domain: Some(Field::TargetDomainName), sid: None };
/// 4778, 4779.
pub(super) const SESSION: Role = Role { user: Field::AccountName, domain: Some(Field::AccountDomain), sid: None };
/// LocalSessionManager: `CORP\alice` in one field.
pub(super) const RDP_USER: Role = Role { user: Field::User, domain: None, sid: None };
/// RemoteConnectionManager 1149.
pub(super) const RDP_PARAMS: Role = Role { user: Field::Param1, domain: Some(Field::Param2), sid: None };

/// An account's name and domain, taken apart.
pub(super) struct Name<'e> {
    pub(super) user: Cow<'e, str>,
    pub(super) domain: Cow<'e, str>,
    pub(super) sid: &'e str,
}

impl<'e> Name<'e> {
    /// Reads the role's fields; `name@realm` is taken apart, and `DOMAIN\name` where the event has no
    /// field for the domain.
    pub(super) fn read(event: &'e Event, role: &Role) -> Result<Self, Skip> {
        let full = event.get(role.user).ok_or(Skip::NoAccount)?;
        let whole = ("", full);
        let (before, name) = if role.domain.is_none() { full.split_once('\\').unwrap_or(whole) } else { whole };
        let (user, realm) = name.split_once('@').unwrap_or((name, ""));
        let user = present(user).ok_or(Skip::NoAccount)?;
        let told = role.domain.and_then(|field| event.get(field)).unwrap_or_default();
        let domain = [told, before, realm].into_iter().find_map(present).unwrap_or_default();
        let domain = if domain == "." { "" } else { domain };
        let sid = role.sid.and_then(|field| event.get(field)).filter(|sid| *sid != "S-1-0-0").unwrap_or_default();
        Ok(Self { user: lower(user), domain: lower(domain), sid })
    }

    pub(super) fn is_machine(&self) -> bool {
        self.user.ends_with('$')
    }

    pub(super) fn raw(&self, texts: &mut Interner, logger: u32) -> RawAccount {
        let domain = texts.put(&self.domain);
        let logger = if self.domain.is_empty() { logger } else { 0 };
        RawAccount { user: texts.put(&self.user), domain, sid: texts.put(self.sid), logger }
    }
}

/// Whether this is one of Windows' own accounts, by SID where there is one, since names are
/// translated. The SIDs are Microsoft's well-known ones.
pub(super) fn well_known(user: &str, domain: &str, sid: &str) -> bool {
    const SIDS: [&str; 5] = ["S-1-5-7", "S-1-5-17", "S-1-5-18", "S-1-5-19", "S-1-5-20"];
    const FAMILIES: [&str; 4] = ["S-1-5-80-", "S-1-5-82-", "S-1-5-90-", "S-1-5-96-"];
    const NAMES: [&str; 5] = ["anonymous logon", "system", "local service", "network service", "iusr"];
    const DOMAINS: [&str; 5] = ["window manager", "font driver host", "nt service", "nt authority", "iis apppool"];
    SIDS.contains(&sid)
        || FAMILIES.iter().any(|family| sid.starts_with(family))
        || DOMAINS.contains(&domain)
        || (NAMES.contains(&user) && !sid.starts_with("S-1-5-21-"))
}
