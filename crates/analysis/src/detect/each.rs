//! Detections that one event decides: most of them.

use std::collections::BTreeMap;

use model::Part;

use super::{Detector, Draft, Known, Person, Place, Rule, Seen, Shared};

/// Distinct findings kept per rule; beyond it only those already there count on.
const MAX_DRAFTS: usize = 10_000;

/// What the event shows, if it shows anything.
pub(super) type Look = fn(&Seen<'_>, &Shared) -> Option<Draft>;

/// What the whole of the events says about a draft: whether it stays, perhaps changed.
pub(super) type Judge = fn(&mut Draft, &dyn Known) -> bool;

type Key = (Vec<(Part, Person)>, Vec<(Part, Place)>, String);

/// Looks at single events; what concerns the same accounts and hosts becomes one finding.
struct Each {
    rules: &'static [&'static Rule],
    look: Look,
    judge: Judge,
    drafts: BTreeMap<(&'static str, Key), Draft>,
}

/// A detection of single events.
pub(super) fn each(rules: &'static [&'static Rule], look: Look) -> Box<dyn Detector> {
    each_judged(rules, look, |_, _| true)
}

/// The same, with a last word when controllers and owners of addresses are known.
pub(super) fn each_judged(rules: &'static [&'static Rule], look: Look, judge: Judge) -> Box<dyn Detector> {
    Box::new(Each { rules, look, judge, drafts: BTreeMap::new() })
}

/// The same parties, whenever: an address keeps its day, since it may change hands.
fn key(draft: &Draft) -> Key {
    let mut hosts = draft.hosts.clone();
    for (_, place) in &mut hosts {
        place.time = model::Time::from_ms(i64::from(place.time.day()) * 86_400_000);
    }
    (draft.accounts.clone(), hosts, draft.text.clone())
}

impl Detector for Each {
    fn rules(&self) -> &'static [&'static Rule] {
        self.rules
    }

    fn see(&mut self, event: &Seen<'_>, shared: &mut Shared) {
        let Some(draft) = (self.look)(event, shared) else { return };
        let key = (draft.rule.id, key(&draft));
        if let Some(known) = self.drafts.get_mut(&key) {
            known.absorb(draft);
        } else if self.drafts.len() < MAX_DRAFTS {
            self.drafts.insert(key, draft);
        }
    }

    fn finish(self: Box<Self>, known: &dyn Known, _: &Shared) -> Vec<Draft> {
        let judge = self.judge;
        self.drafts.into_values().filter_map(|mut draft| judge(&mut draft, known).then_some(draft)).collect()
    }
}
