//! An account's tickets in one place: asked for once, then kept.

use std::sync::Arc;

use rand::RngExt;

use crate::company::plan::HOUR;
use crate::company::scribe::{Origin, Scribe};
use crate::company::windows::kerberos::{self, AES, Peer, RC4, ServiceTicket, TicketGranting};
use crate::company::world::{Account, MachineId, Role};

/// An account used from one place, with the tickets it holds there.
#[derive(Clone, Debug)]
pub(crate) struct Credentials {
    pub(crate) account: Arc<Account>,
    pub(crate) origin: Origin,
    /// The TGT and when it was had.
    granted: Option<i64>,
    /// Service tickets: for what, when, and the GUID that binds 4769 and 4624.
    held: Vec<(MachineId, i64, Arc<str>)>,
    /// Used by scripts, which ask with options of their own.
    scripted: bool,
}

/// Tickets last ten hours; clients ask anew a little before.
const LIFETIME: i64 = 9 * HOUR;

impl Credentials {
    pub(crate) fn new(account: Arc<Account>, origin: Origin) -> Self {
        let scripted = origin.machine.is_none() && matches!(origin.name.as_ref(), "-" | "KALI");
        Self { account, origin, granted: None, held: Vec::new(), scripted }
    }

    /// With the TGT that the account's session at the machine has had since the morning.
    pub(crate) fn in_session(mut self, at: i64) -> Self {
        self.granted = Some(at - HOUR);
        self
    }

    /// With a TGT of the attacker's making.
    pub(crate) fn with_golden_ticket(mut self, at: i64) -> Self {
        self.granted = Some(at + 365 * 24 * HOUR);
        self
    }

    /// With a ticket for this machine of the attacker's making: no controller was asked for it.
    pub(crate) fn with_silver_ticket(mut self, scribe: &mut Scribe<'_>, at: i64, machine: MachineId) -> Self {
        self.held.push((machine, at, scribe.guid()));
        self
    }

    /// How a controller sees the client.
    pub(crate) fn peer(&self, scribe: &mut Scribe<'_>, controller: MachineId) -> Peer {
        if self.origin.machine == Some(controller) {
            return Peer::itself();
        }
        Peer::mapped(&self.origin.address, scribe.port())
    }

    /// Asks for a TGT: 4768.
    pub(crate) fn sign_on(&mut self, scribe: &mut Scribe<'_>, at: i64) {
        let request = if self.scripted { &TicketGranting::SCRIPTED } else { &TicketGranting::USUAL };
        self.sign_on_with(scribe, at, request);
    }

    /// Asks for a TGT in a way of its own.
    pub(crate) fn sign_on_with(&mut self, scribe: &mut Scribe<'_>, at: i64, request: &TicketGranting) {
        let controller = scribe.world.controller_for(self.account.domain, self.origin.number, at);
        let peer = self.peer(scribe, controller);
        let data = request.data(&self.account, scribe.world.domain(&self.account), peer);
        scribe.security(at, controller, 4768, data);
        self.granted = Some(at);
    }

    /// A session of its own holds no tickets yet.
    pub(crate) fn forget(&mut self) {
        self.granted = None;
        self.held.clear();
    }

    /// A ticket for a machine's services: 4769 unless it is held already. Gives its GUID.
    pub(crate) fn ticket(&mut self, scribe: &mut Scribe<'_>, at: i64, machine: MachineId) -> Arc<str> {
        if let Some((_, since, guid)) = self.held.iter().find(|held| held.0 == machine)
            && at - since < LIFETIME
        {
            return guid.clone();
        }
        self.keep_alive(scribe, at - 40);
        let service = scribe.world.machine(machine).account.clone();
        let options = match scribe.world.machine(machine).role {
            _ if self.scripted => 0x4081_0010,
            Role::Controller => 0x4080_0000,
            _ => 0x4081_0000,
        };
        let guid = self.ask(scribe, at, &service, options, AES);
        self.held.retain(|held| held.0 != machine);
        self.held.push((machine, at, guid.clone()));
        guid
    }

    /// Has a TGT that is not too old: renewed now and then, more often had anew.
    fn keep_alive(&mut self, scribe: &mut Scribe<'_>, at: i64) {
        match self.granted {
            Some(since) if at - since <= LIFETIME => {}
            Some(_) if scribe.chance.random_bool(0.3) => {
                let controller = scribe.world.controller_for(self.account.domain, self.origin.number, at);
                let peer = self.peer(scribe, controller);
                let data = kerberos::renewed(&self.account, scribe.world.domain(&self.account), peer);
                scribe.security(at, controller, 4770, data);
                self.granted = Some(at);
            }
            _ => self.sign_on(scribe, at),
        }
    }

    /// Asks for a ticket to the service of this account: 4769. RC4 where the account has no other key.
    pub(crate) fn ask(
        &self,
        scribe: &mut Scribe<'_>,
        at: i64,
        service: &Account,
        options: u32,
        encryption: u32,
    ) -> Arc<str> {
        if service.domain != self.account.domain {
            self.refer(scribe, at - 4, service.domain);
        }
        let controller = scribe.world.controller_for(service.domain, self.origin.number, at);
        let peer = self.peer(scribe, controller);
        let guid = scribe.guid();
        let encryption = if service.legacy { RC4 } else { encryption };
        let ticket = ServiceTicket { options, encryption, guid: guid.clone() };
        scribe.security(at, controller, 4769, ticket.data(&self.account, service, peer));
        guid
    }

    /// Asks the own domain's controller for a ticket to another domain.
    fn refer(&self, scribe: &mut Scribe<'_>, at: i64, to: usize) {
        let world = scribe.world;
        let own = world.domain(&self.account);
        let controller = world.controller_for(self.account.domain, self.origin.number, at);
        let peer = self.peer(scribe, controller);
        let ticket = ServiceTicket { options: 0x4081_0000, encryption: AES, guid: scribe.guid() };
        // The trust's own account is among the domain's first.
        let (name, sid) = (world.domains[to].realm.clone(), own.sid(1103));
        let client = (self.account.principal.clone(), self.account.realm.clone());
        scribe.security(at, controller, 4769, ticket.for_service(client, name, sid, peer));
    }

    /// Gives the TGT to a server that may use it further: 4769 for krbtgt.
    pub(crate) fn delegate(&self, scribe: &mut Scribe<'_>, at: i64) {
        let controller = scribe.world.controller_for(self.account.domain, self.origin.number, at);
        let peer = self.peer(scribe, controller);
        let ticket = ServiceTicket { options: 0x6081_0010, encryption: AES, guid: scribe.guid() };
        let domain = scribe.world.domain(&self.account);
        let client = (self.account.principal.clone(), domain.realm.clone());
        let data = ticket.for_service(client, "krbtgt".into(), domain.krbtgt.clone(), peer);
        scribe.security(at, controller, 4769, data);
    }
}
