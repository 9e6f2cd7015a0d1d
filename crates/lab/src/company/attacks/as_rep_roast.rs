//! T1558.004: tickets of accounts that need no pre-authentication, with a part to be cracked.

use super::Raid;
use crate::company::plan::{Foothold, SECOND};
use crate::company::protocol::{self, Credentials};
use crate::company::windows::kerberos::{RC4, TicketGranting};
use crate::company::world::CORP;
use crate::truth::Part;

pub(super) fn run(raid: &mut Raid<'_>) {
    let place = raid.settle(&[Foothold::Workstation, Foothold::Foreign]);
    let account = raid.account_at(&place);
    let mut credentials = raid.credentials(&account, &place);
    let world = raid.world;
    let controller = world.controller_for(CORP, place.origin.number, raid.at);
    raid.machine(controller, Part::Victim);
    let at = raid.at;
    let lookup = if place.owner.is_some() {
        protocol::over_kerberos(&mut raid.scribe, at, &mut credentials, controller)
    } else {
        protocol::over_ntlm_keyed(&mut raid.scribe, at, &account, &place.origin, controller, 0)
    };
    let options = if place.owner.is_some() { 0x4080_0010 } else { 0x5080_0000 };
    for victim in &world.services.without_preauth {
        let at = raid.wait(150);
        let request = TicketGranting { options, status: 0, encryption: RC4, preauth: "0" };
        Credentials::new(victim.clone(), place.origin.clone()).sign_on_with(&mut raid.scribe, at, &request);
        raid.account(victim, Part::Victim);
    }
    let at = raid.wait(SECOND);
    protocol::leave(&mut raid.scribe, at, &lookup);
}
