//! T1070.001: work on a server, and its logs cleared after it.

use model::Channel;

use super::Raid;
use crate::company::plan::{Foothold, MINUTE, SECOND};
use crate::company::protocol;
use crate::company::windows::system;
use crate::company::world::Rights;
use crate::truth::Part;

pub(super) fn run(raid: &mut Raid<'_>) {
    let place = raid.settle(&[Foothold::Workstation, Foothold::Vpn]);
    let account = raid.administrator(Rights::Server);
    let mut credentials = raid.credentials(&account, &place);
    if let Some(owner) = place.owner {
        raid.account(&owner.account, Part::Attacker);
    }
    for server in raid.servers(1) {
        raid.machine(server, Part::Victim);
        let at = raid.at;
        let own = place.owner.and_then(|owner| raid.session_of(owner));
        let desktop = protocol::connect(&mut raid.scribe, at, &mut credentials, own.as_ref(), server);
        let subject = &desktop.session.subject;
        let at = raid.wait(25 * MINUTE);
        raid.scribe.put(at, server, Channel::System, 104, system::log_cleared(subject, "System"));
        raid.scribe.security(at + 2 * SECOND, server, 1102, system::security_cleared(subject));
        let at = raid.wait(2 * MINUTE);
        desktop.log_off(&mut raid.scribe, at);
    }
}
