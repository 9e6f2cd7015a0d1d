//! Logon sessions: 4624, 4625, 4634, 4647, 4648, 4672.

use std::sync::Arc;

use super::{Subject, no_guid, text, word};
use crate::Value;
use crate::company::scribe::Data;
use crate::company::world::{Account, Rights, World};

/// What a 4624 says, beyond who and where.
#[derive(Clone, Debug)]
pub(crate) struct Logon {
    pub(crate) subject: Subject,
    pub(crate) target: Subject,
    pub(crate) kind: u32,
    pub(crate) process: Arc<str>,
    pub(crate) package: Arc<str>,
    pub(crate) workstation: Arc<str>,
    pub(crate) guid: Arc<str>,
    pub(crate) lm_package: Arc<str>,
    pub(crate) key_length: u32,
    pub(crate) pid: u64,
    pub(crate) image: Arc<str>,
    pub(crate) address: Arc<str>,
    pub(crate) port: Option<u16>,
    pub(crate) elevated: bool,
    pub(crate) linked: u64,
    /// Credentials a type 9 logon uses outside: user and domain.
    pub(crate) outbound: Option<(Arc<str>, Arc<str>)>,
}

impl Logon {
    /// A logon over the network by Kerberos.
    pub(crate) fn kerberos(target: Subject, address: Arc<str>, port: u16, guid: Arc<str>) -> Self {
        Self {
            subject: Subject::nobody(),
            target,
            kind: 3,
            process: word!("Kerberos"),
            package: word!("Kerberos"),
            workstation: word!("-"),
            guid,
            lm_package: word!("-"),
            key_length: 0,
            pid: 0,
            image: word!("-"),
            address,
            port: Some(port),
            elevated: false,
            linked: 0,
            outbound: None,
        }
    }

    /// A logon over the network by NTLM.
    pub(crate) fn ntlm(target: Subject, workstation: Arc<str>, address: Arc<str>, port: u16) -> Self {
        Self {
            process: word!("NtLmSsp "),
            package: word!("NTLM"),
            workstation,
            lm_package: word!("NTLM V2"),
            key_length: 128,
            ..Self::kerberos(target, address, port, no_guid())
        }
    }

    /// A logon that the machine's own system makes: at the keyboard (2, 7, 11) or by remote desktop.
    pub(crate) fn interactive(system: Subject, target: Subject, kind: u32, machine: Arc<str>) -> Self {
        Self {
            subject: system,
            kind,
            process: word!("User32 "),
            package: word!("Negotiate"),
            workstation: machine,
            pid: 0x3d4,
            image: word!("C:\\Windows\\System32\\svchost.exe"),
            port: Some(0),
            ..Self::kerberos(target, word!("127.0.0.1"), 0, no_guid())
        }
    }

    /// A logon of a service (5) or job (4).
    pub(crate) fn unattended(system: Subject, target: Subject, kind: u32, machine: Arc<str>) -> Self {
        let service = kind == 5;
        Self {
            process: word!("Advapi  "),
            pid: if service { 0x2a4 } else { 0x4b8 },
            image: if service {
                word!("C:\\Windows\\System32\\services.exe")
            } else {
                word!("C:\\Windows\\System32\\svchost.exe")
            },
            address: word!("-"),
            port: None,
            ..Self::interactive(system, target, kind, machine)
        }
    }

    /// 4624.
    pub(crate) fn data(self) -> Data {
        let mut data = Vec::with_capacity(27);
        data.extend(self.subject.values());
        data.extend(target(&self.target));
        let (user, domain) = self.outbound.unwrap_or_else(|| (word!("-"), word!("-")));
        let elevated = if self.elevated { text!("%%1842") } else { text!("%%1843") };
        data.extend([
            ("LogonType", Value::U32(self.kind)),
            ("LogonProcessName", Value::Text(self.process)),
            ("AuthenticationPackageName", Value::Text(self.package)),
            ("WorkstationName", Value::Text(self.workstation)),
            ("LogonGuid", Value::Guid(self.guid)),
            ("TransmittedServices", text!("-")),
            ("LmPackageName", Value::Text(self.lm_package)),
            ("KeyLength", Value::U32(self.key_length)),
            ("ProcessId", Value::Hex64(self.pid)),
            ("ProcessName", Value::Text(self.image)),
            ("IpAddress", Value::Text(self.address)),
            ("IpPort", port_or_dash(self.port)),
            ("ImpersonationLevel", text!("%%1833")),
            ("RestrictedAdminMode", if self.kind == 10 { text!("%%1843") } else { text!("-") }),
            ("TargetOutboundUserName", Value::Text(user)),
            ("TargetOutboundDomainName", Value::Text(domain)),
            ("VirtualAccount", text!("%%1843")),
            ("TargetLinkedLogonId", Value::Hex64(self.linked)),
            ("ElevatedToken", elevated),
        ]);
        data
    }

