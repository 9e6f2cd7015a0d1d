//! T1110.001: many passwords tried on one account until one fits, and a look around with it.

use super::Raid;
use crate::company::plan::{Foothold, SECOND};
use crate::company::protocol;
use crate::company::random::pick;
use crate::company::windows::logon::Failure;
use crate::truth::Part;

pub(super) fn run(raid: &mut Raid<'_>) {
    let place = raid.settle(&[Foothold::Foreign, Foothold::Foreign, Foothold::Workstation]);
    let world = raid.world;
    // Accounts of services are spared from lockout, or all that use them would stop.
    let account = pick(&mut raid.scribe.chance, &world.services.all).account.clone();
    raid.account(&account, Part::Attacker);
    let servers = raid.servers(3);
    for _ in 0..raid.count(60, 300) {
        let at = raid.wait(900);
        let user = (&account.name, account.domain);
        protocol::fail_ntlm(&mut raid.scribe, at, user, &place.origin, servers[0], Failure::WrongPassword);
    }
    for server in servers {
        let at = raid.wait(40 * SECOND);
        raid.machine(server, Part::Victim);
        let session = protocol::over_ntlm_keyed(&mut raid.scribe, at, &account, &place.origin, server, 0);
        protocol::open_pipe(&mut raid.scribe, at + 70, &session, "srvsvc");
        protocol::leave(&mut raid.scribe, at + 9 * SECOND, &session);
    }
}
