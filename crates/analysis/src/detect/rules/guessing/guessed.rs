//! A logon succeeds right after many had failed.

use std::collections::{HashMap, HashSet, VecDeque};

use foldhash::fast::RandomState;
use model::{Channel, Field, Part, RecordRef, Severity, Time};

use super::{LOGON_FAILURE, NO_SUCH_USER, PREAUTH_FAILED, WRONG_PASSWORD, name, place, reason, source};
use crate::detect::{Detector, Draft, Known, Rule, Seen, Shared};

const EVENTS: &[(Channel, u32)] = &[
    (Channel::Security, 4624),
    (Channel::Security, 4625),
    (Channel::Security, 4768),
    (Channel::Security, 4771),
    (Channel::Security, 4776),
];

const GUESSED: Rule = Rule {
    id: "success-after-failures",
    title: "Logon succeeded after failures of the same account",
    severity: Severity::High,
    technique: "T1110",
    events: EVENTS,
    audit: "Logon (success and failure); Kerberos Authentication Service and Credential Validation at controllers",
    about: "5 or more failures of an account from one source at one computer, then its success within 10 minutes: \
            Low, Medium from 10, High from 20 failures.",
    innocent: "People who mistype or have just changed their password, below ten tries.",
};

const SPRAYED: Rule = Rule {
    id: "success-after-spray",
    title: "Logon succeeded from a source that had just failed with many accounts",
    about: "Failures of 10 or more accounts from one source at one computer, then a success of any account from there \
            within 10 minutes. Milder where that account used that source before.",
    innocent: "Vulnerability scanners that log on with an account of their own between guesses.",
    ..GUESSED
};

const WITHIN_MS: i64 = 600_000;
const SAME: usize = 5;
const ACCOUNTS: usize = 10;
/// Failures remembered per source and computer: the last ones.
const MAX_TRIES: usize = 400;
/// Sources remembered, per computer.
const MAX_KEYS: usize = 100_000;

/// What was tried (event id or logon type), at which computer, from where.
type Key = (u32, u32, u32);

#[derive(Default)]
struct Recent {
    tries: VecDeque<(Time, u32)>,
    evidence: VecDeque<RecordRef>,
}

#[derive(Default)]
struct Guessed {
    recent: HashMap<Key, Recent, RandomState>,
    /// First success of (source, account).
    first: HashMap<(u32, u32), Time, RandomState>,
    told: HashSet<(Key, u32), RandomState>,
    drafts: Vec<Draft>,
}

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    Box::<Guessed>::default()
}

/// The kind of try and whether it succeeded.
fn outcome(event: &Seen<'_>) -> Option<(u32, bool)> {
    match event.id() {
        4624 if matches!(event.logon_type, 3 | 8 | 10) => Some((event.logon_type, true)),
        4625 if matches!(event.logon_type, 3 | 8 | 10) => {
            matches!(reason(event)?, WRONG_PASSWORD | NO_SUCH_USER | LOGON_FAILURE).then_some((event.logon_type, false))
        }
        4768 if event.status == Some(0) => Some((4768, true)),
        4771 if event.status == Some(PREAUTH_FAILED) => Some((4768, false)),
        4776 if event.status == Some(0) => Some((4776, true)),
        4776 if matches!(event.status?, WRONG_PASSWORD | NO_SUCH_USER) => Some((4776, false)),
        _ => None,
    }
}

impl Detector for Guessed {
    fn rules(&self) -> &'static [&'static Rule] {
        &[&GUESSED, &SPRAYED]
    }

    fn see(&mut self, event: &Seen<'_>, shared: &mut Shared) {
        let Some((kind, success)) = outcome(event) else { return };
        if event.is_machine(Field::TargetUserName) {
            return;
        }
        let (Some(from), Some(who)) = (source(event, shared), name(event, shared)) else { return };
        let key = (kind, shared.texts.put(event.computer()), from);
        if success {
            self.success(event, key, who, shared);
        } else if self.recent.len() < MAX_KEYS || self.recent.contains_key(&key) {
            self.recent.entry(key).or_default().add(event, who);
        }
    }

    fn finish(self: Box<Self>, _: &dyn Known, _: &Shared) -> Vec<Draft> {
        self.drafts
    }
}

