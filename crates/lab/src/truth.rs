//! What really happened: which records, accounts and hosts belong to which attack.

use model::Time;
use serde::{Deserialize, Serialize};

/// The answer to a simulated case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Truth {
    /// What was simulated.
    pub plan: Summary,
    /// The forest's domains, the main one first.
    pub domains: Vec<Domain>,
    /// The attacks that left records, in the plan's order.
    pub attacks: Vec<Attack>,
}

/// The parts of a plan that tell one case from another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// The seed.
    pub seed: u64,
    /// People with an account.
    pub accounts: u32,
    /// Days simulated.
    pub days: u32,
    /// The first day.
    #[serde(with = "stamp")]
    pub start: Time,
}

/// A domain's two names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Domain {
    /// NetBIOS name.
    pub name: String,
    /// DNS name.
    pub dns: String,
}

/// One attack and the records it left.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attack {
    /// Who and what.
    #[serde(flatten)]
    pub story: Story,
    /// Time of its first record.
    #[serde(with = "stamp")]
    pub first: Time,
    /// Time of its last record.
    #[serde(with = "stamp")]
    pub last: Time,
    /// Every record of it, in order of time.
    pub records: Vec<Evidence>,
}

/// An attack apart from its records.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Story {
    /// Its name, unique within the case.
    pub name: String,
    /// Its ATT&CK id.
    pub technique: String,
    /// Whether it leaves events that stand out by themselves.
    pub noisy: bool,
    /// Accounts used or attacked.
    pub accounts: Vec<Account>,
    /// Machines worked from or reached.
    pub hosts: Vec<Host>,
}

/// An account's part in an attack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// sAMAccountName, lower case.
    pub user: String,
    /// NetBIOS name of its domain, lower case.
    pub domain: String,
    /// Its part.
    pub role: Part,
}

/// A machine's part in an attack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Host {
    /// Its address at the time, or its short name where no address is its own.
    pub key: String,
    /// Short name in lower case; absent when it states none.
    pub name: Option<String>,
    /// Every address it had during the attack.
    pub addresses: Vec<String>,
    /// Its part.
    pub role: Part,
}

impl Host {
    /// Whether a ranking's host of this key is this machine.
    pub fn is(&self, key: &str) -> bool {
        self.key == key || self.name.as_deref() == Some(key) || self.addresses.iter().any(|address| address == key)
    }
}

/// Which side someone or something was on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// An account the attacker acted under; a machine the attacker acted from.
    Attacker,
    /// Attacked or taken, with no record of the attack that shows it in use.
    Victim,
}

/// Points to one record.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Evidence {
    /// Full name of the machine that logged it.
    pub computer: String,
    /// Name of the log.
    pub channel: String,
    /// `EventRecordID`.
    pub record: u64,
}

/// Times as RFC 3339 text with milliseconds.
mod stamp {
    use model::Time;
    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serializer};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
    pub(super) fn serialize<S: Serializer>(time: &Time, serializer: S) -> Result<S::Ok, S::Error> {
        let stamp = jiff::Timestamp::from_millisecond(time.ms()).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        serializer.collect_str(&stamp)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Time, D::Error> {
        let text = String::deserialize(deserializer)?;
        Time::parse(&text).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn survives_json() {
        let host =
            Host { key: "10.0.0.1".into(), name: None, addresses: vec!["10.0.0.1".into()], role: Part::Attacker };
        let story = Story {
            name: "dc-sync".into(),
            technique: "T1003.006".into(),
            noisy: true,
            accounts: vec![Account { user: "a".into(), domain: "corp".into(), role: Part::Victim }],
            hosts: vec![host],
        };
        let time = Time::from_ms(1_772_409_600_123);
        let truth = Truth {
            plan: Summary { seed: 1, accounts: 50, days: 2, start: time },
            domains: vec![Domain { name: "CORP".into(), dns: "corp.example".into() }],
            attacks: vec![Attack { story, first: time, last: time, records: Vec::new() }],
        };
        let json = serde_json::to_string(&truth).unwrap();
        assert!(json.contains("2026-03-02T00:00:00.123Z"), "{json}");
        assert_eq!(serde_json::from_str::<Truth>(&json).unwrap(), truth);
    }
}
