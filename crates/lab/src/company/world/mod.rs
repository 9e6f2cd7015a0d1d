//! The company as it stands: domains, machines, people and the accounts that services run under.

mod account;
mod build;
mod machine;
mod names;
mod person;

use std::collections::HashSet;
use std::sync::Arc;

pub(crate) use account::{Account, Domain, Rights};
pub(crate) use machine::{Machine, MachineId, Role};
pub(crate) use names::random_name;
pub(crate) use person::{Department, Hours, Person, ServiceAccount, Services, Task};

use super::plan::{DAY, Plan};

/// The main domain's place in [`World::domains`].
pub(crate) const CORP: usize = 0;

/// Everything that does not change from day to day.
pub(crate) struct World {
    pub(crate) plan: Plan,
    pub(crate) domains: Vec<Domain>,
    pub(crate) machines: Vec<Machine>,
    pub(crate) people: Vec<Person>,
    pub(crate) services: Services,
    /// Clients by number of their place in the address pool.
    clients: u32,
}

/// What the address of everyone who works from home looks like inside.
pub(crate) const VPN_ADDRESS: &str = "10.99.0.10";

impl World {
    pub(crate) fn new(plan: &Plan) -> Self {
        build::company(plan)
    }

    pub(crate) fn machine(&self, id: MachineId) -> &Machine {
        &self.machines[id.0 as usize]
    }

    pub(crate) fn domain(&self, account: &Account) -> &Domain {
        &self.domains[account.domain]
    }

    /// The machines with this role, in the order they were set up.
    pub(crate) fn with_role(&self, role: Role) -> impl Iterator<Item = MachineId> + '_ {
        self.machines.iter().filter(move |machine| machine.role == role).map(|machine| machine.id)
    }

    /// The first machine with this role. Every company has one of each kind of server.
    pub(crate) fn first(&self, role: Role) -> MachineId {
        self.with_role(role).next().unwrap_or(self.domains[CORP].controllers[0])
    }

    /// Every server that is not a controller.
    pub(crate) fn servers(&self) -> impl Iterator<Item = MachineId> + '_ {
        let is_server = |role| !matches!(role, Role::Workstation | Role::Controller);
        self.machines.iter().filter(move |machine| is_server(machine.role)).map(|machine| machine.id)
    }

    /// The controller a machine speaks to at this time: mostly the same one all day.
    pub(crate) fn controller_for(&self, domain: usize, client: u32, at: i64) -> MachineId {
        let controllers = &self.domains[domain].controllers;
        let day = at.div_euclid(DAY) as u32;
        controllers[client.wrapping_mul(7).wrapping_add(day / 3) as usize % controllers.len()]
    }

    /// A machine's address at a time. Clients get another lease every few days, a quarter of them each
    /// day, out of a pool in which no two hold one at once.
    pub(crate) fn address(&self, id: MachineId, at: i64) -> Arc<str> {
        let machine = self.machine(id);
        if let Some(fixed) = &machine.address {
            return fixed.clone();
        }
        let day = self.plan.day_of(at);
        let (group, place) = (machine.client % 4, machine.client / 4);
        let lease = (day + group) / 4;
        let size = self.clients / 4 + 12;
        let seat = (place + lease * (size / 3 + 1)) % size;
        pool_address(seat * 4 + group)
    }

    /// An address of the pool that is free at a time, and for the two days after it, as DHCP would
    /// give to a guest. Others may have had it before.
    pub(crate) fn free_address(&self, at: i64, number: u32) -> Arc<str> {
        let clients = self.machines.iter().filter(|machine| machine.role == Role::Workstation);
        let taken: HashSet<Arc<str>> =
            clients.flat_map(|machine| (0..3).map(|day| self.address(machine.id, at + day * DAY))).collect();
        let seats = (self.clients / 4 + 12) * 4;
        let free: Vec<_> = (0..seats).map(pool_address).filter(|address| !taken.contains(address)).collect();
        match free.len() as u32 {
            0 => pool_address(seats + number),
            count => free[(number * 7919 % count) as usize].clone(),
        }
    }

    /// The accounts with a service name that work on a machine.
    pub(crate) fn named_services(&self, machine: MachineId) -> impl Iterator<Item = &ServiceAccount> {
        self.services.all.iter().filter(move |service| service.has_name && service.on == machine)
    }

    /// Somebody's workstation.
    pub(crate) fn workstation_of(&self, person: &Person) -> &Machine {
        self.machine(person.workstation)
    }
}

fn pool_address(number: u32) -> Arc<str> {
    format!("10.20.{}.{}", number / 240, number % 240 + 11).into()
}
