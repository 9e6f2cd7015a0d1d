//! Rules that fire all over the place say something about the place, not about anybody in it.

use std::collections::{BTreeMap, BTreeSet};

use model::{Finding, Severity};

use super::weights;

/// Rules that fire all over the place.
pub(super) struct Common<'a> {
    /// Rule -> share of accounts or hosts that acted in it.
    shares: BTreeMap<&'a str, f64>,
}

impl<'a> Common<'a> {
    pub(super) fn of(findings: &'a [Finding], accounts: usize, hosts: usize) -> Self {
        let mut actors: BTreeMap<&str, (BTreeSet<u32>, BTreeSet<u32>)> = BTreeMap::new();
        for finding in findings {
            let entry = actors.entry(finding.rule.as_str()).or_default();
            entry.0.extend(finding.accounts.iter().map(|(_, node)| *node));
            entry.1.extend(finding.hosts.iter().map(|(_, node)| *node));
        }
        let share = |count: usize, of: usize| count as f64 / of.max(1) as f64;
        // Three nodes of a small case are not "everywhere".
        let shares = actors.into_iter().map(|(rule, (a, h))| {
            let both = share(a.len().saturating_sub(3), accounts).max(share(h.len().saturating_sub(3), hosts));
            (rule, both)
        });
        Self { shares: shares.collect() }
    }

    pub(super) fn damping(&self, finding: &Finding) -> f64 {
        if finding.severity > Severity::Medium {
            return 1.0;
        }
        let share = self.shares.get(finding.rule.as_str()).copied().unwrap_or(0.0);
        if share <= weights::COMMON_SHARE { 1.0 } else { (weights::COMMON_SHARE / share).max(weights::COMMON_FLOOR) }
    }
}
