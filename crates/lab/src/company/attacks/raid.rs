//! What all attacks need: a clock, a place to work from, stolen accounts, and the truth about it.

use std::sync::Arc;

use rand::RngExt;

use crate::company::calendar::{at_work, work_day_from};
use crate::company::plan::{Attack, Foothold, MINUTE, Pace};
use crate::company::protocol::{Credentials, Session};
use crate::company::random::{Stream, pick, stream};
use crate::company::routine;
use crate::company::scribe::{Drafts, Origin, Scribe};
use crate::company::windows::logon::{self, Logon};
use crate::company::windows::{Subject, word};
use crate::company::world::{Account, Hours, MachineId, Person, Rights, VPN_ADDRESS, World, random_name};
use crate::truth::{self, Part, Story};

/// An attack under way.
pub(super) struct Raid<'a> {
    pub(super) world: &'a World,
    pub(super) scribe: Scribe<'a>,
    pub(super) attack: Attack,
    /// The attacker's clock.
    pub(super) at: i64,
    accounts: Vec<truth::Account>,
    hosts: Vec<truth::Host>,
}

/// Where the attacker sits.
pub(super) struct Place<'a> {
    pub(super) origin: Origin,
    /// Whose workstation it is, if somebody's.
    pub(super) owner: Option<&'a Person>,
}

impl<'a> Raid<'a> {
    pub(super) fn new(world: &'a World, attack: Attack, number: u32, drafts: &'a mut Drafts) -> Self {
        let chance = stream(world.plan.seed, Stream::Attack, u64::from(number), attack.technique as u64);
        let mut scribe = Scribe::for_attack(world, chance, drafts, number);
        let plan = &world.plan;
        // After the middle, so that what is usual can be known by then; early enough to go on.
        let half = (plan.days / 2).min(plan.days.saturating_sub(1));
        let latest = (plan.days * 4 / 5).max(half + 1);
        let chosen = scribe.chance.random_range(half..latest);
        let day = attack.day.unwrap_or_else(|| work_day_from(plan, chosen));
        let minute = scribe.within(10 * 60 + 10, 15 * 60);
        let minute = attack.minute.map_or(minute, i64::from);
        let at = plan.midnight(day) + minute * MINUTE + scribe.within(0, MINUTE);
        Self { world, scribe, attack, at, accounts: Vec::new(), hosts: Vec::new() }
    }

    /// What is known of it in the end.
    pub(super) fn end(self, number: usize) -> Story {
        let technique = self.attack.technique;
        Story {
            name: format!("{}-{}", number + 1, technique.key()),
            technique: technique.attack_id().to_owned(),
            noisy: technique.noisy() && self.attack.pace != Pace::Slow,
            accounts: self.accounts,
            hosts: self.hosts,
        }
    }

    /// Time passes between two steps: about this long at the usual pace.
    pub(super) fn wait(&mut self, usual: i64) -> i64 {
        let usual = self.attack.pace.of(usual).max(2);
        self.at += self.scribe.within(usual / 2, usual * 3 / 2);
        self.at
    }

    /// One half of the time.
    pub(super) fn toss(&mut self) -> bool {
        self.scribe.chance.random_bool(0.5)
    }

