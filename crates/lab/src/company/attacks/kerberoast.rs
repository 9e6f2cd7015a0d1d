//! T1558.003: tickets for accounts with a service name, to be cracked elsewhere.

use super::Raid;
use crate::company::plan::{Foothold, SECOND};
use crate::company::protocol;
use crate::company::windows::kerberos::{AES, RC4, TicketGranting};
use crate::company::world::CORP;
use crate::truth::Part;

pub(super) fn run(raid: &mut Raid<'_>) {
    let place = raid.settle(&[Foothold::Workstation, Foothold::Workstation, Foothold::Foreign]);
    let account = raid.account_at(&place);
    let mut credentials = raid.credentials(&account, &place);
    let world = raid.world;
    let controller = world.controller_for(CORP, place.origin.number, raid.at);
    raid.machine(controller, Part::Victim);
    // Who has a service name is asked of the directory first.
    let at = raid.at;
    let lookup = if place.owner.is_some() {
        protocol::over_kerberos(&mut raid.scribe, at, &mut credentials, controller)
    } else {
        let lookup = protocol::over_ntlm_keyed(&mut raid.scribe, at, &account, &place.origin, controller, 0);
        let request = TicketGranting { options: 0x5080_0000, encryption: RC4, ..TicketGranting::USUAL };
        credentials.sign_on_with(&mut raid.scribe, at + 60, &request);
        lookup
    };
    raid.wait(200);
    let options = if place.owner.is_some() { 0x4081_0000 } else { 0x4081_0010 };
    // Careful ones take what encryption comes, most ask for the weak one.
    let encryption = if raid.scribe.within(0, 4) == 0 { AES } else { RC4 };
    for service in world.services.all.iter().filter(|service| service.has_name) {
        let at = raid.wait(60);
        credentials.ask(&mut raid.scribe, at, &service.account, options, encryption);
        raid.account(&service.account, Part::Victim);
    }
    let at = raid.wait(SECOND);
    protocol::leave(&mut raid.scribe, at, &lookup);
}
