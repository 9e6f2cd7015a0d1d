//! Monitoring, which asks every server how it is.

use super::scribe;
use crate::company::plan::{DAY, MINUTE, SECOND};
use crate::company::protocol::{self, Credentials};
use crate::company::random::Stream;
use crate::company::scribe::Drafts;
use crate::company::world::{Role, World};

/// A round over all servers every half hour.
pub(super) fn day(world: &World, day: u32, drafts: &mut Drafts) {
    let mut scribe = scribe(world, drafts, Stream::Monitoring, 0, day);
    let from = world.first(Role::Monitoring);
    let midnight = world.plan.midnight(day);
    let mut credentials = Credentials::new(world.services.monitoring.clone(), scribe.origin(from, midnight));
    let servers: Vec<_> = world.servers().filter(|server| *server != from).collect();
    let mut round = midnight + MINUTE;
    while round < midnight + DAY - 10 * MINUTE {
        let mut at = round;
        for server in &servers {
            at += scribe.within(SECOND / 2, 4 * SECOND);
            let session = protocol::over_kerberos(&mut scribe, at, &mut credentials, *server);
            let end = at + scribe.within(SECOND, 20 * SECOND);
            protocol::leave(&mut scribe, end, &session);
        }
        round += 30 * MINUTE + scribe.within(0, 5 * SECOND);
    }
}
