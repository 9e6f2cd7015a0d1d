//! Controllers among themselves, the copy to the cloud, and policy about auditing.

use super::scribe;
use crate::company::plan::{DAY, HOUR, MINUTE, SECOND};
use crate::company::protocol::{self, Credentials};
use crate::company::random::Stream;
use crate::company::scribe::{Drafts, Scribe};
use crate::company::windows::{directory, system};
use crate::company::world::{CORP, Role, World};

pub(super) fn day(world: &World, day: u32, drafts: &mut Drafts) {
    for (number, _) in world.domains.iter().enumerate() {
        let mut scribe = scribe(world, drafts, Stream::Replication, number as u32, day);
        replicate(&mut scribe, number, day);
    }
    let mut syncing = scribe(world, drafts, Stream::Sync, 0, day);
    sync(&mut syncing, day);
    if day == 1 {
        let mut policy = scribe(world, drafts, Stream::Policy, 0, day);
        let at = world.plan.midnight(day) + 10 * HOUR;
        for controller in &world.domains[CORP].controllers {
            let subject = protocol::system_of(&policy, *controller);
            let at = at + policy.within(0, 5 * MINUTE);
            policy.security(at, *controller, 4719, system::audit_set(&subject));
        }
    }
}

/// Each controller pulls changes from the next, several times an hour.
fn replicate(scribe: &mut Scribe<'_>, number: usize, day: u32) {
    let world = scribe.world;
    let domain = &world.domains[number];
    let midnight = world.plan.midnight(day);
    for (place, from) in domain.controllers.iter().enumerate() {
        let source = domain.controllers[(place + 1) % domain.controllers.len()];
        let account = world.machine(*from).account.clone();
        let mut own = Credentials::new(account, scribe.origin(*from, midnight));
        let mut at = midnight + scribe.within(MINUTE, 15 * MINUTE);
        while at < midnight + DAY {
            let session = protocol::over_kerberos(scribe, at, &mut own, source);
            for (step, right) in [directory::GET_CHANGES, directory::GET_CHANGES_ALL].into_iter().enumerate() {
                let data = directory::replicated(&session.subject, domain, right);
                scribe.security(at + 60 + step as i64, source, 4662, data);
            }
            protocol::leave(scribe, at + 40 * SECOND, &session);
            at += scribe.within(12 * MINUTE, 25 * MINUTE);
        }
    }
}

/// The cloud's copy asks for changes every half hour, by right and under an ordinary name.
fn sync(scribe: &mut Scribe<'_>, day: u32) {
    let world = scribe.world;
    let midnight = world.plan.midnight(day);
    let from = world.first(Role::Sync);
    let mut own = Credentials::new(world.services.sync.clone(), scribe.origin(from, midnight));
    let controller = world.domains[CORP].controllers[0];
    let mut at = midnight + scribe.within(2 * MINUTE, 20 * MINUTE);
    while at < midnight + DAY {
        let session = protocol::over_kerberos(scribe, at, &mut own, controller);
        for (step, right) in [directory::GET_CHANGES, directory::GET_CHANGES_ALL].into_iter().enumerate() {
            let data = directory::replicated(&session.subject, &world.domains[CORP], right);
            scribe.security(at + 200 + step as i64, controller, 4662, data);
        }
        protocol::leave(scribe, at + 90 * SECOND, &session);
        at += 30 * MINUTE;
    }
}
