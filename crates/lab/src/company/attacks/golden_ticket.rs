//! T1558.001: a TGT made with the krbtgt key. Controllers give service tickets for it, though none of
//! them gave the TGT.

use std::sync::Arc;

use super::Raid;
use crate::company::plan::{Foothold, MINUTE, SECOND};
use crate::company::protocol;
use crate::company::windows::shares::Share;
use crate::company::world::{CORP, Rights};
use crate::truth::Part;

pub(super) fn run(raid: &mut Raid<'_>) {
    let place = raid.settle(&[Foothold::Workstation, Foothold::Foreign]);
    let world = raid.world;
    if let Some(owner) = place.owner {
        raid.account(&owner.account, Part::Attacker);
    }
    let real = if raid.toss() { world.services.administrator.clone() } else { raid.administrator(Rights::Domain) };
    // Tools take the realm as it is typed, most often in lower case.
    let account = if raid.toss() { Arc::new(real.spelled(&world.domains[CORP].dns)) } else { real };
    let at = raid.at;
    let mut credentials = raid.credentials(&account, &place).with_golden_ticket(at);
    let mut targets = vec![world.domains[CORP].controllers[0]];
    let count = raid.count(2, 4);
    targets.extend(raid.servers(count));
    for target in targets {
        let at = raid.wait(4 * MINUTE);
        raid.machine(target, Part::Victim);
        let session = protocol::over_kerberos(&mut raid.scribe, at, &mut credentials, target);
        let share = if raid.toss() { Share::admin() } else { Share::drive() };
        raid.scribe.security(at + 60, target, 5140, session.visitor().opened(&share));
        let end = at + raid.scribe.within(20 * SECOND, 5 * MINUTE);
        protocol::leave(&mut raid.scribe, end, &session);
    }
}
