//! How well a ranking finds what really happened.
//!
//! Pure functions over ranked keys, best first, and a [`Truth`]. Only what the attacker used counts:
//! accounts acted under and machines acted from. Those attacked are neither right nor wrong to rank
//! high.

use serde::Serialize;

use crate::truth::{Part, Truth};

/// An account as rankings name it: user and domain, lower case.
pub type AccountKey = (String, String);

/// Where a ranking puts one thing that should be found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Placed {
    /// The attack it belongs to.
    pub attack: String,
    /// `user@domain`, or the host's key.
    pub key: String,
    /// Place from 1; none when it is not ranked at all.
    pub place: Option<usize>,
}

/// How good a ranked list is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Score {
    /// Every true one with its place.
    pub placed: Vec<Placed>,
    /// How much of the first 5 is right, at most 1 when there are fewer to be found.
    pub precision_5: f64,
    /// How much of the first 10 is right.
    pub precision_10: f64,
    /// How much of the first 25 is right.
    pub precision_25: f64,
    /// Mean of the precision at each true one's place; 0 for those not ranked.
    pub average_precision: f64,
    /// How many of the true ones are within the alert budget.
    pub recall: f64,
}

/// Scores ranked accounts. `budget` is how many alerts can be looked at in the whole span.
pub fn accounts(ranked: &[AccountKey], truth: &Truth, budget: usize) -> Score {
    let attackers = truth.attacks.iter().flat_map(|attack| {
        let used = attack.story.accounts.iter().filter(|account| account.role == Part::Attacker);
        used.map(|account| (attack.story.name.clone(), (account.user.clone(), account.domain.clone())))
    });
    let mut placed = Vec::new();
    for (attack, key) in attackers {
        let place = ranked.iter().position(|other| *other == key).map(|at| at + 1);
        placed.push(Placed { attack, key: format!("{}@{}", key.0, key.1), place });
    }
    score(placed, ranked.len(), budget)
}

/// Scores ranked hosts by their keys.
pub fn hosts(ranked: &[String], truth: &Truth, budget: usize) -> Score {
    let mut placed = Vec::new();
    for attack in &truth.attacks {
        for host in attack.story.hosts.iter().filter(|host| host.role == Part::Attacker) {
            let place = ranked.iter().position(|key| host.is(key)).map(|at| at + 1);
            placed.push(Placed { attack: attack.story.name.clone(), key: host.key.clone(), place });
        }
    }
    score(placed, ranked.len(), budget)
}

fn score(placed: Vec<Placed>, ranked: usize, budget: usize) -> Score {
    // One account may serve in two attacks; it is found once.
    let mut keys: Vec<(&str, Option<usize>)> = placed.iter().map(|one| (one.key.as_str(), one.place)).collect();
    keys.sort_unstable();
    keys.dedup_by_key(|(key, _)| *key);
    let total = keys.len();
    let mut found: Vec<usize> = keys.iter().filter_map(|(_, place)| *place).collect();
    found.sort_unstable();
    found.dedup();
    let precision = |first: usize| share(found.iter().filter(|place| **place <= first).count(), first.min(ranked));
    let sum: f64 = found.iter().enumerate().map(|(before, place)| (before + 1) as f64 / *place as f64).sum();
    Score {
        precision_5: precision(5),
        precision_10: precision(10),
        precision_25: precision(25),
        average_precision: if total == 0 { 0.0 } else { sum / total as f64 },
        recall: share(keys.iter().filter(|(_, place)| place.is_some_and(|place| place <= budget)).count(), total),
        placed,
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// Median and worst of a measure over several seeds. More is better.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Spread {
    /// The middle one, or the mean of the two in the middle.
    pub median: f64,
    /// The least.
    pub worst: f64,
}

/// Median and worst of values in which more is better; none without values.
pub fn spread(values: &[f64]) -> Option<Spread> {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    let (worst, middle) = (*values.first()?, values.len() / 2);
    let median = if values.len() % 2 == 1 { values[middle] } else { f64::midpoint(values[middle - 1], values[middle]) };
    Some(Spread { median, worst })
}

/// Each measure over several seeds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// Of [`Score::precision_5`].
    pub precision_5: Spread,
    /// Of [`Score::precision_10`].
    pub precision_10: Spread,
    /// Of [`Score::precision_25`].
    pub precision_25: Spread,
    /// Of [`Score::average_precision`].
    pub average_precision: Spread,
    /// Of [`Score::recall`].
    pub recall: Spread,
    /// Of the places of all true ones over all seeds, where less is better: the middle and the last.
    /// One that is not ranked is counted as one past the longest place.
    pub place: Spread,
}