    /// Takes up the foothold of the plan, else one of these.
    pub(super) fn settle(&mut self, usual: &[Foothold]) -> Place<'a> {
        let usual = *pick(&mut self.scribe.chance, usual);
        let place = match self.attack.foothold.unwrap_or(usual) {
            Foothold::Workstation => {
                let owner = self.somebody();
                Place { origin: self.scribe.origin(owner.workstation, self.at), owner: Some(owner) }
            }
            Foothold::Foreign => Place { origin: self.foreign(), owner: None },
            Foothold::Vpn => {
                let mut origin = self.foreign();
                origin.address = word!(VPN_ADDRESS);
                Place { origin, owner: None }
            }
        };
        self.host(&place.origin, Part::Attacker);
        place
    }

    /// The attacker's own machine. What it calls itself is up to its owner, and scripts state no name.
    fn foreign(&mut self) -> Origin {
        let name = match self.scribe.chance.random_range(0..6) {
            0 => "KALI".to_owned(),
            1 => format!("DESKTOP-{}", random_name(&mut self.scribe.chance, 7)),
            2 => format!("WIN-{}", random_name(&mut self.scribe.chance, 11)),
            3 => format!("LAPTOP-{}", random_name(&mut self.scribe.chance, 8)),
            _ => "-".to_owned(),
        };
        let number = self.scribe.chance.random_range(0..9999);
        let address = self.world.free_address(self.at, number);
        Origin { name: name.into(), address, machine: None, number }
    }

    /// Somebody of no importance who is at work, at the office.
    pub(super) fn somebody(&mut self) -> &'a Person {
        let day = self.world.plan.day_of(self.at);
        let fits = |person: &&Person| {
            person.admin.is_none()
                && person.account.domain == 0
                && person.hours == Hours::Usual
                && !self.world.workstation_of(person).laptop
                && person.is_employed(day)
                && at_work(&self.world.plan, person, day)
        };
        let mut people: Vec<_> = self.world.people.iter().filter(fits).collect();
        if people.is_empty() {
            people.push(&self.world.people[self.world.people.len() - 1]);
        }
        pick::<&Person>(&mut self.scribe.chance, &people)
    }

    /// Somebody's second account with these rights in the main domain.
    pub(super) fn administrator(&mut self, rights: Rights) -> Arc<Account> {
        let people = self.world.people.iter();
        let mut admins: Vec<_> = people
            .filter_map(|person| person.admin.clone())
            .filter(|admin| admin.rights == rights && admin.domain == 0)
            .collect();
        if admins.is_empty() {
            admins.push(self.world.services.administrator.clone());
        }
        pick(&mut self.scribe.chance, &admins).clone()
    }

    /// The account that the place gives: its owner's, else one stolen from somebody.
    pub(super) fn account_at(&mut self, place: &Place<'a>) -> Arc<Account> {
        let account = place.owner.map_or_else(|| self.somebody().account.clone(), |owner| owner.account.clone());
        self.account(&account, Part::Attacker);
        account
    }

    /// Remembers an account's part.
    pub(super) fn account(&mut self, account: &Account, role: Part) {
        let user = account.name.to_lowercase();
        let domain = self.world.domain(account).name.to_lowercase();
        if let Some(known) = self.accounts.iter_mut().find(|known| known.user == user && known.domain == domain) {
            if role == Part::Attacker {
                known.role = role;
            }
            return;
        }
        self.accounts.push(truth::Account { user, domain, role });
    }

    /// Remembers that a machine of the company was reached, and with which part.
    pub(super) fn machine(&mut self, machine: MachineId, role: Part) {
        let origin = self.scribe.origin(machine, self.at);
        self.host(&origin, role);
    }

    fn host(&mut self, origin: &Origin, role: Part) {
        let name = (origin.name.as_ref() != "-").then(|| origin.name.to_lowercase());
        let address = origin.address.to_string();
        if let Some(known) =
            self.hosts.iter_mut().find(|known| known.name == name && (name.is_some() || known.key == address))
        {
            if !known.addresses.contains(&address) {
                known.addresses.push(address);
            }
            if role == Part::Attacker {
                known.role = role;
            }
            return;
        }
        let shared = origin.address.as_ref() == VPN_ADDRESS;
        let key = name.clone().filter(|_| shared).unwrap_or_else(|| address.clone());
        self.hosts.push(truth::Host { key, name, addresses: vec![address], role });
    }

    /// Servers to go for, none twice.
    pub(super) fn servers(&mut self, count: usize) -> Vec<MachineId> {
        let all: Vec<_> = self.world.servers().collect();
        crate::company::random::pick_some(&mut self.scribe.chance, &all, count)
    }

    /// How many, between these.
    pub(super) fn count(&mut self, least: usize, most: usize) -> usize {
        self.scribe.chance.random_range(least..=most)
    }

    /// The session that somebody has at the own workstation, in which an intruder works.
    pub(super) fn session_of(&mut self, owner: &Person) -> Option<Session> {
        let logon_id = routine::session_of(self.world, owner, self.at)?;
        let subject = Subject::of(self.world, &owner.account, logon_id);
        Some(Session { machine: owner.workstation, subject, kind: 2, address: word!("127.0.0.1"), port: 0 })
    }

    /// On the owner's workstation, a process with other credentials for the network: 4624 of type 9.
    pub(super) fn new_credentials(&mut self, place: &Place<'a>, account: &Account) -> Option<Session> {
        let (owner, machine) = (place.owner?, place.origin.machine?);
        let own = self.session_of(owner)?.subject;
        let (at, world) = (self.at, self.world);
        let target = Subject { logon_id: self.scribe.logon_id(machine, at), ..own.clone() };
        let mut logon = Logon::interactive(own, target.clone(), 9, word!("-"));
        logon.process = word!("seclogo");
        logon.address = word!("::1");
        logon.elevated = true;
        logon.outbound = Some((account.name.clone(), world.domain(account).name.clone()));
        self.scribe.security(at, machine, 4624, logon.data());
        let rights = logon::special(&target, Rights::Server);
        self.scribe.security(at, machine, 4672, rights);
        Some(Session { machine, subject: target, kind: 9, address: word!("::1"), port: 0 })
    }

    /// An account used from the place.
    pub(super) fn credentials(&mut self, account: &Arc<Account>, place: &Place<'_>) -> Credentials {
        self.account(account, Part::Attacker);
        let credentials = Credentials::new(account.clone(), place.origin.clone());
        let own = place.owner.is_some_and(|owner| owner.account.name == account.name);
        if own { credentials.in_session(self.at) } else { credentials }
    }
}
