//! One source, many names: the shape of most guessing.

use std::collections::{BTreeMap, BTreeSet};

use model::{Part, Severity};

use super::place;
use crate::detect::{Cells, Detector, Draft, Known, Rule, Seen, Shared, Tally};

/// The number of the source and of the name that was tried from it.
type Pick = fn(&Seen<'_>, &mut Shared) -> Option<(u32, u32)>;

/// So many minutes are a burst: nobody mistypes for others.
const DENSE: i64 = 30;
/// So many days are a habit.
const DAYS: usize = 3;

/// One way of trying many names.
pub(super) struct Fan {
    /// The rule.
    pub(super) rule: &'static Rule,
    /// What of an event counts, if anything.
    pub(super) pick: Pick,
    /// How long it may take; two buckets of half of it are put together.
    pub(super) minutes: i64,
    /// So many names are enough.
    pub(super) enough: usize,
    /// What happened, after the number of events: `logons failed for`.
    pub(super) what: &'static str,
    /// What the names are: accounts become victims, computers targets.
    pub(super) of: Names,
    /// Whether a source that does so on several days has a habit rather than a plan: scanners.
    pub(super) habits: bool,
}

/// What is counted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Names {
    Accounts,
    Computers,
}

struct Fans {
    rules: &'static [&'static Rule],
    fans: Vec<Counted>,
}

/// A fan with its counts over its whole time, and over half an hour.
struct Counted {
    fan: &'static Fan,
    all: Cells<u32>,
    dense: Cells<u32>,
}

/// A detection of several fans; `rules` are theirs.
pub(super) fn fans(rules: &'static [&'static Rule], fans: &'static [Fan]) -> Box<dyn Detector> {
    let cells = |minutes: i64| Cells::of_minutes((minutes / 2).max(1));
    let counted = |fan: &'static Fan| Counted { fan, all: cells(fan.minutes), dense: cells(fan.minutes.min(DENSE)) };
    let fans = fans.iter().map(counted).collect();
    Box::new(Fans { rules, fans })
}

impl Detector for Fans {
    fn rules(&self) -> &'static [&'static Rule] {
        self.rules
    }

    fn see(&mut self, event: &Seen<'_>, shared: &mut Shared) {
        for Counted { fan, all, dense } in &mut self.fans {
            if fan.rule.reads(event.event.channel, event.id())
                && let Some((source, name)) = (fan.pick)(event, shared)
            {
                all.add(source, event, Some(name));
                dense.add(source, event, Some(name));
            }
        }
    }

    fn finish(self: Box<Self>, _: &dyn Known, shared: &Shared) -> Vec<Draft> {
        let mut drafts = Vec::new();
        for Counted { fan, all, dense } in &self.fans {
            let enough = |tally: &Tally| tally.names.len() >= fan.enough;
            let (bursts, runs) = (dense.runs(enough), all.runs(enough));
            let habits = if fan.habits { habits(&runs) } else { BTreeMap::new() };
            drafts
                .extend(habits.iter().filter_map(|(source, (days, tally))| habit(fan, *source, *days, tally, shared)));
            for (source, tally) in runs.into_iter().filter(|(source, _)| !habits.contains_key(source)) {
                let burst = bursts.iter().any(|(from, burst)| *from == source && within(burst, &tally));
                drafts.extend(draft(fan, source, &tally, burst, shared));
            }
        }
        drafts
    }
}

fn draft(fan: &Fan, source: u32, tally: &Tally, burst: bool, shared: &Shared) -> Option<Draft> {
    let (from, first) = (shared.texts.text(source), tally.span?.0);
    let shown = if from.is_empty() { "an unnamed machine" } else { from };
    let things = if fan.of == Names::Accounts { "accounts" } else { "computers" };
    let text = format!("{} {} {} {things} from {shown}", tally.count, fan.what, tally.names.len());
    let (severity, confidence) = weigh(fan, tally, burst);
    let mut draft = tally.draft(fan.rule, confidence, text)?.severity(severity);
    draft = draft.host(Part::Source, (!from.is_empty()).then(|| place(from, first)));
    if fan.of == Names::Accounts {
        return Some(draft.victims(tally, shared));
    }
    draft.hosts.extend(
        tally.sorted(shared).iter().take(100).map(|name| (Part::Target, place(shared.texts.text(*name), first))),
    );
    Some(draft)
}

/// Sources with runs on several days, and all of their runs together.
fn habits(runs: &[(u32, Tally)]) -> BTreeMap<u32, (usize, Tally)> {
    let mut all: BTreeMap<u32, (BTreeSet<i32>, Tally)> = BTreeMap::new();
    for (source, tally) in runs {
        let (days, whole) = all.entry(*source).or_default();
        days.extend(tally.span.map(|(first, _)| first.day()));
        whole.join(tally);
    }
    let several = all.into_iter().filter(|(_, (days, _))| days.len() >= DAYS);
    several.map(|(source, (days, tally))| (source, (days.len(), tally))).collect()
}

fn habit(fan: &Fan, source: u32, days: usize, tally: &Tally, shared: &Shared) -> Option<Draft> {
    let draft = draft(fan, source, tally, false, shared)?.severity(Severity::Low);
    Some(Draft { confidence: 0.3, text: format!("{} on {days} days", draft.text), ..draft })
}

/// Whether the burst is part of the whole.
fn within(burst: &Tally, whole: &Tally) -> bool {
    burst.span.zip(whole.span).is_some_and(|(burst, whole)| burst.0 >= whole.0 && burst.1 <= whole.1)
}

/// People behind one address mistype all day long; a tool is through in minutes or tries many more.
fn weigh(fan: &Fan, tally: &Tally, burst: bool) -> (Severity, f64) {
    let milder = match fan.rule.severity {
        Severity::Critical => Severity::High,
        Severity::High => Severity::Medium,
        _ => Severity::Low,
    };
    match (burst, tally.names.len() > 3 * fan.enough) {
        (true, true) => (fan.rule.severity, 0.9),
        (true, false) => (fan.rule.severity, 0.7),
        (false, true) => (milder, 0.6),
        (false, false) => (milder, 0.4),
    }
}
