//! People who join and leave.

use std::sync::Arc;

use super::{help_desk, scribe};
use crate::company::plan::{HOUR, MINUTE, SECOND};
use crate::company::protocol::{self, Credentials};
use crate::company::random::Stream;
use crate::company::scribe::{Drafts, Scribe};
use crate::company::windows::accounts;
use crate::company::windows::logon::Failure;
use crate::company::world::{Person, World};

/// Accounts for who begins today, the end of those of who left yesterday.
pub(super) fn day(world: &World, day: u32, drafts: &mut Drafts) {
    for person in &world.people {
        let (joins, left) = (person.joins == Some(day), person.leaves.is_some_and(|last| last + 1 == day));
        if joins || left {
            let mut scribe = scribe(world, drafts, Stream::Staff, person.number, day);
            // An account is made before its owner's first morning.
            let hour = if joins { 6 * HOUR } else { 16 * HOUR };
            let at = world.plan.midnight(day) + hour + scribe.within(0, 30 * MINUTE);
            if joins { join(&mut scribe, at, person) } else { leave(&mut scribe, at, person) }
        }
    }
}

/// 4720, 4722, 4724, 4738, 4728.
fn join(scribe: &mut Scribe<'_>, at: i64, person: &Person) {
    let Some((admin, origin)) = help_desk::on_duty(scribe, at, person.account.domain) else { return };
    let session = help_desk::console(scribe, at, &mut Credentials::new(admin, origin));
    let (world, account, by) = (scribe.world, &person.account, &session.subject);
    let domain = world.domain(account);
    let at = at + 30 * SECOND;
    scribe.security(at, session.machine, 4720, accounts::created(account, domain, by));
    scribe.security(at + 12, session.machine, 4724, accounts::plain(world, account, by));
    scribe.security(at + 20, session.machine, 4722, accounts::plain(world, account, by));
    let values: [(_, Arc<str>); 3] = [
        ("OldUacValue", "0x15".into()),
        ("NewUacValue", "0x10".into()),
        ("UserAccountControl", "\n\t\t%%2048\n\t\t%%2050".into()),
    ];
    scribe.security(at + 21, session.machine, 4738, accounts::changed(world, account, by, &values));
    help_desk::join(scribe, at + 40 * SECOND, &session, account, ("GG-VPN", 1093));
}

/// 4725, and 4726 after it where accounts are not kept.
fn leave(scribe: &mut Scribe<'_>, at: i64, person: &Person) {
    let Some((admin, origin)) = help_desk::on_duty(scribe, at, person.account.domain) else { return };
    let session = help_desk::console(scribe, at, &mut Credentials::new(admin, origin));
    let (world, account) = (scribe.world, &person.account);
    scribe.security(at + 20 * SECOND, session.machine, 4725, accounts::plain(world, account, &session.subject));
    if person.number.is_multiple_of(2) {
        let gone = accounts::with_privileges(world, account, &session.subject);
        scribe.security(at + MINUTE, session.machine, 4726, gone);
    } else {
        forgotten_device(scribe, at + 2 * MINUTE, person);
    }
}

/// A phone that nobody took the account off goes on trying for the rest of the day.
fn forgotten_device(scribe: &mut Scribe<'_>, at: i64, person: &Person) {
    let world = scribe.world;
    let mut origin = scribe.origin(person.mail, at);
    origin.name = world.machine(person.mail).name.clone();
    for attempt in 0..scribe.within(3, 9) {
        let at = at + attempt * 25 * MINUTE + scribe.within(0, 4 * MINUTE);
        let user = (&person.account.name, person.account.domain);
        protocol::fail_ntlm(scribe, at, user, &origin, person.mail, Failure::Disabled);
    }
}
