//! A day without an attack: everything that happens in the company, one file for each kind of doer.

mod admin;
mod backup;
mod directory;
mod help_desk;
mod machine;
mod monitoring;
mod person;
mod scanner;
mod service;
mod staff;
mod stale;

use super::random::{Stream, stream};
use super::scribe::{Drafts, Scribe};
use super::world::{Person, World};
use crate::Value;

/// Adds what happens on a day. A little of it may lie past midnight.
pub(crate) fn day(world: &World, day: u32, drafts: &mut Drafts) {
    directory::day(world, day, drafts);
    machine::day(world, day, drafts);
    service::day(world, day, drafts);
    monitoring::day(world, day, drafts);
    backup::night(world, day, drafts);
    scanner::day(world, day, drafts);
    stale::day(world, day, drafts);
    staff::day(world, day, drafts);
    for person in &world.people {
        person::day(world, person, day, drafts);
    }
}

/// Logon id of the session a person has at the own workstation at this time, where its log is kept.
pub(crate) fn session_of(world: &World, whose: &Person, at: i64) -> Option<u64> {
    let mut drafts = Drafts::new();
    person::day(world, whose, world.plan.day_of(at), &mut drafts);
    let sessions = drafts.list.iter().filter(|draft| {
        let keyboard = draft.data.iter().any(|pair| matches!(pair, ("LogonType", Value::U32(2 | 11))));
        draft.id == 4624 && keyboard && draft.machine == whose.workstation && draft.at <= at
    });
    let last = sessions.max_by_key(|draft| draft.at)?;
    last.data.iter().find_map(|pair| match pair {
        ("TargetLogonId", Value::Hex64(id)) => Some(*id),
        _ => None,
    })
}

/// The scribe for one doer's day.
fn scribe<'a>(world: &'a World, drafts: &'a mut Drafts, what: Stream, number: u32, day: u32) -> Scribe<'a> {
    let chance = stream(world.plan.seed, what, u64::from(number), u64::from(day));
    Scribe::new(world, chance, drafts, (what as u64) << 40 | u64::from(number))
}
