//! The help desk: remote desktop to people's machines, passwords reset, accounts unlocked, groups.

use std::sync::Arc;

use rand::RngExt;

use crate::company::plan::{MINUTE, SECOND};
use crate::company::protocol::{self, Credentials, Session};
use crate::company::random::pick;
use crate::company::scribe::{Origin, Scribe};
use crate::company::windows::accounts;
use crate::company::world::{Account, Department, Person, World};

/// A day of tickets.
pub(super) fn work(scribe: &mut Scribe<'_>, person: &Person, origin: &Origin, session: &Session, begin: i64, end: i64) {
    let Some(admin) = &person.admin else { return };
    let mut credentials = Credentials::new(admin.clone(), origin.clone());
    let mut at = begin + scribe.within(10 * MINUTE, 40 * MINUTE);
    while at < end - 40 * MINUTE {
        match scribe.chance.random_range(0..10) {
            0..4 => assist(scribe, at, &mut credentials, session),
            4..7 => {
                let account = somebody(scribe, at).account.clone();
                reset(scribe, at, &mut credentials, &account);
            }
            7..9 => {
                let account = somebody(scribe, at).account.clone();
                admit(scribe, at, &mut credentials, &account);
            }
            _ => {}
        }
        at += scribe.within(15 * MINUTE, 70 * MINUTE);
    }
}

fn somebody<'a>(scribe: &mut Scribe<'a>, at: i64) -> &'a Person {
    let world = scribe.world;
    let day = world.plan.day_of(at);
    let person = pick(&mut scribe.chance, &world.people);
    // Who has left or not come yet has no trouble with a computer.
    if person.is_employed(day) { person } else { &world.people[0] }
}

/// On somebody's desktop for a while.
fn assist(scribe: &mut Scribe<'_>, at: i64, credentials: &mut Credentials, session: &Session) {
    let whose = somebody(scribe, at);
    if whose.workstation == session.machine || whose.account.domain != credentials.account.domain {
        return;
    }
    let desktop = protocol::connect(scribe, at, credentials, Some(session), whose.workstation);
    let end = at + scribe.within(3 * MINUTE, 25 * MINUTE);
    desktop.log_off(scribe, end);
}

/// A session at the first controller, where accounts are changed.
pub(super) fn console(scribe: &mut Scribe<'_>, at: i64, credentials: &mut Credentials) -> Session {
    let controller = scribe.world.domains[credentials.account.domain].controllers[0];
    let session = protocol::over_kerberos(scribe, at, credentials, controller);
    let end = at + scribe.within(2 * MINUTE, 12 * MINUTE);
    protocol::leave(scribe, end, &session);
    session
}

/// 4724 and the 4738 that goes with it.
fn reset(scribe: &mut Scribe<'_>, at: i64, credentials: &mut Credentials, account: &Account) {
    if account.domain != credentials.account.domain {
        return;
    }
    let session = console(scribe, at, credentials);
    let at = at + 20 * SECOND;
    let world = scribe.world;
    let now: Arc<str> = "%%1794".into();
    let changed = accounts::changed(world, account, &session.subject, &[("PasswordLastSet", now)]);
    scribe.security(at, session.machine, 4738, changed);
    scribe.security(at + 2, session.machine, 4724, accounts::plain(world, account, &session.subject));
}

/// A person is put into a group for a share.
fn admit(scribe: &mut Scribe<'_>, at: i64, credentials: &mut Credentials, account: &Account) {
    const GROUPS: &[&str] = &["GG-Sales-RW", "GG-Finance-R", "GG-Projects-RW", "GG-VPN", "GG-Printers", "GG-Wiki"];
    if account.domain != credentials.account.domain {
        return;
    }
    let session = console(scribe, at, credentials);
    let number = scribe.chance.random_range(0..GROUPS.len());
    join(scribe, at + 15 * SECOND, &session, account, (GROUPS[number], 1090 + number as u32));
}

/// 4728 for a group given by name and RID.
pub(crate) fn join(scribe: &mut Scribe<'_>, at: i64, session: &Session, member: &Account, group: (&str, u32)) {
    let domain = scribe.world.domain(member);
    let data = accounts::membership(
        member,
        format!("CN={},OU=People,{}", member.name, domain.dn),
        (group.0, &domain.name, &domain.sid(group.1)),
        &session.subject,
    );
    scribe.security(at, session.machine, 4728, data);
}

/// 4767 by one of the help desk, who is called for it.
pub(super) fn unlock(scribe: &mut Scribe<'_>, at: i64, account: &Account) {
    let Some((admin, origin)) = on_duty(scribe, at, account.domain) else { return };
    let session = console(scribe, at, &mut Credentials::new(admin, origin));
    let data = accounts::plain(scribe.world, account, &session.subject);
    scribe.security(at + 12 * SECOND, session.machine, 4767, data);
}

/// Someone of the help desk who can change accounts of a domain: the main domain's own, else a domain
/// administrator.
pub(super) fn on_duty(scribe: &mut Scribe<'_>, at: i64, domain: usize) -> Option<(Arc<Account>, Origin)> {
    let world: &World = scribe.world;
    let able: Vec<&Person> = world
        .people
        .iter()
        .filter(|person| person.department == Department::HelpDesk && person.account.domain == domain)
        .collect();
    let person = able.get(at as usize / 1000 % able.len().max(1))?;
    Some((person.admin.clone()?, scribe.origin(person.workstation, at)))
}
