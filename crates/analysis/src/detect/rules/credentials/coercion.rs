//! A machine is made to log on to somebody, who passes its logon on.

use std::collections::{BTreeMap, BTreeSet};

use model::{Channel, Field, Part, RecordRef, Severity, Time};

use crate::detect::{Detector, Draft, Known, Person, Place, Rule, Seen, Shared};

const RELAYED: Rule = Rule {
    id: "coerced-relay",
    title: "A machine was coerced and its account logged on from the coercer's address",
    severity: Severity::Critical,
    technique: "T1187",
    events: &[(Channel::Security, 5145), (Channel::Security, 4624), (Channel::Security, 4625)],
    audit: "Detailed File Share, Logon (success and failure)",
    about: "5145 on a pipe of IPC$ that coercion tools use, then within 30 seconds an NTLM logon of that machine's \
            account, anywhere, from the address that opened the pipe.",
    innocent: "None known: a machine's account does not live at another machine's address.",
};

const ANONYMOUS: Rule = Rule {
    id: "anonymous-coercion",
    title: "Anonymous use of a pipe that makes machines log on (PetitPotam)",
    severity: Severity::High,
    technique: "T1187",
    events: &[(Channel::Security, 5145)],
    audit: "Detailed File Share",
    about: "5145 on IPC$ by ANONYMOUS LOGON for lsarpc or efsrpc.",
    innocent: "Very old systems that ask for policy anonymously.",
};

/// Pipes of the services by which a machine can be made to call back (Elastic's list).
const PIPES: [&str; 14] = [
    "spoolss",
    "netdfs",
    "lsarpc",
    "lsass",
    "netlogon",
    "samr",
    "efsrpc",
    "fssagentrpc",
    "eventlog",
    "winreg",
    "srvsvc",
    "dnsserver",
    "dhcpserver",
    "winspipe",
];
const WITHIN_MS: i64 = 30_000;
/// Openings, and logons, remembered; one of each per ten seconds, machine and address.
const MAX_SPOTS: usize = 100_000;
const APART_MS: i64 = 10_000;

/// A time, and where it is written.
type Spot = (Time, RecordRef);

#[derive(Default)]
struct Coercion {
    /// (coerced machine, address) -> openings of a pipe.
    pipes: BTreeMap<(u32, u32), Vec<Spot>>,
    /// (machine's account without `$`, address) -> logons elsewhere, with the computer.
    logons: BTreeMap<(u32, u32), Vec<(Spot, u32)>>,
    openings: usize,
    met: usize,
    anonymous: BTreeMap<(u32, u32), (u64, Vec<RecordRef>)>,
}

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    Box::<Coercion>::default()
}

impl Detector for Coercion {
    fn rules(&self) -> &'static [&'static Rule] {
        &[&RELAYED, &ANONYMOUS]
    }

    fn see(&mut self, event: &Seen<'_>, shared: &mut Shared) {
        if event.id() == 5145 {
            self.opened(event, shared);
        } else if event.logon_type == 3 && event.is_machine(Field::TargetUserName) && self.met < MAX_SPOTS {
            // By Kerberos machines log on all day long, and cannot be passed on as easily.
            if !event.is(Field::AuthenticationPackageName, "NTLM") {
                return;
            }
            let Some(who) = event.target() else { return };
            let Some(address) = event.remote().map(|address| shared.texts.put(address)) else { return };
            let machine = shared.texts.put(who.user.trim_end_matches('$'));
            let here = shared.texts.put(event.computer());
            let spots = self.logons.entry((machine, address)).or_default();
            if spots.last().is_none_or(|((time, _), _)| (event.time().ms() - time.ms()).abs() > APART_MS) {
                spots.push(((event.time(), event.record()), here));
                self.met += 1;
            }
        }
    }

    fn finish(self: Box<Self>, known: &dyn Known, shared: &Shared) -> Vec<Draft> {
        let mut drafts = Vec::new();
        for (key, opened) in &self.pipes {
            let logons = self.logons.get(key).map_or(&[][..], Vec::as_slice);
            let (machine, from) = (shared.texts.text(key.0), shared.texts.text(key.1));
            drafts
                .extend(relayed(machine, from, opened, logons, shared).and_then(|draft| judged(draft, machine, known)));
        }
        let text = |number: u32| shared.texts.text(number);
        drafts.extend(self.anonymous.iter().filter_map(|(key, found)| anonymous(text(key.0), text(key.1), found)));
        drafts
    }
}

impl Coercion {
    fn opened(&mut self, event: &Seen<'_>, shared: &mut Shared) {
        let Some(pipe) = event.get(Field::RelativeTargetName).map(model::lower) else { return };
        let pipe = pipe.trim_start_matches('\\').trim_start_matches("pipe\\");
        if !PIPES.contains(&pipe) || !event.text(Field::ShareName).ends_with("IPC$") {
            return;
        }
        let Some(address) = event.remote().map(|address| shared.texts.put(address)) else { return };
        let machine = shared.texts.put(event.computer());
        let nobody = event.is(Field::SubjectUserSid, "S-1-5-7") || event.is(Field::SubjectUserName, "ANONYMOUS LOGON");
        if nobody && matches!(pipe, "lsarpc" | "efsrpc") && self.anonymous.len() < MAX_SPOTS {
            let found = self.anonymous.entry((machine, address)).or_default();
            found.0 += 1;
            if found.1.len() < 20 {
                found.1.push(event.record());
            }
        }
        let spots = self.pipes.entry((machine, address)).or_default();
        let new = spots.last().is_none_or(|(time, _)| (event.time().ms() - time.ms()).abs() > APART_MS);
        if new && self.openings < MAX_SPOTS {
            spots.push((event.time(), event.record()));
            self.openings += 1;
        }
    }
}

