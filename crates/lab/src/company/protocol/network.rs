//! Logons over the network, type 3, by Kerberos and NTLM, and their failures.

use std::sync::Arc;

use super::{Credentials, kerberos_domain, note_rights};
use crate::company::scribe::{Origin, Scribe};
use crate::company::windows::logon::{self, Failure, Logon};
use crate::company::windows::shares::Visitor;
use crate::company::windows::{Subject, kerberos, ntlm, word};
use crate::company::world::{Account, MachineId, Role};

/// A session on a machine.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    pub(crate) machine: MachineId,
    /// The account under this session's id.
    pub(crate) subject: Subject,
    pub(crate) kind: u32,
    pub(crate) address: Arc<str>,
    pub(crate) port: u16,
}

impl Session {
    /// As a visitor of the machine's shares.
    pub(crate) fn visitor(&self) -> Visitor {
        Visitor { session: self.subject.clone(), address: self.address.clone(), port: self.port }
    }
}

/// A network logon with a ticket: 4769 when it is not held yet, 4624, 4672.
pub(crate) fn over_kerberos(
    scribe: &mut Scribe<'_>,
    at: i64,
    credentials: &mut Credentials,
    machine: MachineId,
) -> Session {
    let guid = credentials.ticket(scribe, at, machine);
    let account = credentials.account.clone();
    let at = at + scribe.within(3, 30);
    let session = start(scribe, at, &account, &credentials.origin, machine);
    let mut target = session.subject.clone();
    target.domain = kerberos_domain(scribe, machine, &account);
    let mut logon = Logon::kerberos(target, session.address.clone(), session.port, guid);
    finish(scribe, at, &account, &session, &mut logon);
    session
}

/// A network logon with a password or hash: 4776 at a controller, 4624, 4672.
pub(crate) fn over_ntlm(
    scribe: &mut Scribe<'_>,
    at: i64,
    account: &Account,
    origin: &Origin,
    machine: MachineId,
) -> Session {
    over_ntlm_keyed(scribe, at, account, origin, machine, 128)
}

/// The same with a session key of this length; clients that ask for none get 0.
pub(crate) fn over_ntlm_keyed(
    scribe: &mut Scribe<'_>,
    at: i64,
    account: &Account,
    origin: &Origin,
    machine: MachineId,
    key_length: u32,
) -> Session {
    validate(scribe, at, account.domain, &account.name, origin, machine, 0);
    let at = at + scribe.within(2, 15);
    let session = start(scribe, at, account, origin, machine);
    let mut logon = Logon::ntlm(session.subject.clone(), origin.name.clone(), session.address.clone(), session.port);
    logon.key_length = key_length;
    finish(scribe, at, account, &session, &mut logon);
    session
}

fn start(scribe: &mut Scribe<'_>, at: i64, account: &Account, origin: &Origin, machine: MachineId) -> Session {
    let logon_id = scribe.logon_id(machine, at);
    let subject = Subject::of(scribe.world, account, logon_id);
    Session { machine, subject, kind: 3, address: origin.address.clone(), port: scribe.port() }
}

fn finish(scribe: &mut Scribe<'_>, at: i64, account: &Account, session: &Session, logon: &mut Logon) {
    let machine = session.machine;
    logon.elevated = scribe.world.machine(machine).is_administered_by(account);
    note_rights(scribe, at, machine, account, session.subject.logon_id);
    scribe.security(at, machine, 4624, logon.clone().data());
}

/// 4776 where the server asks: at a controller of the account's domain, itself if it is one.
fn validate(
    scribe: &mut Scribe<'_>,
    at: i64,
    domain: usize,
    user: &Arc<str>,
    origin: &Origin,
    machine: MachineId,
    status: u32,
) {
    let world = scribe.world;
    let own = world.domains[domain].controllers.contains(&machine);
    let controller = if own { machine } else { world.controller_for(domain, machine.0, at) };
    // What 4624 shows as a dash is empty here.
    let stated = if origin.name.as_ref() == "-" { word!("") } else { origin.name.clone() };
    scribe.security(at, controller, 4776, ntlm::validated(user.clone(), stated, status));
}

/// A network logon that fails: 4776 with the reason at a controller, 4625 at the machine.
pub(crate) fn fail_ntlm(
    scribe: &mut Scribe<'_>,
    at: i64,
    (user, domain): (&Arc<str>, usize),
    origin: &Origin,
    machine: MachineId,
    why: Failure,
) {
    validate(scribe, at, domain, user, origin, machine, why.code());
    let domain = scribe.world.domains[domain].name.clone();
    let target = Subject { sid: word!("S-1-0-0"), name: user.clone(), domain, logon_id: 0 };
    let logon = Logon::ntlm(target, origin.name.clone(), origin.address.clone(), scribe.port());
    let at = at + scribe.within(2, 12);
    scribe.security(at, machine, 4625, logon.failed(why));
}

/// A TGT refused: 4771, or 4768 with the reason when it is not about the password.
pub(crate) fn fail_kerberos(scribe: &mut Scribe<'_>, at: i64, account: &Account, origin: &Origin, why: Failure) {
    fail_kerberos_asked(scribe, at, account, origin, why, kerberos::TicketGranting::USUAL.options);
}

/// The same for a request with options of its own.
pub(crate) fn fail_kerberos_asked(
    scribe: &mut Scribe<'_>,
    at: i64,
    account: &Account,
    origin: &Origin,
    why: Failure,
    options: u32,
) {
    let world = scribe.world;
    let domain = world.domain(account);
    let controller = world.controller_for(account.domain, origin.number, at);
    let peer = kerberos::Peer::mapped(&origin.address, scribe.port());
    if why == Failure::WrongPassword {
        scribe.security(at, controller, 4771, kerberos::refused(account, domain, options, peer));
    } else {
        let request = kerberos::TicketGranting { options, status: why.kerberos(), ..kerberos::TicketGranting::USUAL };
        scribe.security(at, controller, 4768, request.data(account, domain, peer));
    }
}

/// 4634.
pub(crate) fn leave(scribe: &mut Scribe<'_>, at: i64, session: &Session) {
    scribe.security(at, session.machine, 4634, logon::ended(&session.subject, session.kind));
}

/// A machine asks a file server for its shares without an account: the anonymous logon.
pub(crate) fn without_name(scribe: &mut Scribe<'_>, at: i64, origin: &Origin) {
    let server = scribe.world.first(Role::Files);
    let target = Subject {
        sid: word!("S-1-5-7"),
        name: word!("ANONYMOUS LOGON"),
        domain: word!("NT AUTHORITY"),
        logon_id: scribe.logon_id(server, at),
    };
    let port = scribe.port();
    let mut logon = Logon::ntlm(target.clone(), origin.name.clone(), origin.address.clone(), port);
    logon.lm_package = word!("NTLM V1");
    scribe.security(at, server, 4624, logon.data());
    scribe.security(at + 11_000, server, 4634, logon::ended(&target, 3));
}
