//! At the machine itself: sitting down, locking, leaving; and logons without anybody there.

use std::sync::Arc;

use model::Channel;

use super::{Credentials, Session, note_rights, system_of};
use crate::company::plan::SECOND;
use crate::company::scribe::Scribe;
use crate::company::windows::logon::{self, Explicit, Logon};
use crate::company::windows::{Subject, no_guid, sessions, word};
use crate::company::world::{Account, MachineId, Rights};

/// Someone logs on at a machine: with the controller's help (type 2), or from what the machine
/// remembers (type 11) when none is reached.
pub(crate) fn sit_down(scribe: &mut Scribe<'_>, at: i64, credentials: &mut Credentials, machine: MachineId) -> Session {
    let kind = if credentials.origin.address.as_ref() == crate::company::world::VPN_ADDRESS { 11 } else { 2 };
    let guid = if kind == 2 {
        credentials.sign_on(scribe, at);
        credentials.ticket(scribe, at + 8, machine)
    } else {
        no_guid()
    };
    let account = credentials.account.clone();
    let session = open(scribe, at + 20, &account, machine, kind, guid);
    let local = sessions::local_address();
    scribe.put(at + 400, machine, Channel::LocalSession, 21, sessions::local(&session.subject, 1, local.clone()));
    scribe.put(at + 900, machine, Channel::LocalSession, 22, sessions::local(&session.subject, 1, local));
    session
}

/// 4648 by the system, 4624, 4672. An administrator gets two sessions, one without the rights.
fn open(scribe: &mut Scribe<'_>, at: i64, account: &Account, machine: MachineId, kind: u32, guid: Arc<str>) -> Session {
    let system = system_of(scribe, machine);
    let name = scribe.world.machine(machine).name.clone();
    let explicit = Explicit {
        subject: &system,
        account,
        server: word!("localhost"),
        info: word!("localhost"),
        pid: 0x3d4,
        image: word!("C:\\Windows\\System32\\svchost.exe"),
        address: word!("127.0.0.1"),
        port: Some(0),
        guid,
    };
    scribe.security(at, machine, 4648, explicit.data(scribe.world));
    let logon_id = scribe.logon_id(machine, at);
    let subject = Subject::of(scribe.world, account, logon_id);
    let mut logon = Logon::interactive(system, subject.clone(), kind, name);
    if scribe.world.machine(machine).is_administered_by(account) {
        let full = scribe.logon_id(machine, at + 1);
        let target = Subject::of(scribe.world, account, full);
        let elevated = Logon { target, elevated: true, linked: logon_id, ..logon.clone() };
        scribe.security(at, machine, 4624, elevated.data());
        logon.linked = full;
    }
    let linked = logon.linked;
    scribe.security(at, machine, 4624, logon.data());
    if linked != 0 {
        note_rights(scribe, at, machine, account, linked);
    }
    Session { machine, subject, kind, address: word!("127.0.0.1"), port: 0 }
}

/// The screen is unlocked after a pause: a session of type 7 that ends at once.
pub(crate) fn lock_and_unlock(scribe: &mut Scribe<'_>, at: i64, credentials: &mut Credentials, machine: MachineId) {
    credentials.sign_on(scribe, at);
    let guid = credentials.ticket(scribe, at + 6, machine);
    let account = credentials.account.clone();
    let session = open(scribe, at + 15, &account, machine, 7, guid);
    let end = logon::ended(&session.subject, 7);
    scribe.security(at + 25, machine, 4634, end);
}

/// 4647, 4634, and the end of the terminal session.
pub(crate) fn log_off(scribe: &mut Scribe<'_>, at: i64, session: &Session) {
    scribe.security(at, session.machine, 4647, logon::left(&session.subject));
    scribe.put(at + 300, session.machine, Channel::LocalSession, 23, sessions::ended(&session.subject, 1));
    scribe.security(at + SECOND, session.machine, 4634, logon::ended(&session.subject, session.kind));
}

/// A service (type 5) or job (type 4) starts under an account: tickets, 4624, 4672.
pub(crate) fn unattended(
    scribe: &mut Scribe<'_>,
    at: i64,
    credentials: &mut Credentials,
    kind: u32,
) -> Option<Session> {
    let machine = credentials.origin.machine?;
    credentials.forget();
    credentials.sign_on(scribe, at);
    credentials.ticket(scribe, at + 5, machine);
    let at = at + 12;
    let account = credentials.account.clone();
    let logon_id = scribe.logon_id(machine, at);
    let subject = Subject::of(scribe.world, &account, logon_id);
    let name = scribe.world.machine(machine).name.clone();
    let mut logon = Logon::unattended(system_of(scribe, machine), subject.clone(), kind, name);
    logon.elevated = scribe.world.machine(machine).is_administered_by(&account);
    scribe.security(at, machine, 4624, logon.data());
    note_rights(scribe, at, machine, &account, logon_id);
    Some(Session { machine, subject, kind, address: word!("-"), port: 0 })
}

/// Windows' own services start: 4624 type 5 and 4672 of the system's session.
pub(crate) fn system_starts(scribe: &mut Scribe<'_>, at: i64, machine: MachineId, times: u32) {
    let system = system_of(scribe, machine);
    let target = Subject { name: word!("SYSTEM"), domain: word!("NT AUTHORITY"), ..system.clone() };
    for _ in 0..times {
        let at = at + scribe.within(0, 90 * SECOND);
        let mut logon = Logon::unattended(system.clone(), target.clone(), 5, word!("-"));
        logon.elevated = true;
        scribe.security(at, machine, 4624, logon.data());
        scribe.security(at, machine, 4672, logon::special(&target, Rights::Domain));
    }
}
