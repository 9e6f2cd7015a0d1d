//! Passwords are reset by others than their owners.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use model::{Channel, Field, Part, Severity};

use crate::detect::{Cells, Detector, Draft, Known, Person, Place, Rule, Seen, Shared, Tally, each};

const MANY: Rule = Rule {
    id: "password-resets",
    title: "Many passwords reset by one account",
    severity: Severity::Medium,
    technique: "T1531",
    events: &[(Channel::Security, 4724)],
    audit: "User Account Management (success)",
    about: "4724: one account resets the passwords of more than 5 others within 10 minutes; high from 20 on.",
    innocent: "The helpdesk at the start of a school year, password portals and synchronisation (MSOL_, left out).",
};

const GRAVE: Rule = Rule {
    id: "admin-password-reset",
    title: "Password of the built-in administrator or krbtgt reset",
    severity: Severity::High,
    technique: "T1098",
    events: &[(Channel::Security, 4724)],
    audit: "User Account Management (success)",
    about: "4724 for the account with RID 500 or 502 by another account.",
    innocent: "Planned rotation of krbtgt, twice in a row; LAPS works as SYSTEM and is left out.",
};

const REMOTE: Rule = Rule {
    id: "password-reset-remote",
    title: "Password reset right after a network logon",
    severity: Severity::Info,
    technique: "T1098",
    events: &[(Channel::Security, 4724)],
    audit: "User Account Management (success) and Logon (success)",
    about: "4724 in a session that began with a network logon at most a minute before.",
    innocent: "What the helpdesk does all day from its own machines. It tells where resets come from.",
};

/// More than so many accounts in 10 minutes.
const ACCOUNTS: usize = 5;
const FLOOD: usize = 20;
/// Two neighbouring buckets are ten minutes.
const MINUTES: i64 = 5;
const FRESH: i64 = 60_000;
const NETWORK: u32 = 3;

/// By the (name, domain) of who resets.
struct Resets {
    cells: Cells<(u32, u32)>,
    from: HashMap<(u32, u32), Place, RandomState>,
}

pub(in crate::detect::rules) fn many() -> Box<dyn Detector> {
    Box::new(Resets { cells: Cells::of_minutes(MINUTES), from: HashMap::default() })
}

pub(in crate::detect::rules) fn single() -> Box<dyn Detector> {
    each(&[&GRAVE, &REMOTE], look)
}

/// Somebody else than Windows, the synchronisation and the owner reset a person's password.
fn by_another(event: &Seen<'_>) -> Option<(Person, Person)> {
    let (who, whom) = (event.subject()?, event.object()?);
    let own = who.user == whom.user || (!who.sid.is_empty() && who.sid == whom.sid);
    let other = !own && !event.by_system() && !who.user.starts_with("msol_") && !whom.is_machine();
    other.then_some((who, whom))
}

impl Detector for Resets {
    fn rules(&self) -> &'static [&'static Rule] {
        &[&MANY]
    }

    fn see(&mut self, event: &Seen<'_>, shared: &mut Shared) {
        let Some((who, whom)) = by_another(event) else { return };
        let key = (shared.texts.put(&who.user), shared.texts.put(&who.domain));
        let name = shared.texts.put(&format!("{}@{}", whom.user, whom.domain));
        self.cells.add(key, event, Some(name));
        if let Some(place) = shared.came_from(event) {
            self.from.insert(key, place);
        }
    }

    fn finish(self: Box<Self>, _: &dyn Known, shared: &Shared) -> Vec<Draft> {
        let runs = self.cells.runs(|tally| tally.names.len() > ACCOUNTS);
        runs.iter().filter_map(|(key, tally)| draft(*key, tally, self.from.get(key), shared)).collect()
    }
}

fn draft((user, domain): (u32, u32), tally: &Tally, from: Option<&Place>, shared: &Shared) -> Option<Draft> {
    let [user, domain] = [user, domain].map(|number| shared.texts.text(number).to_owned());
    let who = Person { user, domain, ..Person::default() };
    let accounts = tally.names.len();
    let text = format!("{} reset the passwords of {accounts} accounts", who.shown());
    let draft = tally.draft(&MANY, 0.5, text)?.account(Part::Actor, Some(who)).host(Part::Source, from.cloned());
    let draft = draft.victims(tally, shared);
    Some(if accounts >= FLOOD { Draft { confidence: 0.8, ..draft.severity(Severity::High) } } else { draft })
}

fn look(event: &Seen<'_>, shared: &Shared) -> Option<Draft> {
    let (_, whom) = by_another(event)?;
    let what = format!("reset the password of {}", whom.shown());
    let grave = matches!(event.rid(Field::TargetSid), Some(500 | 502));
    let session = shared.session(event);
    let fresh = session.is_some_and(|session| {
        session.logon_type == NETWORK && (0..=FRESH).contains(&(event.time().ms() - session.time.ms()))
    });
    let (rule, confidence) = match (grave, fresh) {
        (true, true) => (&GRAVE, 0.8),
        (true, false) => (&GRAVE, 0.6),
        (false, true) => (&REMOTE, 0.3),
        (false, false) => return None,
    };
    Some(Draft::deed(rule, confidence, event, shared, &what).account(Part::Victim, Some(whom)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    fn reset(seconds: i64, by: &str, whom: &str, sid: &str) -> model::Event {
        let names = [("SubjectUserName", by), ("TargetUserName", whom), ("TargetSid", sid), ("SubjectLogonId", "0xa")];
        event(4724, seconds, &names)
    }

    #[test]
    fn six_accounts_in_ten_minutes_are_many_five_are_not() {
        let resets = |n: i64| (0..n).map(|i| reset(i * 60, "desk", &format!("user{i}"), "")).collect::<Vec<_>>();
        assert!(found(many, &resets(5)).is_empty());
        let drafts = found(many, &resets(6));
        assert_eq!((drafts.len(), drafts[0].accounts.len(), drafts[0].severity), (1, 7, Severity::Medium));
        let slow = (0..6).map(|i| reset(i * 900, "desk", &format!("user{i}"), "")).collect::<Vec<_>>();
        assert!(found(many, &slow).is_empty());
    }

    #[test]
    fn the_administrators_password_is_grave_ones_own_is_not() {
        let id = |event| found(single, &[event]).first().map(|draft| draft.rule.id);
        assert_eq!(id(reset(0, "mallory", "krbtgt", "S-1-5-21-1-2-3-502")), Some("admin-password-reset"));
        assert_eq!(id(reset(0, "mallory", "alice", "S-1-5-21-1-2-3-1500")), None);
        assert_eq!(id(reset(0, "Administrator", "administrator", "S-1-5-21-1-2-3-500")), None);
    }

    #[test]
    fn a_reset_in_a_fresh_session_names_the_address() {
        let logon = event(4624, 0, &[("TargetLogonId", "0xa"), ("IpAddress", "10.0.0.9"), ("LogonType", "3")]);
        let at = |seconds| found(single, &[logon.clone(), reset(seconds, "desk", "alice", "S-1-5-21-1-2-3-1500")]);
        assert_eq!(at(30)[0].text, "desk reset the password of alice from 10.0.0.9");
        assert!(at(300).is_empty());
    }
}
