//! One source tries many accounts.

use model::{Channel, Field, Part, Severity};

use crate::detect::{Cells, Detector, Draft, Known, Place, Rule, Seen, Shared, Tally};

const RULE: Rule = Rule {
    id: "password-spray",
    title: "Logons of many accounts fail from one source",
    severity: Severity::High,
    technique: "T1110.003",
    events: &[(Channel::Security, 4625)],
    audit: "Logon (failure)",
    about: "4625 of type 3 from one address for more than 10 accounts within a day.",
    innocent: "Vulnerability scanners, and NAT or proxy addresses behind which many people mistype: see whether one \
               password policy window separates the tries.",
};

/// Sigma's threshold for one day and source.
const ACCOUNTS: usize = 10;
/// Half a day: two neighbouring buckets are a day.
const HALF_A_DAY: i64 = 12 * 60;

/// Failures that say nothing about a password: logon type not granted, no logon servers, clock skew
/// and two session errors (Elastic's list).
const OTHER: [u32; 5] = [0xC000_015B, 0xC000_005E, 0xC000_0133, 0xC000_0192, 0xC000_00DC];

struct Spray {
    /// By address.
    cells: Cells<u32>,
}

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    Box::new(Spray { cells: Cells::of_minutes(HALF_A_DAY) })
}

impl Detector for Spray {
    fn rules(&self) -> &'static [&'static Rule] {
        &[&RULE]
    }

    fn see(&mut self, event: &Seen<'_>, shared: &mut Shared) {
        let asks = event.logon_type == 3 && !event.is_machine(Field::TargetUserName);
        if !asks || event.status.is_some_and(|status| OTHER.contains(&status)) {
            return;
        }
        let Some(address) = event.remote().map(|address| shared.texts.put(address)) else { return };
        let name = event.get(Field::TargetUserName).map(|name| shared.lower(name));
        self.cells.add(address, event, name);
    }

    fn finish(self: Box<Self>, _: &dyn Known, shared: &Shared) -> Vec<Draft> {
        let runs = self.cells.runs(|tally| tally.names.len() > ACCOUNTS);
        runs.iter().filter_map(|(address, tally)| draft(shared.texts.text(*address), tally, shared)).collect()
    }
}

fn draft(address: &str, tally: &Tally, shared: &Shared) -> Option<Draft> {
    let place = Place::address(address, tally.span?.0);
    let accounts = tally.names.len();
    let text = format!("{} logons of {accounts} accounts failed from {address}", tally.count);
    let confidence = if accounts > 3 * ACCOUNTS { 0.9 } else { 0.7 };
    Some(tally.draft(&RULE, confidence, text)?.host(Part::Source, Some(place)).victims(tally, shared))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    fn fails(user: &str, seconds: i64) -> model::Event {
        let fields =
            [("TargetUserName", user), ("IpAddress", "10.0.0.9"), ("LogonType", "3"), ("Status", "0xC000006D")];
        event(4625, seconds, &fields)
    }

    #[test]
    fn eleven_accounts_are_a_spray_ten_are_not() {
        let tries = |n: usize| (0..n).map(|i| fails(&format!("user{i}"), i as i64 * 600)).collect::<Vec<_>>();
        assert!(found(detector, &tries(10)).is_empty());
        let drafts = found(detector, &tries(11));
        assert_eq!((drafts.len(), drafts[0].count, drafts[0].accounts.len()), (1, 11, 11));
    }

    #[test]
    fn one_account_many_times_is_none() {
        assert!(found(detector, &(0..50).map(|i| fails("alice", i)).collect::<Vec<_>>()).is_empty());
    }
}
