//! Tickets whose name, SID and domain do not belong together.

use std::collections::{BTreeMap, BTreeSet};

use model::{Channel, Field, Part, Severity};

use crate::detect::{Detector, Draft, Known, Person, Place, Rule, Seen, Shared, Tally};

const MISMATCH: Rule = Rule {
    id: "sid-name-mismatch",
    title: "A SID is used under another name (forged ticket)",
    severity: Severity::Medium,
    technique: "T1558.001",
    events: &[(Channel::Security, 4624), (Channel::Security, 4672), (Channel::Security, 4781)],
    audit: "Logon, Special Logon, User Account Management (success)",
    about: "4624 or 4672 with an account's SID and a name that the SID has in less than a tenth of its logons, unless \
            a renaming (4781) was logged. High for the built-in administrator's SID.",
    innocent: "Renamings outside the logs' span.",
};

const DOMAIN: Rule = Rule {
    id: "forged-ticket-domain",
    title: "Logon with a domain that forged tickets carry",
    severity: Severity::Low,
    technique: "T1558.001",
    events: &[(Channel::Security, 4624), (Channel::Security, 4672)],
    audit: "Logon, Special Logon (success)",
    about: "4624 by Kerberos or 4672 of a domain account with an empty domain (Low), or with the domain that a \
            well-known tool puts into tickets by itself (Critical).",
    innocent: "Some Unix clients leave the domain out.",
};

/// What mimikatz writes where no domain is given.
const TOOL_DOMAIN: &str = "eo.oe";
/// SIDs' names remembered.
const MAX_NAMES: usize = 200_000;

#[derive(Default)]
struct Identity {
    /// SID -> name -> logons; a logon's names are computers.
    names: BTreeMap<u32, BTreeMap<u32, Tally>>,
    count: usize,
    /// Names that were given or taken by a renaming.
    renamed: BTreeSet<u32>,
    /// (name@domain, by the tool).
    domains: BTreeMap<(u32, bool), Tally>,
}

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    Box::<Identity>::default()
}

impl Detector for Identity {
    fn rules(&self) -> &'static [&'static Rule] {
        &[&MISMATCH, &DOMAIN]
    }

    fn see(&mut self, event: &Seen<'_>, shared: &mut Shared) {
        let (sid, name, domain) = match event.id() {
            4624 => (Field::TargetUserSid, Field::TargetUserName, Field::TargetDomainName),
            4672 => (Field::SubjectUserSid, Field::SubjectUserName, Field::SubjectDomainName),
            _ => {
                for field in [Field::OldTargetUserName, Field::NewTargetUserName] {
                    let name = shared.lower(event.text(field));
                    self.renamed.insert(name);
                }
                return;
            }
        };
        let (Some(sid), Some(name)) = (event.get(sid).filter(|sid| sid.starts_with("S-1-5-21-")), event.get(name))
        else {
            return;
        };
        let name = shared.lower(name.split('@').next().unwrap_or(name));
        let computer = shared.texts.put(event.computer());
        self.domain(event, name, event.get(domain), computer);
        let known = self.names.entry(shared.texts.put(sid)).or_default();
        if self.count < MAX_NAMES || known.contains_key(&name) {
            let new = !known.contains_key(&name);
            self.count += usize::from(new);
            known.entry(name).or_default().add(event, Some(computer));
        }
    }

    fn finish(self: Box<Self>, _: &dyn Known, shared: &Shared) -> Vec<Draft> {
        let mut drafts = Vec::new();
        for (sid, names) in self.names.iter().filter(|(_, names)| names.len() > 1) {
            drafts.extend(self.mismatches(shared.texts.text(*sid), names, shared));
        }
        drafts.extend(self.domains.iter().filter_map(|((name, tool), tally)| odd_domain(*name, *tool, tally, shared)));
        drafts
    }
}

