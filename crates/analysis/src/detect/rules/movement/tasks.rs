//! Scheduled tasks: made over the network, or made and deleted at once.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use model::{Channel, Field, Severity, Time};

use crate::detect::{Detector, Draft, Known, Rule, Seen, Shared, each};

const REMOTE: Rule = Rule {
    id: "remote-task",
    title: "Scheduled task made over the network",
    severity: Severity::Medium,
    technique: "T1053.005",
    events: &[(Channel::Security, 4698)],
    audit: "Other Object Access Events (success)",
    about: "4698 with RpcCallClientLocality 0 and ClientProcessId 0 (a remote client), or in a session that began with a \
            network logon at most a minute before.",
    innocent: "Management tools and administrators' consoles; look at the task's command.",
};

const BRIEF: Rule = Rule {
    id: "short-lived-task",
    title: "Scheduled task made and deleted within minutes",
    severity: Severity::Medium,
    technique: "T1053.005",
    events: &[(Channel::Security, 4698), (Channel::Security, 4699)],
    audit: "Other Object Access Events (success)",
    about: "4698 and 4699 of one task on one computer within 5 minutes, not by Windows itself; high in a session from \
            another machine.",
    innocent: "Set-up programs use a task to leave their own session.",
};

const FRESH: i64 = 60_000;
const NETWORK: u32 = 3;
const FIVE_MINUTES: i64 = 300_000;
/// Tasks remembered at most; all are forgotten then, since they matter for five minutes.
const MAX_TASKS: usize = 20_000;

pub(in crate::detect::rules) fn remote() -> Box<dyn Detector> {
    each(&[&REMOTE], look)
}

fn look(event: &Seen<'_>, shared: &Shared) -> Option<Draft> {
    let zero = |field| event.number(field) == Some(0);
    let caller = zero(Field::RpcCallClientLocality) && zero(Field::ClientProcessId);
    let fresh = shared.session(event).is_some_and(|session| {
        session.logon_type == NETWORK && (0..=FRESH).contains(&(event.time().ms() - session.time.ms()))
    });
    (caller || fresh).then(|| {
        let what = format!("made the task {} on {}", event.text(Field::TaskName), event.computer());
        Draft::deed(&REMOTE, 0.6, event, shared, &what)
    })
}

/// Tasks that were made, by computer and name, and those that were gone soon.
#[derive(Default)]
struct Brief {
    made: HashMap<(u32, u32), Time, RandomState>,
    drafts: Vec<Draft>,
}

pub(in crate::detect::rules) fn brief() -> Box<dyn Detector> {
    Box::new(Brief::default())
}

impl Detector for Brief {
    fn rules(&self) -> &'static [&'static Rule] {
        &[&BRIEF]
    }

    fn see(&mut self, event: &Seen<'_>, shared: &mut Shared) {
        let Some(task) = event.get(Field::TaskName).filter(|_| !event.by_system()) else { return };
        let key = (shared.texts.put(event.computer()), shared.lower(task));
        if event.id() == 4698 {
            if self.made.len() >= MAX_TASKS {
                self.made.clear();
            }
            self.made.insert(key, event.time());
            return;
        }
        let Some(made) = self.made.remove(&key) else { return };
        if !(0..=FIVE_MINUTES).contains(&(event.time().ms() - made.ms())) {
            return;
        }
        let what = format!("made and deleted the task {task} on {}", event.computer());
        let mut draft = Draft::deed(&BRIEF, 0.6, event, shared, &what);
        (draft.first, draft.count) = (made, 2);
        let remote = shared.came_from(event).is_some();
        self.drafts.push(if remote { Draft { confidence: 0.8, ..draft.severity(Severity::High) } } else { draft });
    }

    fn finish(self: Box<Self>, _: &dyn Known, _: &Shared) -> Vec<Draft> {
        self.drafts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    #[test]
    fn tasks_of_remote_clients_are_found() {
        let made = |locality, process| {
            let fields = [("TaskName", r"\x"), ("RpcCallClientLocality", locality), ("ClientProcessId", process)];
            found(super::remote, &[event(4698, 0, &fields)]).len()
        };
        assert_eq!((made("0", "0"), made("0", "4711"), made("-", "-")), (1, 0, 0));
    }

    #[test]
    fn a_task_of_minutes_is_found_one_that_stays_is_not() {
        let task = |name| [("TaskName", name), ("SubjectUserName", "mallory")];
        let after =
            |seconds, name| found(brief, &[event(4698, 0, &task(r"\x")), event(4699, seconds, &task(name))]).len();
        assert_eq!((after(20, r"\X"), after(3600, r"\x"), after(20, r"\y")), (1, 0, 0));
        let own = [("TaskName", r"\x"), ("SubjectUserSid", "S-1-5-18")];
        assert!(found(brief, &[event(4698, 0, &own), event(4699, 5, &own)]).is_empty());
    }
}
