//! What a controller says about tickets: 4768, 4769, 4770, 4771.

use std::sync::Arc;

use super::{port, text, word};
use crate::Value;
use crate::company::scribe::Data;
use crate::company::world::{Account, Domain};

/// AES-256, RC4, and what is written when there is no ticket.
pub(crate) const AES: u32 = 0x12;
pub(crate) const RC4: u32 = 0x17;
pub(crate) const NO_TICKET: u32 = 0xffff_ffff;

/// The client of a request, as the controller sees it: `::ffff:10.0.0.1`.
#[derive(Clone, Debug)]
pub(crate) struct Peer {
    pub(crate) address: Arc<str>,
    pub(crate) port: u16,
}

impl Peer {
    /// An IPv4 client. Controllers listen on IPv6 sockets.
    pub(crate) fn mapped(address: &str, port: u16) -> Self {
        Self { address: format!("::ffff:{address}").into(), port }
    }

    /// The controller itself.
    pub(crate) fn itself() -> Self {
        Self { address: word!("::1"), port: 0 }
    }

    fn values(self) -> [(&'static str, Value); 2] {
        [("IpAddress", Value::Text(self.address)), ("IpPort", port(self.port))]
    }
}

/// A request for a TGT.
pub(crate) struct TicketGranting {
    pub(crate) options: u32,
    pub(crate) status: u32,
    pub(crate) encryption: u32,
    /// `2`: an encrypted time stamp; `0`: none.
    pub(crate) preauth: &'static str,
}

impl TicketGranting {
    /// As Windows asks for one.
    pub(crate) const USUAL: Self = Self { options: 0x4081_0010, status: 0, encryption: AES, preauth: "2" };
    /// As scripts in Python and Go ask for one.
    pub(crate) const SCRIPTED: Self = Self { options: 0x5080_0000, ..Self::USUAL };

    /// 4768.
    pub(crate) fn data(&self, account: &Account, domain: &Domain, peer: Peer) -> Data {
        let good = self.status == 0;
        let service = if good { word!("krbtgt") } else { format!("krbtgt/{}", domain.realm).into() };
        let nobody = || word!("S-1-0-0");
        let mut data = vec![
            ("TargetUserName", Value::Text(account.name.clone())),
            ("TargetDomainName", Value::Text(domain.realm.clone())),
            ("TargetSid", Value::Sid(if good { account.sid.clone() } else { nobody() })),
            ("ServiceName", Value::Text(service)),
            ("ServiceSid", Value::Sid(if good { domain.krbtgt.clone() } else { nobody() })),
            ("TicketOptions", Value::Hex32(self.options)),
            ("Status", Value::Hex32(self.status)),
            ("TicketEncryptionType", Value::Hex32(if good { self.encryption } else { NO_TICKET })),
            ("PreAuthType", if good { preauth(self.preauth) } else { text!("-") }),
        ];
        data.extend(peer.values());
        data.extend(certificate());
        data
    }
}

fn preauth(kind: &'static str) -> Value {
    if kind == "2" { text!("2") } else { text!("0") }
}

fn certificate() -> [(&'static str, Value); 3] {
    [("CertIssuerName", text!("")), ("CertSerialNumber", text!("")), ("CertThumbprint", text!(""))]
}

/// A request for a service ticket.
pub(crate) struct ServiceTicket {
    pub(crate) options: u32,
    pub(crate) encryption: u32,
    pub(crate) guid: Arc<str>,
}

impl ServiceTicket {
    /// 4769, for the service that runs under this account.
    pub(crate) fn data(self, client: &Account, service: &Account, peer: Peer) -> Data {
        let name = (client.principal.clone(), client.realm.clone());
        self.for_service(name, service.name.clone(), service.sid.clone(), peer)
    }

    /// 4769, for a service given by name: `krbtgt`, or another realm.
    pub(crate) fn for_service(self, client: (Arc<str>, Arc<str>), name: Arc<str>, sid: Arc<str>, peer: Peer) -> Data {
        let mut data = vec![
            ("TargetUserName", Value::Text(client.0)),
            ("TargetDomainName", Value::Text(client.1)),
            ("ServiceName", Value::Text(name)),
            ("ServiceSid", Value::Sid(sid)),
            ("TicketOptions", Value::Hex32(self.options)),
            ("TicketEncryptionType", Value::Hex32(self.encryption)),
        ];
        data.extend(peer.values());
        data.extend([
            ("Status", Value::Hex32(0)),
            ("LogonGuid", Value::Guid(self.guid)),
            ("TransmittedServices", text!("-")),
        ]);
        data
    }
}

/// 4770: a TGT renewed.
pub(crate) fn renewed(account: &Account, domain: &Domain, peer: Peer) -> Data {
    let mut data = vec![
        ("TargetUserName", Value::Text(account.principal.clone())),
        ("TargetDomainName", Value::Text(domain.realm.clone())),
        ("ServiceName", text!("krbtgt")),
        ("ServiceSid", Value::Sid(domain.krbtgt.clone())),
        ("TicketOptions", Value::Hex32(0x10002)),
        ("TicketEncryptionType", Value::Hex32(AES)),
    ];
    data.extend(peer.values());
    data
}

/// 4771: the password was wrong.
pub(crate) fn refused(account: &Account, domain: &Domain, options: u32, peer: Peer) -> Data {
    let mut data = vec![
        ("TargetUserName", Value::Text(account.name.clone())),
        ("TargetSid", Value::Sid(account.sid.clone())),
        ("ServiceName", Value::Text(format!("krbtgt/{}", domain.realm).into())),
        ("TicketOptions", Value::Hex32(options)),
        ("Status", Value::Hex32(0x18)),
        ("PreAuthType", text!("2")),
    ];
    data.extend(peer.values());
    data.extend(certificate());
    data
}
