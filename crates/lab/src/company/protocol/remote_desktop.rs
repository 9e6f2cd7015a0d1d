//! Remote desktop: connecting, the window left and found again, the end.

use std::sync::Arc;

use model::Channel;
use rand::RngExt;

use super::{Credentials, Session, kerberos_domain, note_rights, system_of};
use crate::company::scribe::{Origin, Scribe};
use crate::company::windows::logon::{self, Explicit, Logon};
use crate::company::windows::{Subject, no_guid, sessions, word};
use crate::company::world::{Account, MachineId};

/// A desktop on a server, seen from a client.
#[derive(Debug)]
pub(crate) struct Desktop {
    pub(crate) session: Session,
    /// Number of the session and of its connection.
    number: u32,
    origin: Origin,
}

/// Connects with credentials typed in: 4648 where the client runs, in the session given; then on
/// the server 1149, the network logon that goes before, 4624 type 10, 4672, 21 and 22.
pub(crate) fn connect(
    scribe: &mut Scribe<'_>,
    at: i64,
    credentials: &mut Credentials,
    from: Option<&Session>,
    server: MachineId,
) -> Desktop {
    // A machine that is no member has no way to ask for tickets by itself: NTLM.
    let member = credentials.origin.machine.is_some();
    let guid = if member { credentials.ticket(scribe, at, server) } else { no_guid() };
    if let Some(from) = from {
        type_credentials(scribe, at + 5, credentials, from, server, guid.clone());
    }
    let account = credentials.account.clone();
    let origin = credentials.origin.clone();
    let before = if member {
        super::over_kerberos(scribe, at + 30, credentials, server)
    } else {
        super::over_ntlm(scribe, at + 30, &account, &origin, server)
    };
    let at = at + scribe.within(400, 1500);
    super::leave(scribe, at + 900, &before);
    let subject = open(scribe, at, &account, &origin, server, guid);
    let session = Session { machine: server, subject, kind: 10, address: origin.address.clone(), port: 0 };
    let desktop = Desktop { session, number: scribe.chance.random_range(2..60), origin };
    desktop.local(scribe, at + 300, 21);
    desktop.local(scribe, at + 1100, 22);
    desktop
}

/// 1149, 4624 type 10 and 4672.
fn open(
    scribe: &mut Scribe<'_>,
    at: i64,
    account: &Account,
    origin: &Origin,
    server: MachineId,
    guid: Arc<str>,
) -> Subject {
    let logon_id = scribe.logon_id(server, at);
    let subject = Subject::of(scribe.world, account, logon_id);
    scribe.put(
        at - 200,
        server,
        Channel::RemoteConnection,
        1149,
        sessions::authenticated(&subject, origin.address.clone()),
    );
    let mut target = subject.clone();
    target.domain = kerberos_domain(scribe, server, account);
    let name = scribe.world.machine(server).name.clone();
    let mut logon = Logon::interactive(system_of(scribe, server), target, 10, name);
    logon.address = origin.address.clone();
    logon.guid = guid;
    logon.elevated = scribe.world.machine(server).is_administered_by(account);
    scribe.security(at, server, 4624, logon.data());
    note_rights(scribe, at, server, account, logon_id);
    subject
}

/// 4648: the desktop client uses an account other than its session's.
fn type_credentials(
    scribe: &mut Scribe<'_>,
    at: i64,
    credentials: &Credentials,
    from: &Session,
    server: MachineId,
    guid: Arc<str>,
) {
    let full_name = scribe.world.machine(server).full_name.clone();
    let explicit = Explicit {
        subject: &from.subject,
        account: &credentials.account,
        info: format!("TERMSRV/{full_name}").into(),
        server: full_name,
        pid: 0x2ac,
        image: word!("C:\\Windows\\System32\\lsass.exe"),
        address: word!("-"),
        port: None,
        guid,
    };
    scribe.security(at, from.machine, 4648, explicit.data(scribe.world));
}

impl Desktop {
    fn local(&self, scribe: &mut Scribe<'_>, at: i64, id: u32) {
        let data = sessions::local(&self.session.subject, self.number, self.origin.address.clone());
        scribe.put(at, self.session.machine, Channel::LocalSession, id, data);
    }

    fn window(&self, scribe: &mut Scribe<'_>, at: i64, id: u32) {
        let (name, address) = (self.origin.name.clone(), self.origin.address.clone());
        let data = sessions::window(&self.session.subject, self.number, name, address);
        scribe.security(at, self.session.machine, id, data);
    }

    /// The window is closed, the session goes on: 4779 and 24.
    pub(crate) fn disconnect(&self, scribe: &mut Scribe<'_>, at: i64) {
        self.window(scribe, at, 4779);
        self.local(scribe, at + 40, 24);
    }

    /// The session is found again: 4778 and 25.
    pub(crate) fn reconnect(&self, scribe: &mut Scribe<'_>, at: i64) {
        let data = sessions::authenticated(&self.session.subject, self.origin.address.clone());
        scribe.put(at - 300, self.session.machine, Channel::RemoteConnection, 1149, data);
        self.window(scribe, at, 4778);
        self.local(scribe, at + 60, 25);
    }

    /// 4647, 23, 4634.
    pub(crate) fn log_off(&self, scribe: &mut Scribe<'_>, at: i64) {
        let machine = self.session.machine;
        scribe.security(at, machine, 4647, logon::left(&self.session.subject));
        scribe.put(at + 400, machine, Channel::LocalSession, 23, sessions::ended(&self.session.subject, self.number));
        scribe.security(at + 1400, machine, 4634, logon::ended(&self.session.subject, 10));
    }
}
