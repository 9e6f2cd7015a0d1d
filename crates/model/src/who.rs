//! Which account an event names, as far as one event can tell.

use std::borrow::Cow;

use crate::text::{lower, present};
use crate::{Event, Field, Skip};

/// The three fields that name an account in some role of an event.
pub struct Role {
    /// The name.
    pub user: Field,
    /// The domain, where the event has a field for it.
    pub domain: Option<Field>,
    /// The security identifier.
    pub sid: Option<Field>,
}

/// Who did it.
pub const SUBJECT: Role =
    Role { user: Field::SubjectUserName, domain: Some(Field::SubjectDomainName), sid: Some(Field::SubjectUserSid) };
/// Who was logged on (4624, 4625).
pub const TARGET: Role =
    Role { user: Field::TargetUserName, domain: Some(Field::TargetDomainName), sid: Some(Field::TargetUserSid) };
/// Whose ticket was asked for, whose account was changed (4768, 4720).
pub const TARGET_SID: Role =
    Role { user: Field::TargetUserName, domain: Some(Field::TargetDomainName), sid: Some(Field::TargetSid) };
/// Whose name was checked, where no SID is told (4648, 4769, 4776).
pub const TARGET_NAME: Role = Role { user: Field::TargetUserName, domain: Some(Field::TargetDomainName), sid: None };
/// 4778, 4779.
pub const SESSION: Role = Role { user: Field::AccountName, domain: Some(Field::AccountDomain), sid: None };
/// LocalSessionManager: `CORP\alice` in one field.
pub const RDP_USER: Role = Role { user: Field::User, domain: None, sid: None };
/// RemoteConnectionManager 1149.
pub const RDP_PARAMS: Role = Role { user: Field::Param1, domain: Some(Field::Param2), sid: None };

/// An account's name and domain, taken apart.
pub struct Name<'e> {
    /// sAMAccountName in lower case, without realm.
    pub user: Cow<'e, str>,
    /// Domain in lower case as spelled; empty where the event has none.
    pub domain: Cow<'e, str>,
    /// SID; empty where the event has none.
    pub sid: &'e str,
}

impl<'e> Name<'e> {
    /// Reads the role's fields; `name@realm` is taken apart, and `DOMAIN\name` where the event has no
    /// field for the domain.
    ///
    /// # Errors
    /// [`Skip::NoAccount`] when the event names nobody in this role.
    pub fn read(event: &'e Event, role: &Role) -> Result<Self, Skip> {
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

    /// Whether this is a machine account.
    pub fn is_machine(&self) -> bool {
        self.user.ends_with('$')
    }
}

/// Whether this is one of Windows' own accounts, by SID where there is one, since names are
/// translated. The SIDs are Microsoft's well-known ones.
pub fn well_known(user: &str, domain: &str, sid: &str) -> bool {
    const SIDS: [&str; 5] = ["S-1-5-7", "S-1-5-17", "S-1-5-18", "S-1-5-19", "S-1-5-20"];
    const FAMILIES: [&str; 4] = ["S-1-5-80-", "S-1-5-82-", "S-1-5-90-", "S-1-5-96-"];
    const NAMES: [&str; 5] = ["anonymous logon", "system", "local service", "network service", "iusr"];
    const DOMAINS: [&str; 5] = ["window manager", "font driver host", "nt service", "nt authority", "iis apppool"];
    SIDS.contains(&sid)
        || FAMILIES.iter().any(|family| sid.starts_with(family))
        || DOMAINS.contains(&domain)
        || (NAMES.contains(&user) && !sid.starts_with("S-1-5-21-"))
}

/// Which fields name the account that a logon event is about.
pub const fn logon_role(id: u32) -> &'static Role {
    match id {
        4768 | 4771 => &TARGET_SID,
        4648 | 4769 | 4776 => &TARGET_NAME,
        4778 | 4779 => &SESSION,
        21..=25 => &RDP_USER,
        1149 => &RDP_PARAMS,
        _ => &TARGET,
    }
}