/// Sums scores of several seeds up; none without scores.
pub fn summarize(scores: &[Score]) -> Option<Summary> {
    let over = |measure: fn(&Score) -> f64| spread(&scores.iter().map(measure).collect::<Vec<_>>());
    let all = || scores.iter().flat_map(|score| &score.placed).map(|one| one.place);
    let missing = all().flatten().max().unwrap_or(0) + 1;
    let places: Vec<f64> = all().map(|place| -(place.unwrap_or(missing) as f64)).collect();
    let place = spread(&places).unwrap_or(Spread { median: 0.0, worst: 0.0 });
    Some(Summary {
        precision_5: over(|score| score.precision_5)?,
        precision_10: over(|score| score.precision_10)?,
        precision_25: over(|score| score.precision_25)?,
        average_precision: over(|score| score.average_precision)?,
        recall: over(|score| score.recall)?,
        place: Spread { median: -place.median, worst: -place.worst },
    })
}

#[cfg(test)]
mod tests {
    use model::Time;

    use super::*;
    use crate::truth;

    fn truth() -> Truth {
        let account = |user: &str, role| truth::Account { user: user.into(), domain: "corp".into(), role };
        let host = truth::Host {
            key: "10.0.0.9".into(),
            name: Some("kali".into()),
            addresses: vec!["10.0.0.9".into()],
            role: Part::Attacker,
        };
        let story = truth::Story {
            name: "1-dc-sync".into(),
            technique: "T1003.006".into(),
            noisy: true,
            accounts: vec![
                account("eve", Part::Attacker),
                account("mallory", Part::Attacker),
                account("bob", Part::Victim),
            ],
            hosts: vec![host],
        };
        let time = Time::from_ms(0);
        Truth {
            plan: truth::Summary { seed: 1, accounts: 50, days: 1, start: time },
            domains: Vec::new(),
            attacks: vec![truth::Attack { story, first: time, last: time, records: Vec::new() }],
        }
    }

    fn ranked(users: &[&str]) -> Vec<AccountKey> {
        users.iter().map(|user| ((*user).to_owned(), "corp".to_owned())).collect()
    }

    #[test]
    fn scores_places_and_precision() {
        let score = accounts(&ranked(&["eve", "bob", "carl", "mallory", "dan"]), &truth(), 3);
        assert_eq!(score.placed.iter().map(|one| one.place).collect::<Vec<_>>(), [Some(1), Some(4)]);
        assert!((score.precision_5 - 0.4).abs() < 1e-9);
        assert!((score.average_precision - 0.75).abs() < 1e-9);
        assert!((score.recall - 0.5).abs() < 1e-9);
    }

    #[test]
    fn what_is_not_ranked_counts_as_not_found() {
        let score = accounts(&ranked(&["carl", "mallory"]), &truth(), 10);
        assert_eq!(score.placed[0].place, None);
        assert!((score.average_precision - 0.25).abs() < 1e-9);
        assert!((score.recall - 0.5).abs() < 1e-9);
        assert!(accounts(&[], &truth(), 10).recall.abs() < 1e-9);
    }

    #[test]
    fn a_host_is_found_by_name_or_address() {
        for key in ["kali", "10.0.0.9"] {
            let score = hosts(&["dc01".to_owned(), key.to_owned()], &truth(), 2);
            assert_eq!(score.placed[0].place, Some(2), "{key}");
        }
    }

    #[test]
    fn sums_up_over_seeds() {
        let scores: Vec<_> = [&["eve", "mallory"][..], &["bob", "eve"], &["bob", "carl"]]
            .map(|users| accounts(&ranked(users), &truth(), 2))
            .into();
        let summary = summarize(&scores).unwrap();
        assert!((summary.recall.median - 0.5).abs() < 1e-9);
        assert!(summary.recall.worst.abs() < 1e-9);
        assert!((summary.place.worst - 3.0).abs() < 1e-9);
        assert_eq!(spread(&[]), None);
        assert_eq!(spread(&[1.0, 0.0]), Some(Spread { median: 0.5, worst: 0.0 }));
        assert_eq!(summarize(&[]), None);
    }
}
