//! Which machine had which address on which day.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use foldhash::fast::RandomState;

/// How much a tie of an address to a name is worth; the stronger decides.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    /// A logon's `WorkstationName`, which the client makes up.
    Claimed,
    /// A machine account that authenticated from the address.
    Machine,
    /// Remote desktop's client name and address.
    Session,
}

/// So many accounts from one address on one day, and no machine account that vouches for it: a
/// gateway of a VPN, a proxy.
pub(super) const CROWD: u32 = 8;

type Names = BTreeMap<u32, BTreeSet<i32>>;

/// Evidence: per address and day, per strength, the names and the hours they were seen in.
#[derive(Default)]
pub(super) struct Ties {
    evidence: HashMap<(u32, i32), BTreeMap<Strength, Names>, RandomState>,
}

/// The verdict on all evidence.
#[derive(Default)]
pub(super) struct Owners {
    by_day: HashMap<(u32, i32), u32, RandomState>,
    /// Address -> every machine that ever had it.
    machines: HashMap<u32, BTreeSet<u32>, RandomState>,
    /// Address that several names shared in one hour (NAT, proxy).
    shared: BTreeSet<u32>,
    /// Machine -> its addresses with the number of days.
    addresses: HashMap<u32, BTreeMap<u32, u32>, RandomState>,
}

impl Ties {
    pub(super) fn add(&mut self, address: u32, name: u32, hour: i32, strength: Strength) {
        let day = hour.div_euclid(24);
        let names = self.evidence.entry((address, day)).or_default().entry(strength).or_default();
        names.entry(name).or_default().insert(hour);
    }

    /// All evidence: address, day, strength, name, hours.
    pub(super) fn all(&self) -> impl Iterator<Item = (u32, i32, Strength, u32, &BTreeSet<i32>)> {
        self.evidence.iter().flat_map(|(&(address, day), by_strength)| {
            by_strength.iter().flat_map(move |(&strength, names)| {
                names.iter().map(move |(&name, hours)| (address, day, strength, name, hours))
            })
        })
    }

    /// Decides who had which address when. `crowd` tells how many accounts used an address on a day,
    /// `text` the names behind the numbers: numbers depend on the order in which events came.
    pub(super) fn decide<'t>(
        &self,
        crowd: &HashMap<(u32, i32), u32, RandomState>,
        text: impl Fn(u32) -> &'t str,
    ) -> Owners {
        let mut owners = Owners::default();
        for (&(address, day), by_strength) in &self.evidence {
            let Some((strength, names)) = by_strength.iter().next_back() else { continue };
            // Only a machine's own account shows that it is one machine that many people work on.
            let vouched = by_strength.get(&Strength::Machine).is_some_and(|names| names.len() == 1);
            let crowded = !vouched && crowd.get(&(address, day)).is_some_and(|accounts| *accounts >= CROWD);
            if crowded || shares_an_hour(names) {
                owners.shared.insert(address);
                continue;
            }
            // A client's word does not outweigh the machine that has the address.
            let names = match by_strength.get(&Strength::Machine) {
                Some(machine) if *strength == Strength::Session && vouched && !overlaps(machine, names) => machine,
                _ => names,
            };
            // Handed over during the day (DHCP): whoever was seen in more hours.
            let busier = |a: &(&u32, &BTreeSet<i32>), b: &(&u32, &BTreeSet<i32>)| {
                a.1.len().cmp(&b.1.len()).then_with(|| text(*b.0).cmp(text(*a.0)))
            };
            let Some((&name, _)) = names.iter().max_by(busier) else { continue };
            owners.by_day.insert((address, day), name);
            owners.machines.entry(address).or_default().insert(name);
            *owners.addresses.entry(name).or_default().entry(address).or_default() += 1;
        }
        owners
    }
}

/// Whether some name is in both.
fn overlaps(a: &Names, b: &Names) -> bool {
    a.keys().any(|name| b.contains_key(name))
}

fn shares_an_hour(names: &Names) -> bool {
    let mut hours = BTreeSet::new();
    names.values().flatten().any(|hour| !hours.insert(*hour))
}

impl Owners {
    /// The machine behind an address on a day. A day without evidence belongs to the only machine
    /// that ever had the address.
    pub(super) fn machine(&self, address: u32, day: i32) -> Option<u32> {
        if let Some(&name) = self.by_day.get(&(address, day)) {
            return Some(name);
        }
        let all = self.machines.get(&address)?;
        (all.len() == 1 && !self.shared.contains(&address)).then(|| all.first().copied()).flatten()
    }

    /// The address a machine is called by: its most used one that nobody else ever had.
    pub(super) fn own_address(&self, machine: u32, smaller: impl Fn(u32, u32) -> bool) -> Option<u32> {
        let mut best: Option<(u32, u32)> = None;
        for (&address, &days) in self.addresses.get(&machine)? {
            let alone = self.machines.get(&address).is_some_and(|all| all.len() == 1);
            if !alone || self.shared.contains(&address) {
                continue;
            }
            if best.is_none_or(|(a, d)| days > d || (days == d && smaller(address, a))) {
                best = Some((address, days));
            }
        }
        best.map(|(address, _)| address)
    }

    /// Every address a machine had.
    pub(super) fn addresses(&self, machine: u32) -> impl Iterator<Item = u32> {
        self.addresses.get(&machine).into_iter().flat_map(|all| all.keys().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const IP: u32 = 1;

    #[test]
    fn the_stronger_evidence_decides() {
        let mut ties = Ties::default();
        ties.add(IP, 7, 10, Strength::Claimed);
        ties.add(IP, 8, 10, Strength::Machine);
        assert_eq!(ties.decide(&HashMap::default(), |_| "").machine(IP, 0), Some(8));
    }

    #[test]
    fn a_shared_address_stays_an_address() {
        let mut ties = Ties::default();
        ties.add(IP, 7, 10, Strength::Claimed);
        ties.add(IP, 8, 10, Strength::Claimed);
        let owners = ties.decide(&HashMap::default(), |_| "");
        assert_eq!(owners.machine(IP, 0), None);
        assert_eq!(owners.own_address(7, |a, b| a < b), None);
    }

    #[test]
    fn a_crowd_needs_a_machine_that_vouches_for_it() {
        let mut ties = Ties::default();
        ties.add(IP, 7, 10, Strength::Session);
        let crowd = HashMap::from_iter([((IP, 0), 20)]);
        assert_eq!(ties.decide(&crowd, |_| "").machine(IP, 0), None, "a gateway");
        ties.add(IP, 8, 9, Strength::Machine);
        assert_eq!(ties.decide(&crowd, |_| "").machine(IP, 0), Some(8), "a terminal server");
    }

    #[test]
    fn an_address_may_change_hands_between_days() {
        let mut ties = Ties::default();
        ties.add(IP, 7, 10, Strength::Machine);
        ties.add(IP, 8, 34, Strength::Machine);
        let owners = ties.decide(&HashMap::default(), |_| "");
        assert_eq!((owners.machine(IP, 0), owners.machine(IP, 1), owners.machine(IP, 2)), (Some(7), Some(8), None));
        assert_eq!(owners.own_address(7, |a, b| a < b), None, "not its own alone");
    }
}