impl Identity {
    fn domain(&mut self, event: &Seen<'_>, name: u32, domain: Option<&str>, computer: u32) {
        let tool = domain.is_some_and(|domain| domain.to_ascii_lowercase().contains(TOOL_DOMAIN));
        let kerberos = event.id() == 4672 || event.is(Field::AuthenticationPackageName, "Kerberos");
        if (tool || (domain.is_none() && kerberos)) && self.domains.len() < MAX_NAMES {
            self.domains.entry((name, tool)).or_default().add(event, Some(computer));
        }
    }

    fn mismatches(&self, sid: &str, names: &BTreeMap<u32, Tally>, shared: &Shared) -> Vec<Draft> {
        let Some((usual, most)) = names.iter().max_by_key(|(_, tally)| tally.count) else { return Vec::new() };
        let odd = names
            .iter()
            .filter(|(name, tally)| *name != usual && tally.count * 10 < most.count && !self.renamed.contains(name));
        odd.filter_map(|(name, tally)| mismatch(sid, *name, *usual, tally, shared)).collect()
    }
}

fn mismatch(sid: &str, name: u32, usual: u32, tally: &Tally, shared: &Shared) -> Option<Draft> {
    let (name, usual) = (shared.texts.text(name), shared.texts.text(usual));
    let text = format!("{name} logged on with the SID of {usual}");
    let person = |user: &str, sid: &str| Some(Person { user: user.into(), sid: sid.into(), ..Person::default() });
    let high = sid.ends_with("-500");
    let (severity, confidence) = if high { (Severity::High, 0.7) } else { (Severity::Medium, 0.5) };
    let draft = tally.draft(&MISMATCH, confidence, text)?.severity(severity);
    let draft = draft.account(Part::Actor, person(name, "")).account(Part::Victim, person(usual, sid));
    Some(at_computers(draft, tally, shared))
}

fn odd_domain(name: u32, tool: bool, tally: &Tally, shared: &Shared) -> Option<Draft> {
    let name = shared.texts.text(name).to_owned();
    let how = if tool { "with the domain that a ticket forger writes" } else { "without a domain" };
    let (severity, confidence) = if tool { (Severity::Critical, 0.9) } else { (Severity::Low, 0.3) };
    let draft = tally.draft(&DOMAIN, confidence, format!("{name} logged on {how}"))?.severity(severity);
    let who = Person { user: name, ..Person::default() };
    Some(at_computers(draft.account(Part::Actor, Some(who)), tally, shared))
}

fn at_computers(mut draft: Draft, tally: &Tally, shared: &Shared) -> Draft {
    let first = draft.first;
    draft.hosts.extend(
        tally.sorted(shared).iter().take(50).map(|n| (Part::Target, Place::named(shared.texts.text(*n), first))),
    );
    draft
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    fn logon(name: &str, domain: &str) -> model::Event {
        let fields = [
            ("TargetUserSid", "S-1-5-21-1-2-3-500"),
            ("TargetUserName", name),
            ("TargetDomainName", domain),
            ("AuthenticationPackageName", "Kerberos"),
        ];
        event(4624, 0, &fields)
    }

    #[test]
    fn a_rare_other_name_of_a_sid_is_found_a_renamed_one_not() {
        let mut events: Vec<_> = (0..20).map(|_| logon("Administrator", "CORP")).collect();
        events.push(logon("gold", "CORP"));
        assert_eq!(found(detector, &events)[0].severity, Severity::High);
        events.push(event(4781, 0, &[("OldTargetUserName", "gold"), ("NewTargetUserName", "Administrator")]));
        assert!(found(detector, &events).is_empty());
    }

    #[test]
    fn a_forgers_domain_is_critical_an_empty_one_low() {
        let tool = found(detector, &[logon("a", "<3 eo.oe ~ ANSSI E>")]);
        assert_eq!((tool.len(), tool[0].severity), (1, Severity::Critical));
        assert_eq!(found(detector, &[logon("a", "")])[0].severity, Severity::Low);
        assert!(found(detector, &[logon("a", "CORP")]).is_empty());
    }
}