impl Recent {
    fn add(&mut self, event: &Seen<'_>, who: u32) {
        self.tries.push_back((event.time(), who));
        self.evidence.push_back(event.record());
        if self.tries.len() > MAX_TRIES {
            self.tries.pop_front();
        }
        if self.evidence.len() > 20 {
            self.evidence.pop_front();
        }
    }
}

impl Guessed {
    fn success(&mut self, event: &Seen<'_>, key: Key, who: u32, shared: &Shared) {
        let full = self.first.len() >= 2 * MAX_KEYS;
        let first = if full { event.time() } else { *self.first.entry((key.2, who)).or_insert(event.time()) };
        let Some(recent) = self.recent.get(&key) else { return };
        let ago = |time: Time| event.time().ms() - time.ms();
        let near: Vec<u32> =
            recent.tries.iter().filter(|(t, _)| (0..=WITHIN_MS).contains(&ago(*t))).map(|t| t.1).collect();
        let same = near.iter().filter(|tried| **tried == who).count();
        let accounts = near.iter().collect::<HashSet<_>>().len();
        let old = ago(first) > 6 * WITHIN_MS;
        let (rule, severity, confidence, what) = match (accounts, same) {
            (_, 20..) => (&GUESSED, Severity::High, 0.8, format!("{same} tries")),
            (ACCOUNTS.., _) if !old => (&SPRAYED, Severity::High, 0.8, format!("{accounts} accounts")),
            (ACCOUNTS.., _) => (&SPRAYED, Severity::Low, 0.4, format!("{accounts} accounts")),
            (_, 10..) => (&GUESSED, Severity::Medium, 0.5, format!("{same} tries")),
            (_, SAME..) => (&GUESSED, Severity::Low, 0.4, format!("{same} tries")),
            _ => return,
        };
        if self.drafts.len() < 10_000 && self.told.insert((key, who)) {
            let from = shared.texts.text(key.2);
            self.drafts.extend(draft(rule, event, from, &what, recent).map(|draft| Draft {
                severity,
                confidence,
                ..draft
            }));
        }
    }
}

fn draft(rule: &'static Rule, event: &Seen<'_>, from: &str, failed: &str, recent: &Recent) -> Option<Draft> {
    let who = event.target()?;
    let text = format!("{} logged on to {} from {from} after {failed} had failed", who.shown(), event.computer());
    let mut draft = Draft::of(rule, 0.5, event.record(), text)
        .account(Part::Actor, Some(who))
        .host(Part::Source, Some(place(from, event.time())))
        .host(Part::Target, Some(event.here()));
    draft.first = recent.evidence.iter().map(|r| r.time).min().unwrap_or(draft.first).min(draft.first);
    draft.count += recent.tries.len() as u64;
    draft.evidence.extend(recent.evidence.iter().cloned());
    Some(draft)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    fn logon(id: u32, user: &str, seconds: i64) -> model::Event {
        let why = if id == 4625 { "0xC000006A" } else { "0x0" };
        let fields = [("TargetUserName", user), ("IpAddress", "10.0.0.9"), ("LogonType", "3"), ("SubStatus", why)];
        event(id, seconds, &fields)
    }

    fn guess(fails: i64, then: i64) -> Vec<Draft> {
        let mut events: Vec<_> = (0..fails).map(|i| logon(4625, "alice", i)).collect();
        events.push(logon(4624, "alice", then));
        found(detector, &events)
    }

    #[test]
    fn the_more_failures_before_it_the_graver_is_the_success() {
        assert_eq!(guess(5, 60)[0].severity, Severity::Low);
        assert_eq!(guess(30, 60)[0].severity, Severity::High);
        assert!(guess(4, 60).is_empty());
        assert!(guess(30, 700).is_empty(), "ten minutes later");
    }

    #[test]
    fn a_success_amid_a_spray_is_found_unless_it_is_an_old_acquaintance() {
        let mut events: Vec<_> = (0..10).map(|i| logon(4625, &format!("user{i}"), 8000 + i)).collect();
        events.push(logon(4624, "bob", 8020));
        let drafts = found(detector, &events);
        assert_eq!((drafts[0].rule.id, drafts[0].severity), (SPRAYED.id, Severity::High));
        events.insert(0, logon(4624, "bob", 0));
        assert_eq!(found(detector, &events)[0].severity, Severity::Low);
    }
}
