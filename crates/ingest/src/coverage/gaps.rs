//! Holes in the numbers of a log's records.

use model::{Hole, Span};
use roaring::RoaringTreemap;

use super::days::Days;
use super::log::TOLD;

/// What is missing.
#[derive(Default)]
pub(super) struct Gaps {
    pub(super) missing: u64,
    pub(super) largest: Vec<Hole>,
}

/// Keeps the largest holes, the largest first.
pub(super) fn keep(holes: &mut Vec<Hole>, hole: Hole) {
    let larger = |known: &Hole| (known.missing(), hole.after) > (hole.missing(), known.after);
    let at = holes.partition_point(larger);
    if at < TOLD {
        holes.insert(at, hole);
        holes.truncate(TOLD);
    }
}

/// Missing numbers of every generation. Holes that were met while reading have their exact times.
pub(super) fn of(generations: &[RoaringTreemap], days: &Days, met: &[Hole]) -> Gaps {
    let mut gaps = Gaps::default();
    for numbers in generations {
        let (Some(first), Some(last)) = (numbers.min(), numbers.max()) else { continue };
        gaps.missing += last - first + 1 - numbers.len();
        if last - first + 1 == numbers.len() {
            continue;
        }
        let mut before = first;
        for number in numbers.iter().skip(1) {
            if number > before + 1 {
                keep(&mut gaps.largest, Hole { after: before, before: number, span: Span::at(model::Time::default()) });
            }
            before = number;
        }
    }
    for hole in &mut gaps.largest {
        hole.span = span(hole, days, met);
    }
    gaps
}

fn span(hole: &Hole, days: &Days, met: &[Hole]) -> Span {
    if let Some(met) = met.iter().find(|met| (met.after, met.before) == (hole.after, hole.before)) {
        return met.span;
    }
    let (from, to) = (days.day_of(hole.after), days.day_of(hole.before));
    match (from, to) {
        // On one day, or on days whose ends do not meet: as wide as it may be.
        (Some(from), Some(to)) if from.end <= to.start => Span { start: from.end, end: to.start },
        (Some(from), Some(to)) => Span { start: from.start.min(to.start), end: from.end.max(to.end) },
        _ => Span::at(hole.span.start),
    }
}