    /// 4625: what the 4624 would have been, and why it did not come to it.
    pub(crate) fn failed(self, why: Failure) -> Data {
        let mut data = Vec::with_capacity(21);
        data.extend(self.subject.values());
        data.extend([
            ("TargetUserSid", Value::Sid(word!("S-1-0-0"))),
            ("TargetUserName", Value::Text(self.target.name)),
            ("TargetDomainName", Value::Text(self.target.domain)),
            ("Status", Value::Hex32(why.status())),
            ("FailureReason", why.reason()),
            ("SubStatus", Value::Hex32(why.sub_status())),
            ("LogonType", Value::U32(self.kind)),
            ("LogonProcessName", Value::Text(self.process)),
            ("AuthenticationPackageName", Value::Text(self.package)),
            ("WorkstationName", Value::Text(self.workstation)),
            ("TransmittedServices", text!("-")),
            ("LmPackageName", text!("-")),
            ("KeyLength", Value::U32(0)),
            ("ProcessId", Value::Hex64(self.pid)),
            ("ProcessName", Value::Text(self.image)),
            ("IpAddress", Value::Text(self.address)),
            ("IpPort", port_or_dash(self.port)),
        ]);
        data
    }
}

fn port_or_dash(port: Option<u16>) -> Value {
    port.map_or_else(|| text!("-"), super::port)
}

fn target(target: &Subject) -> [(&'static str, Value); 4] {
    [
        ("TargetUserSid", Value::Sid(target.sid.clone())),
        ("TargetUserName", Value::Text(target.name.clone())),
        ("TargetDomainName", Value::Text(target.domain.clone())),
        ("TargetLogonId", Value::Hex64(target.logon_id)),
    ]
}

/// Why a logon failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    WrongPassword,
    NoSuchUser,
    Locked,
    Disabled,
    /// The right to log on this way was not granted.
    NotGranted,
}

impl Failure {
    /// What NTLM calls it: 4776 and SubStatus.
    pub(crate) const fn code(self) -> u32 {
        match self {
            Self::WrongPassword => 0xc000_006a,
            Self::NoSuchUser => 0xc000_0064,
            Self::Locked => 0xc000_0234,
            Self::Disabled => 0xc000_0072,
            Self::NotGranted => 0xc000_015b,
        }
    }

    /// What Kerberos calls it.
    pub(crate) const fn kerberos(self) -> u32 {
        match self {
            Self::WrongPassword | Self::NotGranted => 0x18,
            Self::NoSuchUser => 0x6,
            Self::Locked | Self::Disabled => 0x12,
        }
    }

    const fn status(self) -> u32 {
        match self {
            Self::WrongPassword | Self::NoSuchUser => 0xc000_006d,
            Self::Disabled => 0xc000_006e,
            Self::Locked | Self::NotGranted => self.code(),
        }
    }

    const fn sub_status(self) -> u32 {
        match self {
            Self::Locked | Self::NotGranted => 0,
            _ => self.code(),
        }
    }

    fn reason(self) -> Value {
        match self {
            Self::WrongPassword | Self::NoSuchUser => text!("%%2313"),
            Self::Locked => text!("%%2307"),
            Self::Disabled => text!("%%2310"),
            Self::NotGranted => text!("%%2308"),
        }
    }
}

/// 4634.
pub(crate) fn ended(session: &Subject, kind: u32) -> Data {
    let mut data = left(session);
    data.push(("LogonType", Value::U32(kind)));
    data
}

/// 4647.
pub(crate) fn left(session: &Subject) -> Data {
    target(session).to_vec()
}

/// 4672. A domain administrator has all rights on a controller, a few less elsewhere.
pub(crate) fn special(session: &Subject, rights: Rights) -> Data {
    let mut data = session.values().to_vec();
    let list = if rights == Rights::Domain {
        word!(PRIVILEGES.join("\n\t\t\t"))
    } else {
        word!(PRIVILEGES[..PRIVILEGES.len() - 2].join("\n\t\t\t"))
    };
    data.push(("PrivilegeList", Value::Text(list)));
    data
}

const PRIVILEGES: [&str; 10] = [
    "SeSecurityPrivilege",
    "SeBackupPrivilege",
    "SeRestorePrivilege",
    "SeTakeOwnershipPrivilege",
    "SeDebugPrivilege",
    "SeSystemEnvironmentPrivilege",
    "SeLoadDriverPrivilege",
    "SeImpersonatePrivilege",
    "SeDelegateSessionUserImpersonatePrivilege",
    "SeEnableDelegationPrivilege",
];

/// What a 4648 says: someone used other credentials than their session's.
pub(crate) struct Explicit<'a> {
    pub(crate) subject: &'a Subject,
    pub(crate) account: &'a Account,
    /// The server and, for a named service, what was asked for there.
    pub(crate) server: Arc<str>,
    pub(crate) info: Arc<str>,
    pub(crate) pid: u64,
    pub(crate) image: Arc<str>,
    pub(crate) address: Arc<str>,
    pub(crate) port: Option<u16>,
    pub(crate) guid: Arc<str>,
}

impl Explicit<'_> {
    /// 4648.
    pub(crate) fn data(self, world: &World) -> Data {
        let mut data = self.subject.values().to_vec();
        data.extend([
            ("LogonGuid", Value::Guid(no_guid())),
            ("TargetUserName", Value::Text(self.account.name.clone())),
            ("TargetDomainName", Value::Text(world.domain(self.account).name.clone())),
            ("TargetLogonGuid", Value::Guid(self.guid)),
            ("TargetServerName", Value::Text(self.server)),
            ("TargetInfo", Value::Text(self.info)),
            ("ProcessId", Value::Hex64(self.pid)),
            ("ProcessName", Value::Text(self.image)),
            ("IpAddress", Value::Text(self.address)),
            ("IpPort", port_or_dash(self.port)),
        ]);
        data
    }
}
