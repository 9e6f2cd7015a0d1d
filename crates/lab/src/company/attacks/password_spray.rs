//! T1110.003: a few passwords tried on many accounts, by NTLM at a server or by asking for tickets.

use std::sync::Arc;

use super::Raid;
use crate::company::plan::{Foothold, MINUTE};
use crate::company::protocol::{self, Credentials};
use crate::company::random::pick_some;
use crate::company::scribe::Origin;
use crate::company::windows::kerberos::TicketGranting;
use crate::company::windows::logon::Failure;
use crate::company::world::{Account, CORP, MachineId, Role};
use crate::truth::Part;

pub(super) fn run(raid: &mut Raid<'_>) {
    let place = raid.settle(&[Foothold::Foreign, Foothold::Foreign, Foothold::Workstation, Foothold::Vpn]);
    let victims = victims(raid);
    let spray = Spray::prepare(raid, place.origin, place.owner.is_some());
    let fallen = raid.count(1, 3);
    let rounds = raid.count(1, 3);
    for round in 0..rounds {
        for (number, account) in victims.iter().enumerate() {
            raid.wait(700);
            if number % (victims.len() / fallen + 1) != 2 {
                spray.fail(raid, account);
            } else if round == 0 {
                // Once its password is known, an account is left out.
                spray.succeed(raid, account);
            }
        }
        // Longer than a lockout's counter remembers.
        raid.wait(45 * MINUTE);
    }
}

/// Two thirds of the accounts there are, in no order.
fn victims(raid: &mut Raid<'_>) -> Vec<Arc<Account>> {
    let day = raid.world.plan.day_of(raid.at);
    let people = raid.world.people.iter();
    let all: Vec<_> = people
        .filter(|person| person.account.domain == CORP && person.is_employed(day))
        .map(|person| person.account.clone())
        .collect();
    let count = (all.len() * 2 / 3).min(400);
    pick_some(&mut raid.scribe.chance, &all, count)
}

/// How it is done.
struct Spray {
    origin: Origin,
    server: MachineId,
    /// Options of the ticket requests; without them it is NTLM.
    kerberos: Option<u32>,
}

impl Spray {
    fn prepare(raid: &mut Raid<'_>, origin: Origin, on_windows: bool) -> Self {
        // A tool that makes its own requests asks otherwise than Windows does.
        let request = if on_windows { &TicketGranting::USUAL } else { &TicketGranting::SCRIPTED };
        let kerberos = raid.toss().then_some(request.options);
        let world = raid.world;
        let server = if kerberos.is_some() {
            world.controller_for(CORP, origin.number, raid.at)
        } else if raid.toss() {
            world.domains[CORP].controllers[0]
        } else {
            world.first(Role::Files)
        };
        raid.machine(server, Part::Victim);
        Self { origin, server, kerberos }
    }

    fn fail(&self, raid: &mut Raid<'_>, account: &Account) {
        raid.account(account, Part::Victim);
        let (at, why) = (raid.at, Failure::WrongPassword);
        if let Some(options) = self.kerberos {
            protocol::fail_kerberos_asked(&mut raid.scribe, at, account, &self.origin, why, options);
        } else {
            let user = (&account.name, account.domain);
            protocol::fail_ntlm(&mut raid.scribe, at, user, &self.origin, self.server, why);
        }
    }

    fn succeed(&self, raid: &mut Raid<'_>, account: &Arc<Account>) {
        let at = raid.at;
        raid.account(account, Part::Attacker);
        if let Some(options) = self.kerberos {
            let mut credentials = Credentials::new(account.clone(), self.origin.clone());
            let request = TicketGranting { options, ..TicketGranting::USUAL };
            credentials.sign_on_with(&mut raid.scribe, at, &request);
        } else {
            let session = protocol::over_ntlm_keyed(&mut raid.scribe, at, account, &self.origin, self.server, 0);
            protocol::leave(&mut raid.scribe, at + 60, &session);
        }
    }
}
