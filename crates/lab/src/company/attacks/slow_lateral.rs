//! T1078.002: a stolen account used with its own rights, by existing tools, in working hours and from
//! its owner's workstation. A few new hosts a day; nothing fails, nothing is forged.

use super::Raid;
use crate::company::calendar::{at_work, is_free};
use crate::company::plan::{Foothold, HOUR, MINUTE};
use crate::company::protocol::{self, Credentials};
use crate::company::windows::shares::Share;
use crate::company::world::{MachineId, Person, Rights, Role};
use crate::truth::Part;

pub(super) fn run(raid: &mut Raid<'_>) {
    let owner = raid.pick_owner();
    let account = owner.admin.as_ref().unwrap_or(&owner.account).clone();
    raid.account(&account, Part::Attacker);
    let plan = &raid.world.plan;
    let mut fresh = strange_hosts(raid, owner);
    let first = plan.day_of(raid.at);
    for day in first..plan.days.min(first + 8) {
        if is_free(plan, day) || !at_work(plan, owner, day) {
            continue;
        }
        let begin = plan.midnight(day) + owner.begins * MINUTE + HOUR;
        raid.at = begin + raid.scribe.within(0, 3 * HOUR);
        let origin = raid.scribe.origin(owner.workstation, raid.at);
        raid.machine(owner.workstation, Part::Attacker);
        let mut credentials = Credentials::new(account.clone(), origin);
        if owner.admin.is_none() {
            credentials = credentials.in_session(raid.at);
        }
        for _ in 0..raid.count(1, 3) {
            let Some(target) = fresh.pop() else { return };
            raid.machine(target, Part::Victim);
            visit(raid, owner, &mut credentials, target);
            raid.at += raid.scribe.within(20 * MINUTE, 100 * MINUTE);
        }
    }
}

/// Servers the owner's work has nothing to do with.
fn strange_hosts(raid: &mut Raid<'_>, owner: &Person) -> Vec<MachineId> {
    let known = [owner.files, owner.home, owner.print, owner.mail];
    let mut all = raid.servers(usize::MAX);
    all.retain(|server| !known.contains(server) && !owner.applications.contains(server));
    all
}

/// A drive opened, a console, or a desktop, as administrators do; a user's account only opens shares.
fn visit(raid: &mut Raid<'_>, owner: &Person, credentials: &mut Credentials, target: MachineId) {
    let at = raid.at;
    if credentials.account.rights == Rights::User {
        look_around(raid, credentials, target);
    } else if raid.toss() {
        let own = raid.session_of(owner);
        let desktop = protocol::connect(&mut raid.scribe, at, credentials, own.as_ref(), target);
        let end = at + raid.scribe.within(6 * MINUTE, 40 * MINUTE);
        desktop.log_off(&mut raid.scribe, end);
    } else {
        let session = protocol::over_kerberos(&mut raid.scribe, at, credentials, target);
        raid.scribe.security(at + 70, target, 5140, session.visitor().opened(&Share::drive()));
        let end = at + raid.scribe.within(MINUTE, 10 * MINUTE);
        protocol::leave(&mut raid.scribe, end, &session);
    }
}

/// What shares are there is asked; at a file server some files are opened too.
fn look_around(raid: &mut Raid<'_>, credentials: &mut Credentials, target: MachineId) {
    let at = raid.at;
    if raid.world.machine(target).role == Role::Files {
        protocol::browse(&mut raid.scribe, at, credentials, target, &Share::files("Public"), 2);
        return;
    }
    let session = protocol::over_kerberos(&mut raid.scribe, at, credentials, target);
    protocol::open_pipe(&mut raid.scribe, at + 60, &session, "srvsvc");
    let end = at + raid.scribe.within(MINUTE, 12 * MINUTE);
    protocol::leave(&mut raid.scribe, end, &session);
}

impl<'a> Raid<'a> {
    /// Whose account was stolen: an administrator's at one time, an ordinary one's at another.
    fn pick_owner(&mut self) -> &'a Person {
        let day = self.world.plan.day_of(self.at);
        let admins: Vec<&'a Person> = self
            .world
            .people
            .iter()
            .filter(|person| person.admin.as_ref().is_some_and(|admin| admin.rights == Rights::Server))
            .filter(|person| person.account.domain == 0 && person.is_employed(day))
            .filter(|person| !self.world.workstation_of(person).laptop)
            .collect();
        match admins.first() {
            Some(_) if self.attack.foothold != Some(Foothold::Foreign) && self.toss() => {
                let number = self.count(0, admins.len() - 1);
                admins[number]
            }
            _ => self.somebody(),
        }
    }
}
