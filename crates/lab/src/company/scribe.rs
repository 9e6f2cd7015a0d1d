//! Writes down what happens as drafts of records: everything but the record's number.

use std::ops::Range;
use std::sync::Arc;

use model::Channel;
use rand::{Rng, RngExt};

use super::random::Chance;
use super::world::{MachineId, Role, World};
use crate::Value;

/// The values of a record, in Windows' order.
pub(crate) type Data = Vec<(&'static str, Value)>;

/// A record before its number is known, and the order it takes among others of the same time.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) at: i64,
    stream: u64,
    step: u32,
    pub(crate) machine: MachineId,
    pub(crate) channel: Channel,
    pub(crate) id: u32,
    pub(crate) data: Data,
    /// Which attack of the plan it belongs to.
    pub(crate) attack: Option<u32>,
}

impl Draft {
    /// Drafts of one stream keep their order, streams come in theirs: background first.
    pub(crate) const fn order(&self) -> (i64, u64, u32) {
        (self.at, self.stream, self.step)
    }
}

/// What was written down, of one stretch of time only. A day of a large company is gone through several
/// times and kept in parts.
#[derive(Debug)]
pub(crate) struct Drafts {
    pub(crate) list: Vec<Draft>,
    pub(crate) kept: Range<i64>,
}

impl Drafts {
    /// Of all time.
    pub(crate) const fn new() -> Self {
        Self { list: Vec::new(), kept: i64::MIN..i64::MAX }
    }
}

/// Where a connection comes from.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    /// NetBIOS name as the client states it; `-` when it states none.
    pub(crate) name: Arc<str>,
    pub(crate) address: Arc<str>,
    /// The machine, when it is one of the company's.
    pub(crate) machine: Option<MachineId>,
    /// Decides which controller answers.
    pub(crate) number: u32,
}

/// Takes down one stream of happenings.
pub(crate) struct Scribe<'a> {
    pub(crate) world: &'a World,
    pub(crate) chance: Chance,
    drafts: &'a mut Drafts,
    stream: u64,
    step: u32,
    attack: Option<u32>,
}

impl<'a> Scribe<'a> {
    pub(crate) fn new(world: &'a World, chance: Chance, drafts: &'a mut Drafts, stream: u64) -> Self {
        Self { world, chance, drafts, stream, step: 0, attack: None }
    }

    /// The same for an attack, whose records are remembered.
    pub(crate) fn for_attack(world: &'a World, chance: Chance, drafts: &'a mut Drafts, attack: u32) -> Self {
        Self { attack: Some(attack), ..Self::new(world, chance, drafts, 1 << 63 | u64::from(attack)) }
    }

    /// One record of the Security log.
    pub(crate) fn security(&mut self, at: i64, machine: MachineId, id: u32, data: Data) {
        self.put(at, machine, Channel::Security, id, data);
    }

    /// One record. A workstation's own log may not be collected.
    pub(crate) fn put(&mut self, at: i64, machine: MachineId, channel: Channel, id: u32, data: Data) {
        self.step += 1;
        if !self.drafts.kept.contains(&at) {
            return;
        }
        if !self.world.plan.workstation_logs && self.world.machine(machine).role == Role::Workstation {
            return;
        }
        let (stream, step, attack) = (self.stream, self.step, self.attack);
        self.drafts.list.push(Draft { at, stream, step, machine, channel, id, data, attack });
    }

    /// A company machine as the source of a connection at this time.
    pub(crate) fn origin(&self, machine: MachineId, at: i64) -> Origin {
        let found = self.world.machine(machine);
        Origin {
            name: found.name.clone(),
            address: self.world.address(machine, at),
            machine: Some(machine),
            number: machine.0,
        }
    }

    /// A number between these milliseconds.
    pub(crate) fn within(&mut self, least: i64, most: i64) -> i64 {
        self.chance.random_range(least..most.max(least + 1))
    }

    /// An id for a logon session: as Windows' it rises with time since the machine was started.
    pub(crate) fn logon_id(&mut self, machine: MachineId, at: i64) -> u64 {
        let up = at - self.world.plan.midnight(0) + self.world.machine(machine).uptime;
        up.max(1) as u64 * 512 + u64::from(self.chance.random_range(0..512_u16))
    }

    pub(crate) fn port(&mut self) -> u16 {
        self.chance.random_range(49_152..65_535)
    }

    pub(crate) fn guid(&mut self) -> Arc<str> {
        format!("{{{}}}", guid(&mut self.chance)).into()
    }
}

/// A random GUID, upper case, without braces.
pub(crate) fn guid(chance: &mut impl Rng) -> String {
    let (high, low): (u64, u64) = (chance.random(), chance.random());
    let (first, second, third) = (high >> 32, high >> 16 & 0xffff, high & 0xffff);
    format!("{first:08X}-{second:04X}-{third:04X}-{:04X}-{:012X}", low >> 48, low & 0xffff_ffff_ffff)
}
