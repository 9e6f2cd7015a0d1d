//! Which days are worked, by whom.

use rand::RngExt;

use super::plan::{DAY, Plan};
use super::random::{Stream, stream};
use super::world::{Hours, Person};

/// Working days in 1970 began on a Thursday.
const THURSDAY: i64 = 3;

/// 0 for Monday to 6 for Sunday, of a day of the plan.
pub(crate) fn weekday(plan: &Plan, day: u32) -> i64 {
    (plan.start.ms().div_euclid(DAY) + THURSDAY + i64::from(day)).rem_euclid(7)
}

/// Saturday or Sunday, or a public holiday: one day in about two months, the same for everyone.
pub(crate) fn is_free(plan: &Plan, day: u32) -> bool {
    weekday(plan, day) >= 5 || (day > 9 && day % 53 == 17)
}

/// Which day of work is the nearest at or after this one; the last of the span if there is none.
pub(crate) fn work_day_from(plan: &Plan, day: u32) -> u32 {
    (day..plan.days).find(|day| !is_free(plan, *day)).unwrap_or_else(|| day.min(plan.days.saturating_sub(1)))
}

/// Whether a person works on this day. Sickness comes in runs, so it is drawn for a week at a time.
pub(crate) fn at_work(plan: &Plan, person: &Person, day: u32) -> bool {
    let mut chance = stream(plan.seed, Stream::Presence, u64::from(person.number), u64::from(day));
    if is_free(plan, day) {
        return chance.random_bool(if person.hours == Hours::Evening { 0.10 } else { 0.025 });
    }
    let weekday = weekday(plan, day);
    if person.hours == Hours::Part && (i64::from(person.number) + weekday) % 5 < 2 {
        return false;
    }
    !away(plan, person, day)
}

fn away(plan: &Plan, person: &Person, day: u32) -> bool {
    let week = u64::from(day / 7);
    let mut chance = stream(plan.seed, Stream::Presence, u64::from(person.number) | 1 << 40, week);
    let holiday = chance.random_bool(0.08);
    let sick_from = chance.random_range(0..7);
    let sick = chance.random_bool(0.06) && (sick_from..sick_from + 3).contains(&(day % 7));
    // A plan of a day or two would lose much of itself to a holiday week.
    (holiday && plan.days > 7) || sick
}
