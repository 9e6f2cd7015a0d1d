//! T1569.002: a service installed on one host after the other, as PsExec and its likes do.

use std::sync::Arc;

use model::Channel;

use super::Raid;
use crate::company::plan::{Foothold, MINUTE, SECOND};
use crate::company::protocol::{self, Credentials, Session};
use crate::company::windows::shares::{BOTH, Share, WRITE};
use crate::company::windows::system::Service;
use crate::company::world::{MachineId, Rights, random_name};
use crate::truth::Part;

pub(super) fn run(raid: &mut Raid<'_>) {
    let place = raid.settle(&[Foothold::Workstation, Foothold::Workstation, Foothold::Foreign]);
    let account = raid.administrator(Rights::Server);
    let mut credentials = raid.credentials(&account, &place);
    if let Some(owner) = place.owner {
        raid.account(&owner.account, Part::Attacker);
    }
    raid.new_credentials(&place, &account);
    let real = place.owner.is_some() && raid.toss();
    let count = raid.count(3, 6);
    for server in raid.servers(count) {
        raid.wait(5 * MINUTE);
        raid.machine(server, Part::Victim);
        strike(raid, &mut credentials, server, real);
    }
}

/// The program is copied, the service made and started, its pipes opened.
fn strike(raid: &mut Raid<'_>, credentials: &mut Credentials, server: MachineId, real: bool) {
    // Impacket and Metasploit make names up, PsExec has its own.
    let (name, file): (Arc<str>, String) = if real {
        ("PSEXESVC".into(), "PSEXESVC.exe".into())
    } else {
        let name = random_name(&mut raid.scribe.chance, 4);
        (name.into(), format!("{}.exe", random_name(&mut raid.scribe.chance, 8)))
    };
    let sessions: Vec<Session> = (0..4)
        .map(|_| {
            let at = raid.wait(8);
            protocol::over_kerberos(&mut raid.scribe, at, credentials, server)
        })
        .collect();
    let visitor = sessions[0].visitor();
    let at = raid.wait(60);
    raid.scribe.security(at, server, 5140, visitor.opened(&Share::admin()));
    raid.scribe.security(at + 2, server, 5145, visitor.accessed(&Share::admin(), file.clone(), WRITE));
    raid.scribe.security(at + 3, server, 5145, visitor.accessed(&Share::admin(), file.clone(), 0x2));
    protocol::open_pipe(&mut raid.scribe, at + 20, &sessions[1], "svcctl");
    let service = Service { name: name.clone(), file: format!("%SystemRoot%\\{file}").into() };
    raid.scribe.security(at + 40, server, 4697, service.security(&sessions[3].subject));
    raid.scribe.put(at + 42, server, Channel::System, 7045, service.system());
    let client = credentials.origin.name.clone();
    let pid = raid.count(1000, 9000);
    let pipes: Vec<String> = if real {
        ["stdin", "stdout", "stderr"].iter().map(|end| format!("PSEXESVC-{client}-{pid}-{end}")).collect()
    } else {
        ["stdin", "stdout", "stderr"].iter().map(|end| format!("RemCom_{end}{pid}")).collect()
    };
    for (step, pipe) in pipes.into_iter().enumerate() {
        let data = visitor.accessed(&Share::pipes(), pipe, BOTH);
        raid.scribe.security(at + 150 + step as i64 * 3, server, 5145, data);
    }
    let end = at + raid.scribe.within(10 * SECOND, 4 * MINUTE);
    for session in &sessions {
        protocol::leave(&mut raid.scribe, end, session);
    }
}
