//! Lets the days pass and numbers the records.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use model::{Channel, Time};

use super::attacks;
use super::plan::{HOUR, MINUTE, Plan};
use super::routine;
use super::scribe::{Draft, Drafts};
use super::world::{MachineId, World};
use crate::truth::{Evidence, Part, Story, Truth};
use crate::{Record, Value, truth};

/// Simulates the plan's days and hands every record to `sink`, in order of time. Record ids count up
/// by one within one log of one computer.
///
/// # Errors
/// What `sink` fails with ends the simulation.
pub fn simulate<E>(plan: &Plan, sink: &mut dyn FnMut(&Record) -> Result<(), E>) -> Result<Truth, E> {
    in_parts(plan, 1 + i64::from(plan.accounts / 16_000), sink)
}

/// Each day in so many parts. Everyone's day is gone through again for each part, which takes time and
/// spares memory; the random streams make sure that it is the same day.
fn in_parts<E>(plan: &Plan, parts: i64, sink: &mut dyn FnMut(&Record) -> Result<(), E>) -> Result<Truth, E> {
    let world = World::new(plan);
    let mut drafts = Drafts::new();
    let stories = attacks::play(&world, &mut drafts);
    let mut output = Output {
        numbers: Numbers { world: &world, next: HashMap::new() },
        seen: vec![Seen::default(); stories.len()],
        sink,
    };
    for day in 0..plan.days {
        for part in 0..parts {
            drafts.kept = stretch(plan, day, part, parts);
            routine::day(&world, day, &mut drafts);
            let last = part + 1 == parts;
            // The next day's doings begin at midnight, what leads up to them a moment before.
            let end = if last { plan.midnight(day + 1) - MINUTE } else { drafts.kept.end };
            let (mut now, later): (Vec<_>, Vec<_>) = drafts.list.into_iter().partition(|draft| draft.at < end);
            drafts.list = later;
            now.sort_unstable_by_key(Draft::order);
            output.write(now)?;
        }
    }
    let Output { seen, .. } = output;
    Ok(truth_of(&world, stories, seen))
}

/// The part of a day; the first has all that is before, the last all that goes beyond.
fn stretch(plan: &Plan, day: u32, part: i64, parts: i64) -> Range<i64> {
    // Nights are quiet, so the parts divide the hours from seven to seven.
    let bound = |part: i64| plan.midnight(day) + 7 * HOUR + part * 12 * HOUR / parts;
    let from = if part == 0 { i64::MIN } else { bound(part) };
    let to = if part + 1 == parts { i64::MAX } else { bound(part + 1) };
    from..to
}

/// Where finished records go.
struct Output<'a, E> {
    numbers: Numbers<'a>,
    seen: Vec<Seen>,
    sink: &'a mut dyn FnMut(&Record) -> Result<(), E>,
}

impl<E> Output<'_, E> {
    fn write(&mut self, drafts: Vec<Draft>) -> Result<(), E> {
        for draft in drafts {
            let attack = draft.attack;
            let record = self.numbers.give(draft);
            (self.sink)(&record)?;
            if let Some(seen) = attack.and_then(|attack| self.seen.get_mut(attack as usize)) {
                seen.note(&record);
            }
        }
        Ok(())
    }
}

/// The next record number of every log.
struct Numbers<'a> {
    world: &'a World,
    next: HashMap<(MachineId, Channel), u64>,
}

impl Numbers<'_> {
    fn give(&mut self, draft: Draft) -> Record {
        let machine = self.world.machine(draft.machine);
        let next = self.next.entry((draft.machine, draft.channel)).or_insert(machine.first_record);
        *next += 1;
        Record {
            computer: machine.full_name.clone(),
            channel: draft.channel,
            id: draft.id,
            record: *next,
            time: Time::from_ms(draft.at),
            data: draft.data,
        }
    }
}

/// The values that name a user.
const USERS: [&str; 4] = ["TargetUserName", "SubjectUserName", "AccountName", "Param1"];

/// An attack's records as they went out.
#[derive(Clone, Default)]
struct Seen {
    span: Option<(Time, Time)>,
    records: Vec<Evidence>,
    /// Every user that a record names, in lower case.
    named: HashSet<String>,
}

impl Seen {
    fn note(&mut self, record: &Record) {
        let users = record.data.iter().filter(|(field, _)| USERS.contains(field));
        for (_, value) in users {
            if let Value::Text(user) = value {
                self.named.insert(user.split('@').next().unwrap_or_default().to_lowercase());
            }
        }
        self.span = Some((self.span.map_or(record.time, |span| span.0), record.time));
        self.records.push(Evidence {
            computer: record.computer.to_string(),
            channel: record.channel.name().to_owned(),
            record: record.record,
        });
    }
}

fn truth_of(world: &World, stories: Vec<Story>, seen: Vec<Seen>) -> Truth {
    let attacks = stories.into_iter().zip(seen).filter_map(|(mut story, seen)| {
        let (first, last) = seen.span?;
        // An account that no record shows in use cannot be found by it: taken, but not used.
        for account in &mut story.accounts {
            if !seen.named.contains(&account.user) {
                account.role = Part::Victim;
            }
        }
        Some(truth::Attack { story, first, last, records: seen.records })
    });
    Truth {
        plan: truth::Summary {
            seed: world.plan.seed,
            accounts: world.plan.accounts,
            days: world.plan.days,
            start: world.plan.start,
        },
        domains: world
            .domains
            .iter()
            .map(|domain| truth::Domain { name: domain.name.to_string(), dns: domain.dns.to_string() })
            .collect(),
        attacks: attacks.collect(),
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;
    use crate::company::{Attack, Technique};

    #[test]
    fn a_day_in_parts_is_the_same_day() {
        let attacks = vec![Attack::new(Technique::RdpChain)];
        let plan = Plan { days: 2, attacks, ..Plan::new(4, 50) };
        let run = |parts| {
            let mut records = Vec::new();
            let truth = in_parts(&plan, parts, &mut |record| {
                records.push(record.clone());
                Ok::<(), Infallible>(())
            });
            (records, truth.unwrap_or_else(|never| match never {}))
        };
        assert!(run(1) == run(4));
    }
}
