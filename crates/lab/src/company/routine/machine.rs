//! What machines do under their own accounts, which is what ties an address to a name.

use std::sync::Arc;

use model::Time;
use rand::RngExt;

use super::scribe;
use crate::company::plan::{DAY, HOUR, MINUTE, SECOND};
use crate::company::protocol::{self, Credentials};
use crate::company::random::Stream;
use crate::company::scribe::{Drafts, Origin, Scribe};
use crate::company::windows::accounts;
use crate::company::world::{MachineId, Role, World};

/// A machine's own account, used from where it is.
pub(super) fn credentials(world: &World, machine: MachineId, origin: Origin) -> Credentials {
    Credentials::new(world.machine(machine).account.clone(), origin)
}

/// A workstation is switched on or woken: it signs on, registers its name and reads policy.
pub(super) fn start(scribe: &mut Scribe<'_>, at: i64, own: &mut Credentials) {
    own.sign_on(scribe, at);
    if let Some(machine) = own.origin.machine {
        own.ticket(scribe, at + 600, machine);
    }
    protocol::apply_policy(scribe, at + 2 * SECOND, own);
    if let Some(machine) = own.origin.machine {
        protocol::system_starts(scribe, at, machine, 3);
        if scribe.chance.random_bool(0.1) {
            protocol::without_name(scribe, at + 9 * SECOND, &own.origin.clone());
        }
    }
    if scribe.chance.random_bool(0.04) {
        new_password(scribe, at + 20 * SECOND, own);
    }
}

/// Machines change their own password every month: 4742.
fn new_password(scribe: &mut Scribe<'_>, at: i64, own: &mut Credentials) {
    let controller = scribe.world.controller_for(own.account.domain, own.origin.number, at);
    let session = protocol::over_kerberos(scribe, at, own, controller);
    let now: Arc<str> = Time::from_ms(at).to_string().into();
    let given = [("PasswordLastSet", now)];
    let data = accounts::computer_changed(scribe.world, &own.account, &session.subject, &given, None);
    scribe.security(at + 60, controller, 4742, data);
    protocol::leave(scribe, at + 5 * SECOND, &session);
}

/// Servers run all day and read policy every hour and a half or so.
pub(super) fn day(world: &World, day: u32, drafts: &mut Drafts) {
    let servers = world.machines.iter().filter(|machine| machine.role != Role::Workstation);
    for machine in servers {
        let mut scribe = scribe(world, drafts, Stream::Machine, machine.id.0, day);
        let midnight = world.plan.midnight(day);
        let mut own = credentials(world, machine.id, scribe.origin(machine.id, midnight));
        let mut at = midnight + scribe.within(MINUTE, 2 * HOUR);
        while at < midnight + DAY {
            protocol::apply_policy(&mut scribe, at, &mut own);
            protocol::system_starts(&mut scribe, at, machine.id, 2);
            at += scribe.within(90 * MINUTE, 120 * MINUTE);
        }
    }
}
