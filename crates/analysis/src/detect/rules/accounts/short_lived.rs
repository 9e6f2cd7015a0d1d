//! What is made and soon gone again: accounts, machine accounts, memberships of privileged groups.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use model::{Channel, Field, Part, RecordRef, Severity, Time};

use super::people::{self, People};
use super::privileged::{self, Group};
use crate::detect::rules::directory::change::common_name;
use crate::detect::{Detector, Draft, Known, Rule, Seen, Shared};

const ACCOUNT: Rule = Rule {
    id: "short-lived-account",
    title: "Account made and deleted within a day",
    severity: Severity::Medium,
    technique: "T1136",
    events: &[(Channel::Security, 4720), (Channel::Security, 4726)],
    audit: "User Account Management (success)",
    about: "4720 and 4726 of one account (by its SID) within 24 hours; surer within 10 minutes.",
    innocent: "A mistyped new account, tests of administrators, set-up of Windows (by SYSTEM, left out).",
};

const MACHINE: Rule = Rule {
    id: "short-lived-computer",
    title: "Machine account made and deleted within a day",
    severity: Severity::Medium,
    technique: "T1136.002",
    events: &[(Channel::Security, 4741), (Channel::Security, 4743)],
    audit: "Computer Account Management (success)",
    about: "4741 and 4743 of one machine account within 24 hours; surer within 10 minutes.",
    innocent: "A machine that was joined under a wrong name.",
};

const MEMBER: Rule = Rule {
    id: "short-lived-membership",
    title: "Member of a privileged group for a short time",
    severity: Severity::Medium,
    technique: "T1098.007",
    events: &[
        (Channel::Security, 4728),
        (Channel::Security, 4729),
        (Channel::Security, 4732),
        (Channel::Security, 4733),
        (Channel::Security, 4756),
        (Channel::Security, 4757),
        people::ENABLED,
        people::CHANGED,
    ],
    audit: "Security Group Management (success)",
    about: "The same member joins and leaves a privileged group within 2 hours; surer within 10 minutes.",
    innocent: "Software that grants administrators' rights for a while: always the same account does it.",
};

const DAY: i64 = 86_400_000;
const TWO_HOURS: i64 = 2 * 3_600_000;
/// Tests and mistakes take longer.
const QUICK: i64 = 600_000;
/// Kept at most of each half.
const MAX_KEPT: usize = 50_000;

/// (rule, whose SID, group's SID)
type Key = (&'static str, u32, u32);

/// What was made, how long it may live to count, and the member's SID.
struct Made {
    draft: Draft,
    limit: i64,
    member: String,
}

/// Both halves, since they may be logged by two controllers and read in any order.
#[derive(Default)]
struct ShortLived {
    people: People,
    made: HashMap<Key, Made, RandomState>,
    gone: HashMap<Key, (Time, RecordRef), RandomState>,
}

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    Box::new(ShortLived::default())
}

fn made(event: &Seen<'_>, shared: &Shared) -> Made {
    let name = event.text(Field::TargetUserName).to_lowercase();
    let (rule, limit, what) = match event.id() {
        4720 => (&ACCOUNT, DAY, format!("made the account {name}, which was soon deleted")),
        4741 => (&MACHINE, DAY, format!("made the machine account {name}, which was soon deleted")),
        _ => {
            let sid = event.text(Field::MemberSid);
            let named = event.get(Field::MemberName).and_then(common_name).map(model::lower);
            let who = named.as_deref().unwrap_or(sid);
            (&MEMBER, TWO_HOURS, format!("made {who} a member of {name} for a short time"))
        }
    };
    let whom = if limit == DAY { event.object() } else { None };
    let draft = Draft::deed(rule, 0.5, event, shared, &what).account(Part::Victim, whom);
    Made { draft, limit, member: event.text(Field::MemberSid).to_owned() }
}

impl Detector for ShortLived {
    fn rules(&self) -> &'static [&'static Rule] {
        &[&ACCOUNT, &MACHINE, &MEMBER]
    }

    fn see(&mut self, event: &Seen<'_>, shared: &mut Shared) {
        if matches!(event.id(), 4720 | 4722 | 4738) {
            self.people.learn(event);
        }
        if matches!(event.id(), 4722 | 4738) {
            return;
        }
        let rule = match event.id() {
            4720 | 4726 => ACCOUNT.id,
            4741 | 4743 => MACHINE.id,
            _ => MEMBER.id,
        };
        let member = rule == MEMBER.id;
        let whose = event.get(if member { Field::MemberSid } else { Field::TargetSid });
        let Some(whose) =
            whose.filter(|_| !event.by_system() && (!member || privileged::group(event) != Group::Ordinary))
        else {
            return;
        };
        let of = if member { shared.texts.put(event.text(Field::TargetSid)) } else { 0 };
        let key = (rule, shared.texts.put(whose), of);
        if matches!(event.id(), 4726 | 4743 | 4729 | 4733 | 4757) {
            if self.gone.len() < MAX_KEPT {
                self.gone.insert(key, (event.time(), event.record()));
            }
        } else if self.made.len() < MAX_KEPT {
            self.made.insert(key, made(event, shared));
        }
    }

    fn finish(self: Box<Self>, _: &dyn Known, _: &Shared) -> Vec<Draft> {
        let Self { people, made, gone } = *self;
        made.into_iter().filter_map(|(key, made)| together(made, gone.get(&key)?, &people)).collect()
    }
}

fn together(made: Made, (time, record): &(Time, RecordRef), people: &People) -> Option<Draft> {
    let Made { mut draft, limit, member } = made;
    let life = time.ms() - draft.first.ms();
    if !(0..=limit).contains(&life) {
        return None;
    }
    draft.last = *time;
    draft.count += 1;
    draft.evidence.push(record.clone());
    if !member.is_empty() {
        people.name(&mut draft, &member);
    }
    if life <= QUICK {
        draft.confidence = 0.75;
    }
    Some(draft)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    fn lived(make: u32, gone: u32, seconds: i64, group: &str) -> usize {
        let sid = if make == 4732 { group } else { "S-1-5-21-1-2-3-1108" };
        let fields = [("TargetSid", sid), ("TargetUserName", "x"), ("MemberSid", "S-1-5-21-1-2-3-1109")];
        // Read in the wrong order, as from two controllers.
        found(detector, &[event(gone, seconds, &fields), event(make, 0, &fields)]).len()
    }

    #[test]
    fn accounts_and_machines_of_a_day_are_found() {
        assert_eq!((lived(4720, 4726, 80, ""), lived(4741, 4743, 3600, ""), lived(4720, 4726, 90_000, "")), (1, 1, 0));
    }

    #[test]
    fn only_privileged_memberships_count() {
        let members = |group| lived(4732, 4733, 60, group);
        assert_eq!((members("S-1-5-32-544"), members("S-1-5-32-545")), (1, 0));
    }
}
