//! T1207: a workstation registered as a controller for a moment, to push changes into the directory.

use std::sync::Arc;

use super::Raid;
use crate::company::plan::{Foothold, SECOND};
use crate::company::protocol::{self, Session};
use crate::company::windows::accounts;
use crate::company::windows::directory::{Change, MANAGE_TOPOLOGY, Object, SYNCHRONIZE, object, replicated};
use crate::company::world::{CORP, Machine, MachineId, Rights};
use crate::truth::Part;

pub(super) fn run(raid: &mut Raid<'_>) {
    let place = raid.settle(&[Foothold::Workstation]);
    let account = raid.administrator(Rights::Domain);
    let mut credentials = raid.credentials(&account, &place);
    let world = raid.world;
    let rogue = world.machine(place.origin.machine.unwrap_or_else(|| world.people[0].workstation));
    if let Some(owner) = place.owner {
        raid.account(&owner.account, Part::Attacker);
    }
    let controller = world.controller_for(CORP, place.origin.number, raid.at);
    raid.machine(controller, Part::Victim);
    let at = raid.at;
    let session = protocol::over_kerberos(&mut raid.scribe, at, &mut credentials, controller);
    raid.wait(SECOND);
    let objects = register(raid, controller, &session, rogue);
    for right in [MANAGE_TOPOLOGY, SYNCHRONIZE, MANAGE_TOPOLOGY] {
        let at = raid.wait(40);
        let data = replicated(&session.subject, &world.domains[CORP], right);
        raid.scribe.security(at, controller, 4662, data);
    }
    raid.wait(3 * SECOND);
    withdraw(raid, controller, &session, rogue, &objects);
    let at = raid.wait(4 * SECOND);
    protocol::leave(&mut raid.scribe, at, &session);
}

/// Service names as a member has them, and more.
fn names(rogue: &Machine, more: &[String]) -> String {
    let (long, short) = (&rogue.full_name, &rogue.name);
    let mut names: Vec<String> = ["HOST", "RestrictedKrbHost", "TERMSRV", "WSMAN"]
        .iter()
        .flat_map(|service| [format!("{service}/{long}"), format!("{service}/{short}")])
        .collect();
    names.extend_from_slice(more);
    names.iter().flat_map(|name| ["\n\t\t", name]).collect()
}

/// The global catalog's name that makes it a controller.
fn catalog(raid: &Raid<'_>, rogue: &Machine) -> String {
    format!("GC/{}/{}", rogue.full_name, raid.world.domains[CORP].dns)
}

/// 4742 and 5136 for the service names, 4662 and 5137 for the server's objects.
fn register(raid: &mut Raid<'_>, controller: MachineId, session: &Session, rogue: &Machine) -> [Object; 2] {
    let domain = &raid.world.domains[CORP];
    let dn = format!("CN={},CN=Servers,CN=Default-First-Site-Name,CN=Sites,CN=Configuration,{}", rogue.name, domain.dn);
    let settings = format!("CN=NTDS Settings,{dn}");
    let server = Object { dn: dn.into(), guid: raid.scribe.guid(), class: "server".into() };
    let settings = Object { dn: settings.into(), guid: raid.scribe.guid(), class: "nTDSDSA".into() };
    let site: Arc<str> = format!("%{}", raid.scribe.guid().to_lowercase()).into();
    let (info, more) = (server.dn.clone(), format!("%{}", server.guid.to_lowercase()).into());
    let class = "%{f780acc0-56f0-11d1-a9c6-0000f80367c1}".into();
    let properties = "%%7680\n\t{bf967a92-0de6-11d0-a285-00aa003049e2}\n".to_owned();
    let data = object(&session.subject, (class, site), (7680, 1), properties, (info, more));
    let at = raid.at;
    raid.scribe.security(at, controller, 4662, data);
    spn(raid, controller, session, rogue, true);
    for object in [&server, &settings] {
        let at = raid.wait(30);
        let operation = raid.scribe.guid();
        raid.scribe.security(at, controller, 5137, object.created(&session.subject, domain, operation));
    }
    [server, settings]
}

/// The service names added or taken away again: 4742 and 5136.
fn spn(raid: &mut Raid<'_>, controller: MachineId, session: &Session, rogue: &Machine, added: bool) {
    let world = raid.world;
    let name = catalog(raid, rogue);
    let list = names(rogue, if added { std::slice::from_ref(&name) } else { &[] });
    let at = raid.wait(15);
    let data = accounts::computer_changed(world, &rogue.account, &session.subject, &[], Some(list));
    raid.scribe.security(at, controller, 4742, data);
    let domain = &world.domains[CORP];
    let dn = format!("CN={},OU=Clients,{}", rogue.name, domain.dn);
    let computer = Object { dn: dn.into(), guid: raid.scribe.guid(), class: "computer".into() };
    let change = Change { attribute: "servicePrincipalName", syntax: "2.5.5.12", value: name.into(), added };
    let operation = raid.scribe.guid();
    raid.scribe.security(at + 2, controller, 5136, computer.changed(&session.subject, domain, operation, &change));
}

/// 5141 for the objects, and the names taken away.
fn withdraw(raid: &mut Raid<'_>, controller: MachineId, session: &Session, rogue: &Machine, objects: &[Object; 2]) {
    let domain = &raid.world.domains[CORP];
    for object in objects.iter().rev() {
        let at = raid.wait(60);
        let operation = raid.scribe.guid();
        raid.scribe.security(at, controller, 5141, object.deleted(&session.subject, domain, operation));
    }
    spn(raid, controller, session, rogue, false);
}
