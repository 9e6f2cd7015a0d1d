//! T1550.002: an administrator's NT hash used over the network, from a taken workstation by way of a
//! new session, or from the attacker's own machine by scripts.

use super::Raid;
use crate::company::plan::{Foothold, MINUTE, SECOND};
use crate::company::protocol;
use crate::company::windows::shares::{DATA, Share};
use crate::company::world::Rights;
use crate::truth::Part;

pub(super) fn run(raid: &mut Raid<'_>) {
    let place = raid.settle(&[Foothold::Workstation, Foothold::Foreign]);
    let account = raid.administrator(Rights::Server);
    raid.account(&account, Part::Attacker);
    if let Some(owner) = place.owner {
        raid.account(&owner.account, Part::Attacker);
    }
    let process = raid.new_credentials(&place, &account);
    // Windows' own client asks for a session key, scripts do not.
    let key = if place.owner.is_some() { 128 } else { 0 };
    let count = raid.count(3, 6);
    for server in raid.servers(count) {
        let at = raid.wait(4 * MINUTE);
        raid.machine(server, Part::Victim);
        let session = protocol::over_ntlm_keyed(&mut raid.scribe, at, &account, &place.origin, server, key);
        let visitor = session.visitor();
        raid.scribe.security(at + 40, server, 5140, visitor.opened(&Share::admin()));
        if place.owner.is_none() {
            raid.scribe.security(at + 90, server, 5140, visitor.opened(&Share::pipes()));
            raid.scribe.security(at + 95, server, 5145, visitor.accessed(&Share::pipes(), "svcctl", DATA));
        }
        let end = at + raid.scribe.within(20 * SECOND, 3 * MINUTE);
        protocol::leave(&mut raid.scribe, end, &session);
    }
    if let Some(process) = process {
        let at = raid.wait(MINUTE);
        protocol::leave(&mut raid.scribe, at, &process);
    }
}
