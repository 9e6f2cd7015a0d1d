//! The backup, which reaches every server at night.

use super::scribe;
use crate::company::plan::{HOUR, MINUTE, SECOND};
use crate::company::protocol::{self, Credentials};
use crate::company::random::Stream;
use crate::company::scribe::Drafts;
use crate::company::windows::shares::Share;
use crate::company::world::{Role, World};

/// One server after the other from one o'clock on.
pub(super) fn night(world: &World, day: u32, drafts: &mut Drafts) {
    let mut scribe = scribe(world, drafts, Stream::Backup, 0, day);
    let from = world.first(Role::Backup);
    let mut at = world.plan.midnight(day) + HOUR + scribe.within(0, 40 * SECOND);
    let mut credentials = Credentials::new(world.services.backup.clone(), scribe.origin(from, at));
    let Some(job) = protocol::unattended(&mut scribe, at, &mut credentials, 4) else { return };
    let servers = world.servers().chain(world.domains.iter().flat_map(|domain| domain.controllers.clone()));
    for server in servers.filter(|server| *server != from) {
        at += scribe.within(20 * SECOND, 3 * MINUTE);
        let session = protocol::over_kerberos(&mut scribe, at, &mut credentials, server);
        scribe.security(at + 50, server, 5140, session.visitor().opened(&Share::drive()));
        let end = at + scribe.within(MINUTE, 20 * MINUTE);
        protocol::leave(&mut scribe, end, &session);
    }
    protocol::leave(&mut scribe, at + 22 * MINUTE, &job);
}
