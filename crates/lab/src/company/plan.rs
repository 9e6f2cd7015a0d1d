//! What is asked for: the company's size, its span, and the attacks.

use model::Time;
use serde::{Deserialize, Serialize};

/// Monday 2026-03-02 00:00 UTC.
const MONDAY: i64 = 1_772_409_600_000;

/// A company and what happens to it. The same plan gives the same records.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Everything random follows from this.
    pub seed: u64,
    /// People with an account, 50 to 50,000. Services and administrators' second accounts come on top.
    pub accounts: u32,
    /// Days simulated.
    pub days: u32,
    /// The first day. It begins at local midnight.
    pub start: Time,
    /// Hours the company's clocks are ahead of UTC.
    pub zone_offset: i32,
    /// Whether workstations' own logs are collected; else only servers' and controllers' are.
    pub workstation_logs: bool,
    /// The attacks.
    pub attacks: Vec<Attack>,
}

impl Plan {
    /// A quiet company over two weeks.
    pub fn new(seed: u64, accounts: u32) -> Self {
        let accounts = accounts.clamp(50, 50_000);
        Self {
            seed,
            accounts,
            days: 14,
            start: Time::from_ms(MONDAY),
            zone_offset: 1,
            workstation_logs: accounts < 1000,
            attacks: Vec::new(),
        }
    }

    /// A company of 200 in which several things happen: a loud way in, theft of credentials, and a
    /// careful intruder that no rule catches.
    pub fn demo(seed: u64) -> Self {
        use Technique as T;
        let techniques = [T::PasswordSpray, T::Kerberoast, T::PassTheHash, T::RdpChain, T::DcSync, T::SlowLateral];
        Self { attacks: techniques.into_iter().map(Attack::new).collect(), ..Self::new(seed, 200) }
    }

    /// Local midnight of this day, in milliseconds UTC.
    pub(crate) fn midnight(&self, day: u32) -> i64 {
        let first = self.start.ms() - self.start.ms().rem_euclid(DAY) - i64::from(self.zone_offset) * HOUR;
        first + i64::from(day) * DAY
    }

    /// The day a time falls on, within the span.
    pub(crate) fn day_of(&self, at: i64) -> u32 {
        ((at - self.midnight(0)).max(0) / DAY) as u32
    }
}

pub(crate) const SECOND: i64 = 1000;
pub(crate) const MINUTE: i64 = 60 * SECOND;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;

/// One attack: what, when, how patiently and from where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attack {
    /// What is done.
    pub technique: Technique,
    /// The day it starts on, from 0. Without one: a working day in the last half of the span.
    pub day: Option<u32>,
    /// Minutes after local midnight. Without one: what suits the technique.
    pub minute: Option<u32>,
    /// How much time the attacker takes.
    pub pace: Pace,
    /// Where the attacker sits. Without one: what suits the technique.
    pub foothold: Option<Foothold>,
}

impl Attack {
    /// The technique as it is usually done.
    pub const fn new(technique: Technique) -> Self {
        Self { technique, day: None, minute: None, pace: Pace::Usual, foothold: None }
    }
}

/// How much time an attacker takes between steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pace {
    /// A tool run in one go.
    Fast,
    /// A person at a keyboard.
    Usual,
    /// Spread out so as not to be seen.
    Slow,
}

impl Pace {
    /// This many milliseconds at the usual pace, stretched or shortened.
    pub(crate) const fn of(self, usual: i64) -> i64 {
        match self {
            Self::Fast => usual / 5,
            Self::Usual => usual,
            Self::Slow => usual * 12,
        }
    }
}

/// Where an attacker works from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Foothold {
    /// Somebody's workstation, taken over.
    Workstation,
    /// The attacker's own machine, plugged in and given an address by DHCP.
    Foreign,
    /// The address that all people on the VPN share.
    Vpn,
}

macro_rules! techniques {
    ($($name:ident $key:literal $id:literal $noisy:literal $doc:literal)*) => {
        /// What an attacker does.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Technique { $(#[doc = $doc] $name),* }

        impl Technique {
            /// Every technique.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];
            /// Its name on a command line.
            pub const fn key(self) -> &'static str { match self { $(Self::$name => $key),* } }
            /// Its ATT&CK id.
            pub const fn attack_id(self) -> &'static str { match self { $(Self::$name => $id),* } }
            /// Whether it leaves events that stand out by themselves.
            pub const fn noisy(self) -> bool { match self { $(Self::$name => $noisy),* } }
        }
    };
}

techniques! {
    PasswordSpray "password-spray" "T1110.003" true "A few passwords tried on many accounts."
    BruteForce "brute-force" "T1110.001" true "Many passwords tried on one account, until one fits."
    Kerberoast "kerberoast" "T1558.003" true "Service tickets of weak service accounts, to be cracked elsewhere."
    AsRepRoast "as-rep-roast" "T1558.004" true "Tickets of accounts that need no pre-authentication."
    PassTheHash "pass-the-hash" "T1550.002" false "An administrator's NT hash used over the network."
    OverpassTheHash "overpass-the-hash" "T1550.002" false "An NT hash turned into a Kerberos ticket."
    GoldenTicket "golden-ticket" "T1558.001" false "A TGT made with the krbtgt key."
    SilverTicket "silver-ticket" "T1558.002" false "A service ticket made with a server's key."
    DcSync "dc-sync" "T1003.006" true "Secrets asked of a controller by replication."
    DcShadow "dc-shadow" "T1207" true "A workstation registered as controller for a moment."
    NewDomainAdmin "new-domain-admin" "T1136.002" true "A new account put into Domain Admins."
    RdpChain "rdp-chain" "T1021.001" false "Remote desktop from host to host to host."
    ServiceChain "service-chain" "T1569.002" true "A service installed on one host after the other, as PsExec does."
    LogClear "log-clear" "T1070.001" true "Logs cleared after work on a server."
    SlowLateral "slow-lateral" "T1078.002" false "A stolen account used with its own rights, a few new hosts a day."
}
