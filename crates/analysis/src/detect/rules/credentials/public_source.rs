//! Logons from the internet.

use std::collections::BTreeMap;
use std::net::IpAddr;

use model::{Channel, Field, Part, Severity};

use crate::detect::{Detector, Draft, Known, Person, Place, Rule, Seen, Shared, Tally};

const SUCCESS: Rule = Rule {
    id: "public-source",
    title: "Logon from a public address",
    severity: Severity::High,
    technique: "T1133",
    events: &[(Channel::Security, 4624)],
    audit: "Logon (success)",
    about: "4624 of type 10 (High) or 3 (Medium) from an address outside private, link-local and carrier ranges, per \
            account. Low where more than 20 accounts do so: then the network uses public addresses inside.",
    innocent: "Networks with public addresses of their own; remote access without a VPN, which is a risk in itself.",
};

const FAILURE: Rule = Rule {
    id: "public-source-failures",
    title: "Failed logons from public addresses",
    severity: Severity::Low,
    technique: "T1133",
    events: &[(Channel::Security, 4625)],
    audit: "Logon (failure)",
    about: "4625 of type 10 or 3 from public addresses, per computer: it can be reached from the internet. Medium from \
            100 tries.",
    innocent: "None, beyond networks with public addresses inside; but scanning alone is the weather.",
};

/// Accounts and computers remembered at most.
const MAX_KEYS: usize = 50_000;
/// So many accounts come from public addresses only where those are the network's own.
const OWN_NETWORK: usize = 20;

#[derive(Default)]
struct Public {
    /// Account as `user@domain` -> addresses, and whether by remote desktop.
    successes: BTreeMap<u32, (Tally, bool)>,
    /// computer -> addresses.
    failures: BTreeMap<u32, Tally>,
}

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    Box::<Public>::default()
}

/// Whether an address belongs to the internet. Shared address space (100.64/10) and documentation
/// ranges are not routed there.
fn is_public(address: &str) -> bool {
    match address.parse::<IpAddr>() {
        Ok(IpAddr::V4(ip)) => {
            let [a, b, ..] = ip.octets();
            let carrier = a == 100 && (64..128).contains(&b);
            let other = ip.is_unspecified() || ip.is_broadcast() || ip.is_multicast() || ip.is_documentation();
            !(ip.is_private() || ip.is_link_local() || ip.is_loopback() || carrier || other)
        }
        Ok(IpAddr::V6(ip)) => (ip.segments()[0] & 0xe000) == 0x2000 && ip.segments()[..2] != [0x2001, 0xdb8],
        Err(_) => false,
    }
}

impl Detector for Public {
    fn rules(&self) -> &'static [&'static Rule] {
        &[&SUCCESS, &FAILURE]
    }

    fn see(&mut self, event: &Seen<'_>, shared: &mut Shared) {
        if !matches!(event.logon_type, 3 | 10) || event.is_machine(Field::TargetUserName) {
            return;
        }
        let Some(address) = event.remote().filter(|address| is_public(address)) else { return };
        let address = shared.texts.put(address);
        if event.id() == 4625 {
            let computer = shared.texts.put(event.computer());
            if self.failures.len() < MAX_KEYS || self.failures.contains_key(&computer) {
                self.failures.entry(computer).or_default().add(event, Some(address));
            }
        } else if let Some(who) = event.target().filter(|who| who.sid != "S-1-5-7") {
            let key = shared.texts.put(&format!("{}@{}", who.user, who.domain));
            if self.successes.len() < MAX_KEYS || self.successes.contains_key(&key) {
                let (tally, desktop) = self.successes.entry(key).or_default();
                tally.add(event, Some(address));
                *desktop |= event.logon_type == 10;
            }
        }
    }

    fn finish(self: Box<Self>, _: &dyn Known, shared: &Shared) -> Vec<Draft> {
        let own = self.successes.len() > OWN_NETWORK;
        let logons = self.successes.iter().filter_map(|(who, (tally, rdp))| success(*who, *rdp, own, tally, shared));
        let tries = self.failures.iter().filter_map(|(computer, tally)| failure(*computer, tally, shared));
        logons.chain(tries).collect()
    }
}

fn success(who: u32, rdp: bool, own: bool, tally: &Tally, shared: &Shared) -> Option<Draft> {
    let (user, domain) = shared.texts.text(who).split_once('@')?;
    let who = Person { user: user.to_owned(), domain: domain.to_owned(), ..Person::default() };
    let how = if rdp { "by remote desktop " } else { "" };
    let text = format!("{} logged on {how}from {}", who.shown(), addresses(tally, shared));
    let (severity, confidence) = match (own, rdp) {
        (true, _) => (Severity::Low, 0.2),
        (false, true) => (Severity::High, 0.7),
        (false, false) => (Severity::Medium, 0.5),
    };
    Some(
        with_sources(tally.draft(&SUCCESS, confidence, text)?, tally, shared)
            .severity(severity)
            .account(Part::Actor, Some(who)),
    )
}

fn failure(computer: u32, tally: &Tally, shared: &Shared) -> Option<Draft> {
    let computer = shared.texts.text(computer);
    let text = format!("{} logons on {computer} failed from {}", tally.count, addresses(tally, shared));
    let severity = if tally.count >= 100 { Severity::Medium } else { Severity::Low };
    let draft = with_sources(tally.draft(&FAILURE, 0.5, text)?, tally, shared).severity(severity);
    Some(draft.host(Part::Target, Some(Place::named(computer, tally.span?.0))))
}

fn addresses(tally: &Tally, shared: &Shared) -> String {
    match tally.names.first() {
        Some(&only) if tally.names.len() == 1 => format!("the public address {}", shared.texts.text(only)),
        _ => format!("{} public addresses", tally.names.len()),
    }
}

fn with_sources(mut draft: Draft, tally: &Tally, shared: &Shared) -> Draft {
    let first = draft.first;
    draft.hosts.extend(
        tally.sorted(shared).iter().take(50).map(|n| (Part::Source, Place::address(shared.texts.text(*n), first))),
    );
    draft
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    fn logon(id: u32, kind: &str, address: &str) -> model::Event {
        event(id, 0, &[("LogonType", kind), ("IpAddress", address), ("TargetUserName", "alice")])
    }

    #[test]
    fn public_addresses_are_found_private_ones_not() {
        assert_eq!(found(detector, &[logon(4624, "10", "8.8.8.8")])[0].severity, Severity::High);
        assert_eq!(found(detector, &[logon(4624, "3", "2a00:1450::1")])[0].severity, Severity::Medium);
        let inside = ["10.0.0.9", "172.20.1.1", "192.168.1.1", "169.254.1.1", "100.64.0.1", "fe80::1", "fd00::1"];
        assert!(found(detector, &inside.map(|address| logon(4624, "10", address))).is_empty());
    }

    #[test]
    fn many_scanners_are_one_finding() {
        let events: Vec<_> = (1..99).map(|i| logon(4625, "3", &format!("8.8.8.{i}"))).collect();
        let drafts = found(detector, &events);
        assert_eq!((drafts.len(), drafts[0].severity, drafts[0].count), (1, Severity::Low, 98));
    }
}
