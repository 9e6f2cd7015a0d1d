//! Devices that still try an old password, and the lockouts that come of it.

use std::sync::Arc;

use rand::RngExt;

use super::{help_desk, scribe};
use crate::company::calendar::at_work;
use crate::company::plan::{HOUR, MINUTE};
use crate::company::protocol;
use crate::company::random::Stream;
use crate::company::scribe::{Drafts, Scribe};
use crate::company::windows::logon::Failure;
use crate::company::windows::{Subject, accounts, word};
use crate::company::world::{Account, Person, World};

/// One person in eighty has such a device for a few days.
pub(super) fn day(world: &World, day: u32, drafts: &mut Drafts) {
    let count = 1 + world.people.len() as u32 / 80;
    for number in 0..count {
        let mut scribe = scribe(world, drafts, Stream::Stale, number, day);
        // The same person for a week, then another.
        let which = (number * 79 + day / 5 * 31 + 11) as usize % world.people.len();
        let person = &world.people[which];
        if person.is_employed(day) && at_work(&world.plan, person, day) {
            device(&mut scribe, person, day, number % 2 == 0);
        }
    }
}

/// Tries every half hour: a phone at the mail server, or a mapped drive.
fn device(scribe: &mut Scribe<'_>, person: &Person, day: u32, phone: bool) {
    let world = scribe.world;
    let mut at = world.plan.midnight(day) + 6 * HOUR + scribe.within(0, HOUR);
    let mut origin = scribe.origin(person.workstation, at);
    if phone {
        origin.name = world.machine(person.mail).name.clone();
        origin.address = world.address(person.mail, at);
    }
    let server = if phone { person.mail } else { person.files };
    let until = world.plan.midnight(day) + 19 * HOUR;
    while at < until {
        let user = (&person.account.name, person.account.domain);
        protocol::fail_ntlm(scribe, at, user, &origin, server, Failure::WrongPassword);
        if scribe.chance.random_bool(0.02) {
            lock(scribe, at + 300, &person.account, &origin.name);
            protocol::fail_ntlm(scribe, at + 9000, user, &origin, server, Failure::Locked);
            let later = at + scribe.within(5 * MINUTE, 25 * MINUTE);
            help_desk::unlock(scribe, later, &person.account);
            return;
        }
        at += scribe.within(25 * MINUTE, 40 * MINUTE);
    }
}

/// 4740 at the first controller of the domain.
pub(crate) fn lock(scribe: &mut Scribe<'_>, at: i64, account: &Account, caller: &Arc<str>) {
    let controller = scribe.world.domains[account.domain].controllers[0];
    let own = &scribe.world.machine(controller).account;
    let system = Subject { sid: word!("S-1-5-18"), ..Subject::of(scribe.world, own, 0x3e7) };
    scribe.security(at, controller, 4740, accounts::locked(account, caller, &system));
}
