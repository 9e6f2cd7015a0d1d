//! T1558.002: a service ticket made with a server's own key. No controller hears of it.

use std::sync::Arc;

use super::Raid;
use crate::company::plan::{Foothold, MINUTE, SECOND};
use crate::company::protocol;
use crate::company::windows::shares::Share;
use crate::company::world::{CORP, Rights, Role};
use crate::truth::Part;

pub(super) fn run(raid: &mut Raid<'_>) {
    let place = raid.settle(&[Foothold::Workstation, Foothold::Foreign]);
    let world = raid.world;
    if let Some(owner) = place.owner {
        raid.account(&owner.account, Part::Attacker);
    }
    let real = raid.administrator(Rights::Domain);
    let account = if raid.toss() { Arc::new(real.spelled(&world.domains[CORP].dns)) } else { real };
    let server = world.first(if raid.toss() { Role::Files } else { Role::Database });
    raid.machine(server, Part::Victim);
    let at = raid.at;
    let mut credentials = raid.credentials(&account, &place);
    credentials = credentials.with_silver_ticket(&mut raid.scribe, at, server);
    for _ in 0..raid.count(2, 5) {
        let at = raid.wait(6 * MINUTE);
        let session = protocol::over_kerberos(&mut raid.scribe, at, &mut credentials, server);
        raid.scribe.security(at + 50, server, 5140, session.visitor().opened(&Share::drive()));
        let end = at + raid.scribe.within(10 * SECOND, 4 * MINUTE);
        protocol::leave(&mut raid.scribe, end, &session);
    }
}
