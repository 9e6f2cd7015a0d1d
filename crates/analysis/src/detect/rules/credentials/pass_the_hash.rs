//! NTLM logons that look as if only the hash was known.

use std::collections::HashSet;

use foldhash::fast::RandomState;
use model::{Channel, Field, Part, Severity};

use crate::detect::{Cells, Detector, Draft, Known, Person, Place, Rule, Seen, Shared, Tally};

const RULE: Rule = Rule {
    id: "pass-the-hash",
    title: "NTLM logon without a session key (pass the hash)",
    severity: Severity::Medium,
    technique: "T1550.002",
    events: &[(Channel::Security, 4624), (Channel::Security, 4672)],
    audit: "Logon (success), Special Logon (success)",
    about: "4624 of type 3 by NtLmSsp with key length 0 and no subject, not anonymous. Low; Medium where the logon got \
            administrator's privileges (4672) on one machine, High on three or more.",
    innocent: "NTLM clients that need no session key: old applications, printers, scanners. The privileged ones by \
               administrators' tools that still use NTLM.",
};

/// Logon ids remembered, to meet 4672 and 4624 in either order.
const REMEMBERED: usize = 20_000;
const HALF_A_DAY: i64 = 12 * 60;
/// So many machines as administrator by one account and source within a day.
const MACHINES: usize = 3;

type Key = (u32, u32);

struct PassTheHash {
    /// (account, source) -> machines, for all and for the privileged.
    all: Cells<Key>,
    privileged: Cells<Key>,
    /// (computer, logon id) that got privileges of late.
    granted: HashSet<(u32, u64), RandomState>,
    /// Logons of late that may still get them.
    waiting: std::collections::HashMap<(u32, u64), Key, RandomState>,
}

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    Box::new(PassTheHash {
        all: Cells::of_minutes(HALF_A_DAY),
        privileged: Cells::of_minutes(HALF_A_DAY),
        granted: HashSet::default(),
        waiting: std::collections::HashMap::default(),
    })
}

fn looks_so(event: &Seen<'_>) -> bool {
    event.logon_type == 3
        && event.number(Field::KeyLength) == Some(0)
        && event.is(Field::LogonProcessName, "NtLmSsp")
        && event.is(Field::SubjectUserSid, "S-1-0-0")
        && !event.is(Field::TargetUserSid, "S-1-5-7")
        && !event.is(Field::TargetUserName, "ANONYMOUS LOGON")
        && !event.is_machine(Field::TargetUserName)
}

impl Detector for PassTheHash {
    fn rules(&self) -> &'static [&'static Rule] {
        &[&RULE]
    }

    fn see(&mut self, event: &Seen<'_>, shared: &mut Shared) {
        if event.id() == 4672 {
            self.privileges(event, shared);
        } else if looks_so(event) {
            self.logon(event, shared);
        }
    }

    fn finish(self: Box<Self>, _: &dyn Known, shared: &Shared) -> Vec<Draft> {
        let mut drafts = Vec::new();
        for (key, tally) in self.all.runs(|tally| tally.count > 0) {
            let Some((first, last)) = tally.span else { continue };
            let privileged = self.privileged.between(key, first, last).names.len();
            drafts.extend(draft(key, &tally, privileged, shared));
        }
        drafts
    }
}

impl PassTheHash {
    fn privileges(&mut self, event: &Seen<'_>, shared: &mut Shared) {
        let Some(id) = event.number(Field::SubjectLogonId).filter(|id| *id > 0x3ff) else { return };
        let computer = shared.texts.put(event.computer());
        if let Some(key) = self.waiting.remove(&(computer, id)) {
            self.privileged.add(key, event, Some(computer));
            return;
        }
        if self.granted.len() >= REMEMBERED {
            self.granted.clear();
        }
        self.granted.insert((computer, id));
    }

    fn logon(&mut self, event: &Seen<'_>, shared: &mut Shared) {
        let (Some(who), Some(from)) = (event.target(), event.source()) else { return };
        let who = shared.texts.put(&format!("{}@{}", who.user, who.domain));
        let key = (who, shared.texts.put(from.shown()));
        let computer = shared.texts.put(event.computer());
        self.all.add(key, event, Some(computer));
        let Some(id) = event.number(Field::TargetLogonId) else { return };
        if self.granted.remove(&(computer, id)) {
            self.privileged.add(key, event, Some(computer));
            return;
        }
        if self.waiting.len() >= REMEMBERED {
            self.waiting.clear();
        }
        self.waiting.insert((computer, id), key);
    }
}

fn draft((who, from): Key, tally: &Tally, privileged: usize, shared: &Shared) -> Option<Draft> {
    let first = tally.span?.0;
    let (user, domain) = shared.texts.text(who).split_once('@').unwrap_or_default();
    let hosts: Vec<&str> = tally.sorted(shared).iter().map(|name| shared.texts.text(*name)).collect();
    let logger = hosts.first().copied().unwrap_or_default().to_owned();
    let who = Person { user: user.to_owned(), domain: domain.to_owned(), logger, ..Person::default() };
    let from = shared.texts.text(from);
    let place =
        if from.parse::<std::net::IpAddr>().is_ok() { Place::address(from, first) } else { Place::named(from, first) };
    let (severity, confidence, how) = match privileged {
        0 => (Severity::Low, 0.2, String::new()),
        n if n < MACHINES => (Severity::Medium, 0.4, format!(", as administrator on {n}")),
        n => (Severity::High, 0.6, format!(", as administrator on {n}")),
    };
    let shown = who.shown();
    let machines = if hosts.len() == 1 { hosts[0].to_owned() } else { format!("{} machines", hosts.len()) };
    let text = format!("{shown} logged on to {machines} from {from} by NTLM without a session key{how}");
    let mut draft = tally.draft(&RULE, confidence, text)?.severity(severity);
    draft.hosts.extend(hosts.iter().take(50).map(|host| (Part::Target, Place::named(host, first))));
    Some(draft.account(Part::Actor, Some(who)).host(Part::Source, Some(place)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{found, on};

    fn logon(computer: &str, key: &str) -> model::Event {
        let fields = [
            ("LogonType", "3"),
            ("LogonProcessName", "NtLmSsp "),
            ("KeyLength", key),
            ("SubjectUserSid", "S-1-0-0"),
            ("TargetUserName", "Alice"),
            ("TargetDomainName", "CORP"),
            ("TargetLogonId", "0xabcde"),
            ("IpAddress", "10.0.0.9"),
        ];
        on(computer, 4624, 5, &fields)
    }

    fn rights(computer: &str) -> model::Event {
        on(computer, 4672, 5, &[("SubjectLogonId", "0xabcde")])
    }

    #[test]
    fn privileges_and_machines_make_it_graver() {
        assert_eq!(found(detector, &[logon("ws1", "0")])[0].severity, Severity::Low);
        assert_eq!(found(detector, &[rights("ws1"), logon("ws1", "0")])[0].severity, Severity::Medium);
        let many: Vec<_> = ["ws1", "ws2", "ws3"].iter().flat_map(|ws| [logon(ws, "0"), rights(ws)]).collect();
        let drafts = found(detector, &many);
        assert_eq!((drafts.len(), drafts[0].severity, drafts[0].hosts.len()), (1, Severity::High, 4));
    }

    #[test]
    fn a_session_key_is_ordinary() {
        assert!(found(detector, &[logon("ws1", "128"), rights("ws1")]).is_empty());
    }
}
