//! T1136.002: a new account, put into Domain Admins and used.

use std::sync::Arc;

use super::Raid;
use crate::company::plan::{Foothold, MINUTE, SECOND};
use crate::company::protocol::{self, Credentials, Session};
use crate::company::random::pick;
use crate::company::windows::accounts;
use crate::company::windows::shares::Share;
use crate::company::world::{Account, CORP, MachineId, Rights};
use crate::truth::Part;

/// Names that do not catch the eye.
const NAMES: &[&str] = &["svc-update", "adm.support", "helpdesk2", "sqlsvc", "backup2", "it.service", "adm.temp"];

pub(super) fn run(raid: &mut Raid<'_>) {
    let place = raid.settle(&[Foothold::Workstation, Foothold::Foreign]);
    let thief = raid.administrator(Rights::Domain);
    let mut credentials = raid.credentials(&thief, &place);
    let world = raid.world;
    let domain = &world.domains[CORP];
    let controller = world.controller_for(CORP, place.origin.number, raid.at);
    raid.machine(controller, Part::Victim);
    let at = raid.at;
    let session = protocol::over_kerberos(&mut raid.scribe, at, &mut credentials, controller);
    protocol::open_pipe(&mut raid.scribe, at + 80, &session, "samr");
    let name = *pick(&mut raid.scribe.chance, NAMES);
    let number = 9_000 + world.plan.accounts * 4 + raid.count(1, 400) as u32;
    let account = Arc::new(Account::new(name, domain, CORP, number, Rights::Domain));
    create(raid, &session, &account);
    let at = raid.wait(MINUTE);
    join(raid, at, &session, &account);
    protocol::leave(&mut raid.scribe, at + MINUTE, &session);
    let mut fresh = raid.credentials(&account, &place);
    let mut targets = vec![controller];
    targets.extend(raid.servers(2));
    for target in targets {
        let at = raid.wait(8 * MINUTE);
        raid.machine(target, Part::Victim);
        visit(raid, at, &mut fresh, target);
    }
}

/// 4720, 4724, 4722, 4738.
fn create(raid: &mut Raid<'_>, session: &Session, account: &Account) {
    let (world, by, machine) = (raid.world, &session.subject, session.machine);
    let at = raid.wait(2 * SECOND);
    let created = accounts::created(account, world.domain(account), by);
    raid.scribe.security(at, machine, 4720, created);
    raid.scribe.security(at + 6, machine, 4724, accounts::plain(world, account, by));
    raid.scribe.security(at + 8, machine, 4722, accounts::plain(world, account, by));
    let values: [(_, Arc<str>); 3] = [
        ("OldUacValue", "0x15".into()),
        ("NewUacValue", "0x10".into()),
        ("UserAccountControl", "\n\t\t%%2048\n\t\t%%2050".into()),
    ];
    raid.scribe.security(at + 9, machine, 4738, accounts::changed(world, account, by, &values));
}

/// 4728 for Domain Admins. `net group` makes accounts in the container of users.
fn join(raid: &mut Raid<'_>, at: i64, session: &Session, account: &Account) {
    let domain = raid.world.domain(account);
    let dn = format!("CN={},CN=Users,{}", account.name, domain.dn);
    let sid = domain.sid(512);
    let group = ("Domain Admins", &domain.name, &sid);
    raid.scribe.security(at, session.machine, 4728, accounts::membership(account, dn, group, &session.subject));
}

fn visit(raid: &mut Raid<'_>, at: i64, fresh: &mut Credentials, target: MachineId) {
    let session = protocol::over_kerberos(&mut raid.scribe, at, fresh, target);
    raid.scribe.security(at + 60, target, 5140, session.visitor().opened(&Share::drive()));
    let end = at + raid.scribe.within(20 * SECOND, 5 * MINUTE);
    protocol::leave(&mut raid.scribe, end, &session);
}
