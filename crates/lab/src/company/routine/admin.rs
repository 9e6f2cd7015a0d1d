//! Administrators: by way of the jump host to servers, and straight to consoles.

use rand::RngExt;

use super::help_desk::{console, join};
use crate::company::plan::{MINUTE, SECOND};
use crate::company::protocol::{self, Credentials, Session};
use crate::company::random::pick;
use crate::company::scribe::{Origin, Scribe};
use crate::company::windows::directory::{Change, Object};
use crate::company::windows::shares::Share;
use crate::company::windows::system::Service;
use crate::company::world::{MachineId, Person, Rights, Role};

/// A day of an administrator with a second account.
pub(super) fn work(scribe: &mut Scribe<'_>, person: &Person, origin: &Origin, session: &Session, begin: i64, end: i64) {
    let Some(admin) = &person.admin else { return };
    let mut credentials = Credentials::new(admin.clone(), origin.clone());
    let mut at = begin + scribe.within(10 * MINUTE, 50 * MINUTE);
    while at < end - 90 * MINUTE {
        match scribe.chance.random_range(0..10) {
            0..4 => at += by_jump_host(scribe, at, &mut credentials, session),
            4..7 => look(scribe, at, &mut credentials),
            7 if admin.rights == Rights::Domain => change(scribe, at, &mut credentials),
            8 => deploy(scribe, at, &mut credentials),
            _ => {}
        }
        at += scribe.within(20 * MINUTE, 80 * MINUTE);
    }
}

fn a_server(scribe: &mut Scribe<'_>, credentials: &Credentials) -> MachineId {
    let world = scribe.world;
    let servers: Vec<_> = world.servers().collect();
    if credentials.account.rights == Rights::Domain && scribe.chance.random_bool(0.3) {
        return *pick(&mut scribe.chance, &world.domains[credentials.account.domain].controllers);
    }
    *pick(&mut scribe.chance, &servers)
}

/// A desktop on the jump host, and from there one or two more. Gives how long it took.
fn by_jump_host(scribe: &mut Scribe<'_>, at: i64, credentials: &mut Credentials, session: &Session) -> i64 {
    let world = scribe.world;
    let jumps: Vec<_> = world.with_role(Role::Jump).collect();
    let jump = *pick(&mut scribe.chance, &jumps);
    let desk = protocol::connect(scribe, at, credentials, Some(session), jump);
    let mut there = Credentials::new(credentials.account.clone(), scribe.origin(jump, at));
    let mut next = at + scribe.within(MINUTE, 4 * MINUTE);
    for _ in 0..scribe.chance.random_range(1..3) {
        let server = a_server(scribe, credentials);
        if server != jump {
            let inner = protocol::connect(scribe, next, &mut there, Some(&desk.session), server);
            next += scribe.within(4 * MINUTE, 30 * MINUTE);
            inner.log_off(scribe, next);
        }
        next += scribe.within(MINUTE, 3 * MINUTE);
    }
    if scribe.chance.random_bool(0.25) {
        desk.disconnect(scribe, next);
    } else {
        desk.log_off(scribe, next);
    }
    next - at
}

/// A console looks at a server: a pipe or a drive over the network.
fn look(scribe: &mut Scribe<'_>, at: i64, credentials: &mut Credentials) {
    let server = a_server(scribe, credentials);
    let session = protocol::over_kerberos(scribe, at, credentials, server);
    let pipe = *pick(&mut scribe.chance, &["svcctl", "eventlog", "winreg", "srvsvc", "atsvc"]);
    protocol::open_pipe(scribe, at + 70, &session, pipe);
    if scribe.chance.random_bool(0.3) {
        scribe.security(at + 4 * SECOND, server, 5140, session.visitor().opened(&Share::drive()));
    }
    let end = at + scribe.within(MINUTE, 10 * MINUTE);
    protocol::leave(scribe, end, &session);
}

/// A group or a policy is changed by a domain administrator.
fn change(scribe: &mut Scribe<'_>, at: i64, credentials: &mut Credentials) {
    let world = scribe.world;
    let member = pick(&mut scribe.chance, &world.people);
    let session = console(scribe, at, credentials);
    if scribe.chance.random_bool(0.4) {
        edit_policy(scribe, at + 30 * SECOND, &session, credentials);
    } else if member.account.domain == credentials.account.domain {
        join(scribe, at + 9 * SECOND, &session, &member.account, ("GG-Projects-RW", 1092));
    }
}

/// 5136: the version of a policy counts up, the old value removed and the new one added.
fn edit_policy(scribe: &mut Scribe<'_>, at: i64, session: &Session, credentials: &Credentials) {
    let domain = scribe.world.domain(&credentials.account);
    let dn = format!("CN={{31B2F340-016D-11D2-945F-00C04FB984F9}},CN=POLICIES,CN=SYSTEM,{}", domain.dn);
    let policy = Object { dn: dn.into(), guid: scribe.guid(), class: "groupPolicyContainer".into() };
    let version = scribe.within(3, 90);
    for (value, added) in [(version, false), (version + 1, true)] {
        let value = value.to_string().into();
        let change = Change { attribute: "versionNumber", syntax: "2.5.5.9", value, added };
        let operation = scribe.guid();
        let data = policy.changed(&session.subject, domain, operation, &change);
        scribe.security(at, session.machine, 5136, data);
    }
}

/// An agent is installed on a server over the network, much as PsExec installs its service.
fn deploy(scribe: &mut Scribe<'_>, at: i64, credentials: &mut Credentials) {
    let server = a_server(scribe, credentials);
    let session = protocol::over_kerberos(scribe, at, credentials, server);
    scribe.security(at + 60, server, 5140, session.visitor().opened(&Share::admin()));
    protocol::open_pipe(scribe, at + 300, &session, "svcctl");
    let service = Service { name: "InventoryAgent".into(), file: "C:\\Program Files\\Inventory\\agent.exe".into() };
    scribe.security(at + 420, server, 4697, service.security(&session.subject));
    scribe.put(at + 430, server, model::Channel::System, 7045, service.system());
    protocol::leave(scribe, at + MINUTE, &session);
}
