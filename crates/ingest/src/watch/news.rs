//! What is new since the last run: matters found for the first time, and ranks that rose.

use std::collections::{HashMap, HashSet};

use analysis::case::Analysed;
use elastic::{FindingRow, Results};
use model::{Reason, Time};
use serde_json::{Value, json};
use store::WatchState;

use super::Turn;
use crate::ImportError;

/// Findings and jumps that a message carries at most; the counts tell of all.
const CARRIED: usize = 100;

/// Which changes of ranks are news.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thresholds {
    /// Whoever rises into so many first places.
    pub top: usize,
    /// Whoever's rank grows by so much, 0..=1.
    pub jump: f64,
}

/// An account or a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An account.
    Account,
    /// A host.
    Host,
}

impl Kind {
    /// The word that is shown and sent.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Host => "host",
        }
    }
}

/// A rank that rose.
#[derive(Clone, Debug, PartialEq)]
pub struct Jump {
    /// Whose.
    pub kind: Kind,
    /// `eve@corp`, or the key of a host.
    pub name: String,
    /// The rank before; `None` where it had none.
    pub from: Option<f64>,
    /// The rank now.
    pub to: f64,
    /// The place now, from 1.
    pub place: usize,
    /// Whether it was not among the first before.
    pub entered_top: bool,
    /// Why it has its rank, the most weighty first.
    pub reasons: Vec<String>,
}

/// What is new since the last run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct News {
    /// Whether no run was before. Then every finding is new, and no rank can have risen.
    pub first: bool,
    /// Findings nobody was told of, the gravest first.
    pub findings: Vec<FindingRow>,
    /// Ranks that rose, accounts before hosts, the highest first.
    pub jumps: Vec<Jump>,
}

impl News {
    /// What a run has come to that the one before had not.
    pub(super) fn between(
        before: Option<&WatchState>,
        analysed: &Analysed,
        findings: &[FindingRow],
        thresholds: Thresholds,
    ) -> Self {
        let mut known: HashSet<&str> =
            before.into_iter().flat_map(|state| &state.findings).map(String::as_str).collect();
        let mut new: Vec<FindingRow> = findings.iter().filter(|finding| known.insert(finding.id())).cloned().collect();
        new.sort_by(|a, b| b.severity().cmp(&a.severity()).then(b.last().cmp(&a.last())));
        let jumps = before.map_or_else(Vec::new, |state| {
            let (accounts, hosts) = (accounts(analysed), hosts(analysed));
            let mut jumps = risen(Kind::Account, &state.accounts, &accounts, thresholds);
            jumps.extend(risen(Kind::Host, &state.hosts, &hosts, thresholds));
            jumps
        });
        Self { first: before.is_none(), findings: new, jumps }
    }

    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty() && self.jumps.is_empty()
    }

    /// The body for a webhook.
    pub(super) fn message(&self, case: &str, turn: &Turn, mut counts: Value) -> Result<Value, serde_json::Error> {
        let findings = self.findings.iter().take(CARRIED).map(serde_json::to_value).collect::<Result<Vec<_>, _>>()?;
        counts["new_findings"] = json!(self.findings.len());
        counts["rank_jumps"] = json!(self.jumps.len());
        counts["events"] = json!(turn.imported.as_ref().map_or(0, |report| report.kept()));
        Ok(json!({
            "case": case,
            "run": turn.run(),
            "first": self.first,
            "new_findings": findings,
            "rank_jumps": self.jumps.iter().take(CARRIED).map(Jump::json).collect::<Vec<_>>(),
            "counts": counts,
        }))
    }
}

impl Jump {
    fn json(&self) -> Value {
        json!({
            "kind": self.kind.name(),
            "name": self.name,
            "from": self.from,
            "to": self.to,
            "place": self.place,
            "entered_top": self.entered_top,
            "reasons": self.reasons,
        })
    }
}

