//! Machines and what they are for.

use std::sync::Arc;

use super::{Account, Rights};

/// Index into [`super::World::machines`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct MachineId(pub(crate) u32);

/// What a machine is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Role {
    Controller,
    Files,
    Print,
    Database,
    Web,
    Mail,
    Application,
    Backup,
    Jump,
    Scanner,
    Monitoring,
    /// Copies accounts to the cloud.
    Sync,
    Workstation,
}

/// A computer of the company.
#[derive(Debug)]
pub(crate) struct Machine {
    pub(crate) id: MachineId,
    pub(crate) role: Role,
    /// NetBIOS name, upper case.
    pub(crate) name: Arc<str>,
    /// Full name, as in `System/Computer`.
    pub(crate) full_name: Arc<str>,
    /// `HOST$`.
    pub(crate) account: Arc<Account>,
    /// Servers have one; clients get theirs by DHCP.
    pub(crate) address: Option<Arc<str>>,
    /// Number among the clients.
    pub(crate) client: u32,
    /// Windows 2016 or newer, which writes the realm where older ones write the NetBIOS name.
    pub(crate) modern: bool,
    /// Taken home: its owner works through the VPN on some days.
    pub(crate) laptop: bool,
    /// `EventRecordID` of its first record.
    pub(crate) first_record: u64,
    /// When it was started, in milliseconds before the plan's start.
    pub(crate) uptime: i64,
}

impl Machine {
    /// Whether this account is an administrator here, so that its logon is followed by a 4672.
    pub(crate) fn is_administered_by(&self, account: &Account) -> bool {
        match account.rights {
            Rights::Domain => true,
            Rights::Server => self.role != Role::Controller,
            Rights::HelpDesk => self.role == Role::Workstation,
            Rights::User => false,
        }
    }
}
