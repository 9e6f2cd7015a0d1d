//! What happens day after day is routine: software deployment makes the same service, or writes the
//! same program, by the same way as an intruder would, but on many days.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use foldhash::fast::RandomState;
use model::Severity;

use crate::detect::{Detector, Draft, Known, Rule, Seen, Shared};

/// On so many days the same name is routine.
const DAYS: usize = 4;
/// Findings and names kept at most.
const MAX_KEPT: usize = 50_000;

/// What the event shows, with the name of what is the same every time: a service, a program, an account.
pub(super) type Look = for<'a> fn(&'a Seen<'_>, &Shared) -> Option<(Draft, &'a str)>;

/// What else makes a finding graver that is no routine.
pub(super) type Weigh = fn(&mut Draft);

/// One finding per text and day, with the number of its name.
struct Routine {
    rules: &'static [&'static Rule],
    look: Look,
    weigh: Weigh,
    drafts: BTreeMap<(String, i32), (u32, Draft)>,
    /// By rule and name.
    days: HashMap<(&'static str, u32), BTreeSet<i32>, RandomState>,
}

/// A detection of single events, rated low where it is routine.
pub(super) fn unless_routine(rules: &'static [&'static Rule], look: Look) -> Box<dyn Detector> {
    unless_routine_weighed(rules, look, |_| ())
}

/// The same, with a last word about what is no routine.
pub(super) fn unless_routine_weighed(rules: &'static [&'static Rule], look: Look, weigh: Weigh) -> Box<dyn Detector> {
    Box::new(Routine { rules, look, weigh, drafts: BTreeMap::new(), days: HashMap::default() })
}

impl Detector for Routine {
    fn rules(&self) -> &'static [&'static Rule] {
        self.rules
    }

    fn see(&mut self, event: &Seen<'_>, shared: &mut Shared) {
        let Some((draft, name)) = (self.look)(event, shared) else { return };
        let (name, day) = (shared.lower(name), event.time().day());
        if self.days.len() < MAX_KEPT {
            self.days.entry((draft.rule.id, name)).or_default().insert(day);
        }
        let key = (draft.text.clone(), day);
        if let Some((_, same)) = self.drafts.get_mut(&key) {
            same.absorb(draft);
        } else if self.drafts.len() < MAX_KEPT {
            self.drafts.insert(key, (name, draft));
        }
    }

    fn finish(self: Box<Self>, _: &dyn Known, _: &Shared) -> Vec<Draft> {
        let Self { drafts, days, weigh, .. } = *self;
        let rate = |(name, mut draft): (u32, Draft)| {
            let on = days.get(&(draft.rule.id, name)).map_or(0, BTreeSet::len);
            if on < DAYS {
                weigh(&mut draft);
            } else {
                draft.severity = if draft.severity > Severity::Low { Severity::Low } else { Severity::Info };
                draft.confidence = 0.2;
                draft.text = format!("{}, as on {on} days", draft.text);
            }
            draft
        };
        drafts.into_values().map(rate).collect()
    }
}
