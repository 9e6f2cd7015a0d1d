//! T1003.006: a controller asked for secrets by replication, one account after the other.

use super::Raid;
use crate::company::plan::{Foothold, MINUTE, SECOND};
use crate::company::protocol;
use crate::company::windows::directory::{GET_CHANGES, GET_CHANGES_ALL, replicated};
use crate::company::world::{CORP, Rights};
use crate::truth::Part;

pub(super) fn run(raid: &mut Raid<'_>) {
    let place = raid.settle(&[Foothold::Workstation, Foothold::Foreign]);
    let account = raid.administrator(Rights::Domain);
    let mut credentials = raid.credentials(&account, &place);
    let world = raid.world;
    if let Some(owner) = place.owner {
        raid.account(&owner.account, Part::Attacker);
    }
    raid.new_credentials(&place, &account);
    let domain = &world.domains[CORP];
    let controller = world.controller_for(CORP, place.origin.number, raid.at);
    raid.machine(controller, Part::Victim);
    let at = raid.wait(20 * SECOND);
    let session = if place.owner.is_some() {
        protocol::over_kerberos(&mut raid.scribe, at, &mut credentials, controller)
    } else {
        protocol::over_ntlm_keyed(&mut raid.scribe, at, &account, &place.origin, controller, 0)
    };
    // krbtgt alone, or everybody.
    let asked = if raid.toss() { 1 } else { raid.count(20, 120) };
    for _ in 0..asked {
        let at = raid.wait(90);
        for (step, right) in [GET_CHANGES, GET_CHANGES, GET_CHANGES_ALL].into_iter().enumerate() {
            let data = replicated(&session.subject, domain, right);
            raid.scribe.security(at + step as i64, controller, 4662, data);
        }
    }
    let at = raid.wait(MINUTE / 2);
    protocol::leave(&mut raid.scribe, at, &session);
}