fn relayed(machine: &str, from: &str, opened: &[Spot], logons: &[(Spot, u32)], shared: &Shared) -> Option<Draft> {
    let near = |pipe: &Spot, logon: &Spot| (-1000..=WITHIN_MS).contains(&(logon.0.ms() - pipe.0.ms()));
    let (pipe, _) = opened.iter().find_map(|pipe| Some((pipe, logons.iter().find(|logon| near(pipe, &logon.0))?)))?;
    let passed: Vec<&(Spot, u32)> = logons.iter().filter(|logon| near(pipe, &logon.0)).collect();
    let targets: BTreeSet<u32> = passed.iter().map(|logon| logon.1).collect();
    let shown: Vec<&str> = targets.iter().map(|target| shared.texts.text(*target)).collect();
    let text =
        format!("{from} opened a pipe of {machine}, then {machine}$ logged on from {from} to {}", shown.join(", "));
    let mut draft = Draft::of(&RELAYED, 0.85, pipe.1.clone(), text);
    draft.count += passed.len() as u64;
    draft.last = passed.iter().map(|logon| logon.0.0).max().unwrap_or(draft.last).max(draft.first);
    draft.evidence.extend(passed.iter().map(|logon| logon.0.1.clone()));
    draft.hosts.extend(shown.iter().map(|target| (Part::Target, Place::named(target, draft.first))));
    let victim = Person { user: format!("{machine}$"), ..Person::default() };
    let source = Place::address(from, draft.first);
    Some(draft.account(Part::Victim, Some(victim)).host(Part::Source, Some(source)))
}

/// A machine that opens its own pipes and then logs on elsewhere is no relay; nor is one sure where
/// nobody knows whose address it is.
fn judged(draft: Draft, machine: &str, known: &dyn Known) -> Option<Draft> {
    let (_, source) = draft.hosts.iter().find(|(part, _)| *part == Part::Source)?;
    match known.machine(source.address.as_deref()?, draft.first) {
        Some(owner) if owner == machine => None,
        Some(_) => Some(draft),
        None => Some(Draft { confidence: 0.5, ..draft }.severity(Severity::Medium)),
    }
}

fn anonymous(machine: &str, from: &str, (count, records): &(u64, Vec<RecordRef>)) -> Option<Draft> {
    let first = records.iter().map(|record| record.time).min()?;
    let text = format!("{from} used a pipe of {machine} anonymously that makes it log on elsewhere");
    let mut draft = Draft::of(&ANONYMOUS, 0.6, records.first()?.clone(), text)
        .host(Part::Source, Some(Place::address(from, first)))
        .host(Part::Target, Some(Place::named(machine, first)));
    (draft.first, draft.last) = (first, records.iter().map(|record| record.time).max()?);
    (draft.count, draft.evidence) = (*count, records.clone());
    Some(draft)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{found, on};

    fn pipe(name: &str, who: &str) -> model::Event {
        let fields = [
            ("ShareName", "\\\\*\\IPC$"),
            ("RelativeTargetName", name),
            ("IpAddress", "10.0.0.9"),
            ("SubjectUserName", who),
        ];
        on("dc02", 5145, 10, &fields)
    }

    fn logon(seconds: i64, address: &str) -> model::Event {
        on(
            "ca01",
            4624,
            seconds,
            &[
                ("LogonType", "3"),
                ("AuthenticationPackageName", "NTLM"),
                ("TargetUserName", "DC02$"),
                ("IpAddress", address),
            ],
        )
    }

    #[test]
    fn a_coerced_machine_seen_at_the_coercers_address_is_relayed_in_any_order() {
        let drafts = found(detector, &[logon(14, "10.0.0.9"), pipe("spoolss", "mallory")]);
        assert_eq!((drafts.len(), drafts[0].rule.id, drafts[0].severity), (1, RELAYED.id, Severity::Medium));
        assert!(found(detector, &[logon(14, "10.0.0.2"), pipe("spoolss", "mallory")]).is_empty());
        assert!(found(detector, &[logon(99, "10.0.0.9"), pipe("spoolss", "mallory")]).is_empty());
    }

    #[test]
    fn anonymous_policy_pipes_are_found_named_users_not() {
        assert_eq!(found(detector, &[pipe("lsarpc", "ANONYMOUS LOGON")])[0].rule.id, ANONYMOUS.id);
        assert!(found(detector, &[pipe("lsarpc", "alice"), pipe("spoolss", "ANONYMOUS LOGON")]).is_empty());
    }
}
