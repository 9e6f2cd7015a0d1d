//! Accounts and the domains they belong to.

use std::sync::Arc;

use super::MachineId;

/// A domain of the forest.
#[derive(Debug)]
pub(crate) struct Domain {
    /// NetBIOS name, `CORP`.
    pub(crate) name: Arc<str>,
    /// `corp.example`.
    pub(crate) dns: Arc<str>,
    /// `CORP.EXAMPLE`, as Kerberos has it.
    pub(crate) realm: Arc<str>,
    /// `S-1-5-21-…` without a RID.
    pub(crate) sid: String,
    /// `S-1-5-21-…-502`.
    pub(crate) krbtgt: Arc<str>,
    /// `CN=…` suffix of its objects' names.
    pub(crate) dn: String,
    /// GUID of the domain's head object.
    pub(crate) guid: String,
    pub(crate) controllers: Vec<MachineId>,
}

impl Domain {
    /// The SID with this RID.
    pub(crate) fn sid(&self, rid: u32) -> Arc<str> {
        format!("{}-{rid}", self.sid).into()
    }
}

/// What an account may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rights {
    /// Nothing special.
    User,
    /// Administrator of workstations.
    HelpDesk,
    /// Administrator of servers and workstations.
    Server,
    /// Domain administrator.
    Domain,
}

/// An account of a domain: a person's, a service's or a machine's.
#[derive(Debug)]
pub(crate) struct Account {
    /// sAMAccountName.
    pub(crate) name: Arc<str>,
    pub(crate) sid: Arc<str>,
    /// Index into [`super::World::domains`].
    pub(crate) domain: usize,
    pub(crate) rights: Rights,
    /// `name@REALM`, as 4769 has it.
    pub(crate) principal: Arc<str>,
    /// The realm, as tickets state it.
    pub(crate) realm: Arc<str>,
    /// Only RC4 keys: its tickets are of type 0x17.
    pub(crate) legacy: bool,
}

impl Account {
    pub(crate) fn new(name: &str, domain: &Domain, index: usize, rid: u32, rights: Rights) -> Self {
        Self {
            name: name.into(),
            sid: domain.sid(rid),
            domain: index,
            rights,
            principal: format!("{name}@{}", domain.realm).into(),
            realm: domain.realm.clone(),
            legacy: false,
        }
    }

    /// The same name and SID with a realm of someone's own spelling, as in a forged ticket.
    pub(crate) fn spelled(&self, realm: &str) -> Self {
        Self {
            name: self.name.clone(),
            sid: self.sid.clone(),
            principal: format!("{}@{realm}", self.name).into(),
            realm: realm.into(),
            ..*self
        }
    }
}