/// What the next run is to compare with.
pub(super) fn state(analysed: &Analysed, results: &Results, now: Time) -> Result<WatchState, ImportError> {
    let mut findings: Vec<String> = results.findings.iter().map(|finding| finding.id().to_owned()).collect();
    findings.sort();
    findings.dedup();
    let bare = |ranked: Vec<Ranked<'_>>| ranked.into_iter().map(|one| (one.name, one.rank)).collect();
    Ok(WatchState {
        run: results.run_id()?,
        at_ms: now.ms(),
        findings,
        accounts: bare(accounts(analysed)),
        hosts: bare(hosts(analysed)),
    })
}

/// Somebody in the order of ranks.
struct Ranked<'a> {
    name: String,
    rank: f64,
    reasons: &'a [Reason],
}

fn accounts(analysed: &Analysed) -> Vec<Ranked<'_>> {
    let ranks = analysed.ranks.accounts.iter();
    let known = ranks.filter_map(|rank| Some((analysed.graph.accounts.get(rank.account as usize)?, rank)));
    let named = known.map(|(account, rank)| {
        let name = match account.domain.as_str() {
            "" => account.user.clone(),
            domain => format!("{}@{domain}", account.user),
        };
        Ranked { name, rank: rank.rank, reasons: &rank.reasons }
    });
    named.collect()
}

fn hosts(analysed: &Analysed) -> Vec<Ranked<'_>> {
    let ranks = analysed.ranks.hosts.iter();
    let known = ranks.filter_map(|rank| Some((analysed.graph.hosts.get(rank.host as usize)?, rank)));
    known.map(|(host, rank)| Ranked { name: host.key.clone(), rank: rank.rank, reasons: &rank.reasons }).collect()
}

/// Those whose rank rose by enough, or into the first places.
fn risen(kind: Kind, before: &[(String, f64)], now: &[Ranked<'_>], thresholds: Thresholds) -> Vec<Jump> {
    let places = before.iter().zip(1_usize..).map(|((name, rank), place)| (name.as_str(), (*rank, place)));
    let known: HashMap<&str, (f64, usize)> = places.collect();
    let jumps = now.iter().zip(1_usize..).filter_map(|(one, place)| {
        let (from, was) = known.get(one.name.as_str()).map_or((None, usize::MAX), |(rank, was)| (Some(*rank), *was));
        let rose = one.rank - from.unwrap_or(0.0);
        // Others who fall make room: that alone is no news of whoever moves up.
        let entered_top = place <= thresholds.top && was > thresholds.top && rose > 0.0;
        (entered_top || rose >= thresholds.jump).then(|| Jump {
            kind,
            name: one.name.clone(),
            from,
            to: one.rank,
            place,
            entered_top,
            reasons: one.reasons.iter().map(|reason| reason.text.clone()).collect(),
        })
    });
    jumps.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(before: &[(&str, f64)], now: &[(&str, f64)]) -> Vec<(String, bool)> {
        let before: Vec<(String, f64)> = before.iter().map(|(name, rank)| ((*name).to_owned(), *rank)).collect();
        let now: Vec<Ranked<'_>> =
            now.iter().map(|(name, rank)| Ranked { name: (*name).to_owned(), rank: *rank, reasons: &[] }).collect();
        let jumps = risen(Kind::Account, &before, &now, Thresholds { top: 2, jump: 0.2 });
        jumps.into_iter().map(|jump| (jump.name, jump.entered_top)).collect()
    }

    #[test]
    fn a_rank_that_rose_enough_is_news() {
        let before = [("a", 0.9), ("b", 0.5), ("c", 0.1), ("d", 0.05)];
        assert!(names(&before, &before).is_empty());
        assert_eq!(names(&before, &[("a", 0.9), ("b", 0.5), ("d", 0.3), ("c", 0.1)]), [("d".to_owned(), false)]);
        assert_eq!(names(&before, &[("a", 0.9), ("c", 0.15), ("b", 0.1)]), [("c".to_owned(), true)]);
        assert_eq!(names(&before, &[("e", 0.9), ("a", 0.9)]), [("e".to_owned(), true)], "a stranger starts at nothing");
    }

    #[test]
    fn moving_up_because_others_fell_is_no_news() {
        assert!(names(&[("a", 0.9), ("b", 0.5), ("c", 0.1)], &[("a", 0.9), ("c", 0.1), ("b", 0.05)]).is_empty());
    }
}
