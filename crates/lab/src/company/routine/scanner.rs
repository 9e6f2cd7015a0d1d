//! The vulnerability scanner: every machine once a week, with good and bad credentials.

use rand::RngExt;

use super::scribe;
use crate::company::calendar::weekday;
use crate::company::plan::{HOUR, SECOND};
use crate::company::protocol;
use crate::company::random::{Stream, pick};
use crate::company::scribe::Drafts;
use crate::company::windows::logon::Failure;
use crate::company::windows::word;
use crate::company::world::{CORP, Role, World};

/// Names that scanners try because some device ships with them.
const DEFAULTS: &[&str] = &["admin", "root", "guest", "test", "oracle", "sa"];

/// A seventh of the machines each evening.
pub(super) fn day(world: &World, day: u32, drafts: &mut Drafts) {
    let mut scribe = scribe(world, drafts, Stream::Scanner, 0, day);
    let mut at = world.plan.midnight(day) + 20 * HOUR;
    let origin = scribe.origin(world.first(Role::Scanner), at);
    let account = world.services.scanner.clone();
    let today = weekday(&world.plan, day);
    let machines = world.machines.iter().filter(|machine| i64::from(machine.id.0) % 7 == today);
    for machine in machines {
        at += scribe.within(SECOND / 3, 4 * SECOND);
        for _ in 0..scribe.chance.random_range(0..4) {
            let user = (*pick(&mut scribe.chance, DEFAULTS)).into();
            protocol::fail_ntlm(&mut scribe, at, (&user, CORP), &origin, machine.id, Failure::NoSuchUser);
            at += scribe.within(40, 400);
        }
        // Half of the workstations are off by then.
        if machine.role == Role::Workstation && scribe.chance.random_bool(0.5) {
            continue;
        }
        if machine.role == Role::Controller {
            let user = word!("svc-vulnscan");
            protocol::fail_ntlm(&mut scribe, at, (&user, CORP), &origin, machine.id, Failure::NotGranted);
            continue;
        }
        let session = protocol::over_ntlm(&mut scribe, at, &account, &origin, machine.id);
        protocol::open_pipe(&mut scribe, at + 90, &session, "winreg");
        let end = at + scribe.within(5 * SECOND, 60 * SECOND);
        protocol::leave(&mut scribe, end, &session);
    }
}
