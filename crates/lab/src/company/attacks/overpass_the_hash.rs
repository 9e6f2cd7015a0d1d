//! T1550.002: an NT hash turned into a TGT, then Kerberos as usual.

use super::Raid;
use crate::company::plan::{Foothold, MINUTE, SECOND};
use crate::company::protocol;
use crate::company::windows::kerberos::{RC4, TicketGranting};
use crate::company::windows::shares::Share;
use crate::company::world::Rights;
use crate::truth::Part;

pub(super) fn run(raid: &mut Raid<'_>) {
    let place = raid.settle(&[Foothold::Workstation]);
    let account = raid.administrator(Rights::Server);
    if let Some(owner) = place.owner {
        raid.account(&owner.account, Part::Attacker);
    }
    let mut credentials = raid.credentials(&account, &place);
    let process = raid.new_credentials(&place, &account);
    let at = raid.wait(3 * SECOND);
    let request = TicketGranting { encryption: RC4, ..TicketGranting::USUAL };
    credentials.sign_on_with(&mut raid.scribe, at, &request);
    let count = raid.count(3, 6);
    for server in raid.servers(count) {
        let at = raid.wait(5 * MINUTE);
        raid.machine(server, Part::Victim);
        let session = protocol::over_kerberos(&mut raid.scribe, at, &mut credentials, server);
        raid.scribe.security(at + 60, server, 5140, session.visitor().opened(&Share::drive()));
        let end = at + raid.scribe.within(20 * SECOND, 4 * MINUTE);
        protocol::leave(&mut raid.scribe, end, &session);
    }
    if let Some(process) = process {
        let at = raid.wait(MINUTE);
        protocol::leave(&mut raid.scribe, at, &process);
    }
}
