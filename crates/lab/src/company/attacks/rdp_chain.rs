//! T1021.001: remote desktop from host to host to host, at times with another account on the way.

use super::Raid;
use crate::company::plan::{Foothold, MINUTE};
use crate::company::protocol::{self, Credentials, Desktop};
use crate::company::world::Rights;
use crate::truth::Part;

pub(super) fn run(raid: &mut Raid<'_>) {
    let place = raid.settle(&[Foothold::Workstation, Foothold::Vpn]);
    let account = raid.administrator(Rights::Server);
    let mut credentials = raid.credentials(&account, &place);
    if let Some(owner) = place.owner {
        raid.account(&owner.account, Part::Attacker);
    }
    let own = place.owner.and_then(|owner| raid.session_of(owner));
    let count = raid.count(3, 5);
    let mut desktops: Vec<Desktop> = Vec::new();
    for (step, server) in raid.servers(count).into_iter().enumerate() {
        let at = raid.wait(6 * MINUTE);
        raid.machine(server, if step + 1 == count { Part::Victim } else { Part::Attacker });
        let from = desktops.last().map(|desktop| desktop.session.clone()).or_else(|| own.clone());
        let desktop = protocol::connect(&mut raid.scribe, at, &mut credentials, from.as_ref(), server);
        desktops.push(desktop);
        // What is found in memory there may be better than what one came with.
        let next = if step == 1 { raid.administrator(Rights::Domain) } else { credentials.account.clone() };
        raid.account(&next, Part::Attacker);
        let origin = raid.scribe.origin(server, at);
        credentials = Credentials::new(next, origin);
    }
    raid.wait(20 * MINUTE);
    for desktop in desktops.iter().rev() {
        let at = raid.wait(MINUTE);
        if raid.toss() { desktop.log_off(&mut raid.scribe, at) } else { desktop.disconnect(&mut raid.scribe, at) }
    }
}
