//! A finding before it is known which nodes of the graph it means.

use model::who::{Name, Role};
use model::{Event, MAX_EVIDENCE, Part, RecordRef, Severity, Time};

use super::{Rule, Seen, Shared, Tally};

/// Victims named in one finding; its text tells how many there were.
const MAX_VICTIMS: usize = 200;

/// An account as an event spells it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Person {
    /// sAMAccountName in lower case.
    pub user: String,
    /// Domain in lower case as spelled, or empty.
    pub domain: String,
    /// SID, or empty.
    pub sid: String,
    /// Short name of the computer that logged the event; stands in for a missing domain.
    pub logger: String,
}

impl Person {
    /// The account in a role of an event; nothing where the event names nobody.
    pub fn of(event: &Event, role: &Role) -> Option<Self> {
        let name = Name::read(event, role).ok()?;
        let logger = event.computer().and_then(model::host_name).unwrap_or_default().into_owned();
        Some(Self { user: name.user.into_owned(), domain: name.domain.into_owned(), sid: name.sid.to_owned(), logger })
    }

    /// Whether this is a machine account.
    pub fn is_machine(&self) -> bool {
        self.user.ends_with('$')
    }

    /// `CORP\alice` for people, in lower case.
    pub fn shown(&self) -> String {
        if self.domain.is_empty() { self.user.clone() } else { format!("{}\\{}", self.domain, self.user) }
    }
}

/// A machine as an event spells it: an address, a short name, or both.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Canonical address.
    pub address: Option<String>,
    /// Short name in lower case.
    pub name: Option<String>,
    /// When it was so: addresses change hands.
    pub time: Time,
}

impl Place {
    /// A place known by its address.
    pub fn address(address: &str, time: Time) -> Self {
        Self { address: Some(address.to_owned()), name: None, time }
    }

    /// A place known by its name.
    pub fn named(name: &str, time: Time) -> Self {
        Self { address: None, name: Some(name.to_owned()), time }
    }

    /// Address, else name.
    pub fn shown(&self) -> &str {
        self.address.as_deref().or(self.name.as_deref()).unwrap_or("an unknown machine")
    }
}

/// What a detection found.
#[derive(Clone)]
pub struct Draft {
    /// The rule.
    pub rule: &'static Rule,
    /// The rule's severity, or another one where the case at hand is milder or graver.
    pub severity: Severity,
    /// How sure it is, 0..=1.
    pub confidence: f64,
    /// The first event.
    pub first: Time,
    /// The last event.
    pub last: Time,
    /// How many events.
    pub count: u64,
    /// One sentence: who did what to whom from where.
    pub text: String,
    /// Accounts in it; machine accounts become hosts.
    pub accounts: Vec<(Part, Person)>,
    /// Hosts in it.
    pub hosts: Vec<(Part, Place)>,
    /// Records that show it.
    pub evidence: Vec<RecordRef>,
}

impl Draft {
    /// A draft about one record.
    pub fn of(rule: &'static Rule, confidence: f64, record: RecordRef, text: String) -> Self {
        let (first, last) = (record.time, record.time);
        let severity = rule.severity;
        let (accounts, hosts, evidence) = (Vec::new(), Vec::new(), vec![record]);
        Self { rule, severity, confidence, first, last, count: 1, text, accounts, hosts, evidence }
    }

    /// A draft about what the event's subject did: the subject is the actor, the logon it belongs to
    /// the source, the computer that logged it the target. `what` follows the subject's name.
    pub(super) fn deed(rule: &'static Rule, confidence: f64, event: &Seen<'_>, shared: &Shared, what: &str) -> Self {
        let (who, from) = (event.subject(), shared.came_from(event));
        let name = who.as_ref().map_or_else(|| "somebody".to_owned(), Person::shown);
        let place = from.as_ref().map_or_else(String::new, |place| format!(" from {}", place.shown()));
        Self::of(rule, confidence, event.record(), format!("{name} {what}{place}"))
            .account(Part::Actor, who)
            .host(Part::Source, from)
            .host(Part::Target, Some(event.here()))
    }

    /// Takes in another draft that says the same.
    pub(super) fn absorb(&mut self, other: Self) {
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
        self.count += other.count;
        self.confidence = self.confidence.max(other.confidence);
        self.severity = self.severity.max(other.severity);
        if self.evidence.len() < MAX_EVIDENCE {
            self.evidence.extend(other.evidence);
        }
    }

    /// Names an account, if there is one.
    #[must_use]
    pub fn account(mut self, part: Part, person: Option<Person>) -> Self {
        self.accounts.extend(person.map(|person| (part, person)));
        self
    }

    /// Names a host, if there is one.
    #[must_use]
    pub fn host(mut self, part: Part, place: Option<Place>) -> Self {
        self.hosts.extend(place.map(|place| (part, place)));
        self
    }

    /// Names the accounts that a tally counted, as victims. Their names were put as plain
    /// `user` or as `user@domain`, the domain as spelled.
    #[must_use]
    pub(super) fn victims(mut self, tally: &Tally, shared: &Shared) -> Self {
        for number in tally.sorted(shared).into_iter().take(MAX_VICTIMS) {
            let (user, domain) = match shared.texts.text(number).split_once('@') {
                Some((user, domain)) => (user.to_owned(), domain.to_owned()),
                None => (shared.texts.text(number).to_owned(), String::new()),
            };
            self.accounts.push((Part::Victim, Person { user, domain, ..Person::default() }));
        }
        self
    }

    /// Another severity than the rule's.
    #[must_use]
    pub const fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }
}
